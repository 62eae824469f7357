from django.urls import path

from anxin.portal import results, views

app_name = "portal"
urlpatterns = [
    path("pulse/", views.pulse, name="pulse"),
    path("pulse/questions/", views.questions, name="questions"),
    path("pulse/answer/", views.send, name="answer"),
    path("pulse/thanks/", views.thanks, name="thanks"),
    path("pulse/answered/", views.answered, name="answered"),
    path("pulse/results/", results.results, name="results"),
    path("pulse/promise/", views.promise, name="promise"),
]
