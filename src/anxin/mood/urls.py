from django.urls import path

from anxin.mood.inputs import views as inputs
from anxin.mood.thermometer import views as thermometer
from anxin.mood.warnings import views as warnings

app_name = "mood"
urlpatterns = [
    path("mood/", thermometer.thermometer, name="thermometer"),
    path("mood/warnings/", warnings.warnings, name="warnings"),
    path("mood/warnings/<int:pk>/", warnings.warning, name="warning"),
    path("mood/warnings/<int:pk>/take/", warnings.acknowledge, name="acknowledge"),
    path("mood/warnings/<int:pk>/respond/", warnings.respond, name="respond"),
    path("mood/warnings/<int:pk>/close/", warnings.close, name="close"),
    path("mood/warnings/<int:pk>/publish/", warnings.publish, name="publish"),
    path("mood/warnings/<int:pk>/cap.xml", warnings.cap_file, name="cap"),
    path("mood/responses/<int:pk>/done/", warnings.finish, name="finish"),
    path("mood/sources/", inputs.sources, name="sources"),
    path("mood/sources/change/", inputs.log_change, name="log_change"),
]
