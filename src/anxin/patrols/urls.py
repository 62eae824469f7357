from django.urls import path, register_converter
from django.urls.converters import StringConverter

from anxin.patrols import views
from anxin.patrols.repairs import views as repairs
from anxin.patrols.rosters import company_views as company
from anxin.patrols.rosters import my_views
from anxin.patrols.rosters import views as roster_views
from anxin.patrols.rosters import walker_views as walkers
from anxin.patrols.street import phone_views as phone
from anxin.patrols.street import views as street
from anxin.patrols.weeks import views as weeks
from anxin.patrols.wishes import views as wishes


class DayConverter(StringConverter):
    """A day in an address: 2026-11-23."""

    regex = r"\d{4}-\d{2}-\d{2}"


register_converter(DayConverter, "day")
app_name = "patrols"
urlpatterns = [
    path("patrols/", views.tonight, name="tonight"),
    path("patrols/crews/", views.crews, name="crews"),
    path("patrols/crews/save/", views.save_crew, name="save_crew"),
    path("patrols/wishes/", wishes.wishes, name="wishes"),
    path("patrols/wishes/add/", wishes.add, name="add_wish"),
    path("patrols/wishes/<int:pk>/withdraw/", wishes.withdraw, name="withdraw_wish"),
    path("patrols/<day:day>/change/", repairs.change, name="repair"),
    path("patrols/done/", street.done, name="done"),
    path("patrols/doors/", street.doors, name="doors"),
    path("patrols/doors/print/", street.print_doors, name="print_doors"),
    path("patrols/photos/<uuid:key>.jpg", street.photo, name="street_photo"),
    path("patrols/<day:day>/done/", street.done_evening, name="done_evening"),
    path("patrols/<day:day>/crews/<int:pk>/report.pdf", street.shift_report, name="shift_report"),
    path("patrols/routes/<int:pk>/link/", street.crew_link, name="crew_link"),
    path("patrols/routes/<int:pk>/link/renew/", street.renew, name="renew_link"),
    path("patrols/routes/<int:pk>/walk/", street.walk, name="walk"),
    path("street/", phone.street, name="street"),
    path("street/open/<slug:token>/", phone.open_link, name="street_open"),
    path("street/door/<slug:token>/", phone.door, name="street_door"),
    path("street/act/", phone.act, name="street_act"),
    path("street/acts/", phone.take, name="street_deliver"),
    path("street/streets.json", phone.streets, name="street_streets"),
    path("street/sw.js", phone.worker, name="street_worker"),
    path("patrols/weeks/", weeks.weeks, name="weeks"),
    path("patrols/weeks/draw/", weeks.draw, name="draw_weeks"),
    path("patrols/weeks/<day:day>/", weeks.drawn_evening, name="drawn_evening"),
    path("patrols/<day:day>/", views.evening, name="evening"),
    path("patrols/<day:day>/lines.json", views.lines, name="lines"),
    path("patrols/<day:day>/plan/", views.plan_again, name="plan_again"),
    path("patrols/<day:day>/confirm/", views.confirm, name="confirm"),
    path("patrols/<day:day>/publish/", views.publish, name="publish"),
    path("patrols/routes/<int:pk>/sheet.pdf", views.sheet_pdf, name="sheet_pdf"),
    path("patrols/routes/<int:pk>/sheet.png", views.sheet_png, name="sheet_png"),
    path("patrols/routes/<int:pk>/route.gpx", views.route_gpx, name="route_gpx"),
    path("patrols/routes/<int:pk>/route.ics", views.route_ics, name="route_ics"),
    path("patrols/rosters/", roster_views.rosters, name="rosters"),
    path("patrols/rosters/draft/", roster_views.draft, name="draft_roster"),
    path("patrols/rosters/<int:pk>/", roster_views.roster, name="roster"),
    path("patrols/rosters/<int:pk>/confirm/", roster_views.confirm, name="confirm_roster"),
    path("patrols/rosters/<int:pk>/fill/", roster_views.fill, name="fill_roster"),
    path("patrols/rosters/<int:pk>/fairness/", roster_views.fairness, name="roster_fairness"),
    path("patrols/walkers/", walkers.walkers, name="walkers"),
    path("patrols/walkers/<int:pk>/", walkers.walker, name="walker"),
    path("patrols/walkers/<int:pk>/leave/", walkers.leave, name="let_walker_go"),
    path("patrols/walkers/<int:pk>/return/", walkers.return_, name="take_walker_back"),
    path("patrols/duties/<int:pk>/", roster_views.duty, name="duty"),
    path("patrols/duties/<int:pk>/replace/", roster_views.replace, name="replace_walker"),
    path("patrols/shifts/", my_views.my_shifts, name="my_shifts"),
    path("patrols/shifts/free/", my_views.save_free, name="save_free_evenings"),
    path("patrols/shifts/off/", my_views.save_off, name="save_day_off"),
    path("patrols/shifts/company/", company.company_page, name="company"),
    path("patrols/shifts/company/save/", company.save, name="save_company"),
    path("patrols/shifts/company/<int:pk>/forget/", company.forget, name="forget_company"),
    path("patrols/shifts/<int:pk>/swap/", my_views.swap, name="swap"),
    path("patrols/shifts/requests/<int:pk>/decline/", my_views.decline, name="decline_swap"),
    path("patrols/shifts/<int:pk>/give/", my_views.give, name="ask_for_cover"),
    path("patrols/shifts/requests/<int:pk>/take/", my_views.take, name="take_cover"),
    path("patrols/shifts/requests/<int:pk>/withdraw/", my_views.withdraw, name="withdraw_cover"),
    path("patrols/shifts/<str:token>.ics", my_views.calendar, name="shift_calendar"),
]
