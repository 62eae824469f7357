from django.urls import path, register_converter
from django.urls.converters import StringConverter

from anxin.patrols import views
from anxin.patrols.rosters import my_views
from anxin.patrols.rosters import views as roster_views


class DayConverter(StringConverter):
    """A day in an address: 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"


register_converter(DayConverter, "day")
app_name = "patrols"
urlpatterns = [
    path("patrols/", views.tonight, name="tonight"),
    path("patrols/crews/", views.crews, name="crews"),
    path("patrols/crews/save/", views.save_crew, name="save_crew"),
    path("patrols/<day:day>/", views.evening, name="evening"),
    path("patrols/<day:day>/lines.json", views.lines, name="lines"),
    path("patrols/<day:day>/plan/", views.plan_again, name="plan_again"),
    path("patrols/<day:day>/confirm/", views.confirm, name="confirm"),
    path("patrols/routes/<int:pk>/sheet.pdf", views.sheet_pdf, name="sheet_pdf"),
    path("patrols/routes/<int:pk>/sheet.png", views.sheet_png, name="sheet_png"),
    path("patrols/routes/<int:pk>/route.gpx", views.route_gpx, name="route_gpx"),
    path("patrols/routes/<int:pk>/route.ics", views.route_ics, name="route_ics"),
    path("patrols/rosters/", roster_views.rosters, name="rosters"),
    path("patrols/rosters/draft/", roster_views.draft, name="draft_roster"),
    path("patrols/rosters/<int:pk>/", roster_views.roster, name="roster"),
    path("patrols/rosters/<int:pk>/confirm/", roster_views.confirm, name="confirm_roster"),
    path("patrols/rosters/<int:pk>/fairness/", roster_views.fairness, name="roster_fairness"),
    path("patrols/duties/<int:pk>/", roster_views.duty, name="duty"),
    path("patrols/duties/<int:pk>/replace/", roster_views.replace, name="replace_walker"),
    path("patrols/shifts/", my_views.my_shifts, name="my_shifts"),
    path("patrols/shifts/free/", my_views.save_free, name="save_free_evenings"),
    path("patrols/shifts/off/", my_views.save_off, name="save_day_off"),
    path("patrols/shifts/<int:pk>/give/", my_views.give, name="ask_for_cover"),
    path("patrols/shifts/requests/<int:pk>/take/", my_views.take, name="take_cover"),
    path("patrols/shifts/requests/<int:pk>/withdraw/", my_views.withdraw, name="withdraw_cover"),
    path("patrols/shifts/<str:token>.ics", my_views.calendar, name="shift_calendar"),
]
