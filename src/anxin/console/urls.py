from django.apps import apps
from django.urls import include, path

from anxin.console.pages import data, health, me, more, people, refusals, search, today

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("account/", include("allauth.urls")),
    path("", today.today, name="today"),
    path("more/", more.more, name="more"),
    path("me/", me.preferences, name="preferences"),
    path("me/display/", me.display, name="display"),
    path("notices/", me.notices, name="notices"),
    path("search/", search.search, name="search"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="add_person"),
    path("people/<int:pk>/grant/", people.grant, name="grant_role"),
    path("people/grants/<int:pk>/end/", people.end, name="end_grant"),
    path("data/", data.data, name="data"),
    path("data/imports/<slug:kind>/new/", data.receive, name="receive_file"),
    path("data/imports/<int:pk>/", data.run, name="import_run"),
    path("data/imports/<int:pk>/columns/", data.confirm_columns, name="confirm_columns"),
    path("data/imports/<int:pk>/approve/", data.approve, name="approve_import"),
    path("data/imports/<int:pk>/refused.csv", data.refused, name="refused_rows"),
    path("data/rounds/", data.start_round, name="start_round"),
    path("data/rounds/<int:pk>/", data.round_report, name="round_report"),
]

if apps.is_installed("anxin.burglary"):
    urlpatterns.append(path("", include("anxin.console.urls_community")))
if apps.is_installed("anxin.portal"):
    urlpatterns.append(path("", include("anxin.portal.urls")))

handler400 = refusals.bad_request
handler403 = refusals.forbidden
handler404 = refusals.not_found
handler500 = refusals.server_error
