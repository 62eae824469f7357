from django.urls import include, path

from anxin.console.pages import estates, overview

urlpatterns = [
    path("overview/", overview.overview, name="overview"),
    path("estates/", estates.estates, name="estates"),
    path("estates/<path:code>/", estates.estate, name="estate"),
    path("", include("anxin.burglary.urls")),
    path("", include("anxin.patrols.urls")),
]
