from django.urls import path

from anxin.mood.pulse import views

app_name = "pulse"
urlpatterns = [
    path("mood/letters/", views.letters, name="letters"),
    path("mood/letters/make/", views.make, name="make_letters"),
]
