from django.urls import path, register_converter
from django.urls.converters import StringConverter

from anxin.patrols import views
from anxin.patrols.weeks import views as weeks


class DayConverter(StringConverter):
    """A day in an address: 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"


register_converter(DayConverter, "day")
app_name = "patrols"
urlpatterns = [
    path("patrols/", views.tonight, name="tonight"),
    path("patrols/crews/", views.crews, name="crews"),
    path("patrols/crews/save/", views.save_crew, name="save_crew"),
    path("patrols/weeks/", weeks.weeks, name="weeks"),
    path("patrols/weeks/draw/", weeks.draw, name="draw_weeks"),
    path("patrols/weeks/<day:day>/", weeks.drawn_evening, name="drawn_evening"),
    path("patrols/<day:day>/", views.evening, name="evening"),
    path("patrols/<day:day>/lines.json", views.lines, name="lines"),
    path("patrols/<day:day>/plan/", views.plan_again, name="plan_again"),
    path("patrols/<day:day>/confirm/", views.confirm, name="confirm"),
    path("patrols/routes/<int:pk>/sheet.pdf", views.sheet_pdf, name="sheet_pdf"),
    path("patrols/routes/<int:pk>/sheet.png", views.sheet_png, name="sheet_png"),
    path("patrols/routes/<int:pk>/route.gpx", views.route_gpx, name="route_gpx"),
    path("patrols/routes/<int:pk>/route.ics", views.route_ics, name="route_ics"),
]
