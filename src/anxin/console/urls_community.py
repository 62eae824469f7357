from django.urls import include, path

from anxin.console.pages import attention, estates, map_files, overview

urlpatterns = [
    path("map/streets.json", map_files.layer, {"key": "streets"}, name="map_streets"),
    path("map/estates.json", map_files.layer, {"key": "estates"}, name="map_estates"),
    path("map/mood.json", map_files.layer, {"key": "mood"}, name="map_mood"),
    path("overview/", overview.overview, name="overview"),
    path("estates/", estates.estates, name="estates"),
    path("estates/<path:code>/", estates.estate, name="estate"),
    path("record/attention/", attention.attention, name="attention"),
    path("", include("anxin.console.urls_rooms")),
    path("", include("anxin.burglary.urls")),
    path("", include("anxin.patrols.urls")),
    path("", include("anxin.mood.urls")),
    path("", include("anxin.mood.pulse.urls")),
]
