from __future__ import annotations

from django.db.models import QuerySet

from anxin.burglary.forecasts.models import ForecastCheck, PlaceForecast


def newest_check() -> ForecastCheck | None:
    """Return how the forecast did when it was last judged."""
    return ForecastCheck.objects.first()


def is_forecast_shown() -> bool:
    """Say whether the forecast beat last year's count when it was last judged; otherwise nobody is shown it."""
    return bool(ForecastCheck.objects.values_list("shown", flat=True).first())


def forecasts() -> QuerySet[PlaceForecast]:
    """Return every estate's forecast with its place, or nothing while the forecast is not shown."""
    rows = PlaceForecast.objects.select_related("place", "place__subdistrict")
    rows = rows.defer("place__boundary", "place__subdistrict__boundary")
    return rows if is_forecast_shown() else rows.none()


def forecast_of(place_id: int) -> PlaceForecast | None:
    """Return one estate's forecast, unless the forecast is not shown."""
    return PlaceForecast.objects.filter(place_id=place_id).first() if is_forecast_shown() else None


def expected_next_week() -> dict[int, float]:
    """Return place -> burglaries expected in the next seven days; nothing while the forecast is not shown."""
    return dict(forecasts().values_list("place_id", "expected"))
