from django.urls import path

from anxin.portal import views

app_name = "portal"
urlpatterns = [
    path("pulse/", views.pulse, name="pulse"),
    path("pulse/questions/", views.questions, name="questions"),
    path("pulse/answer/", views.send, name="answer"),
    path("pulse/thanks/", views.thanks, name="thanks"),
    path("pulse/answered/", views.answered, name="answered"),
    path("pulse/promise/", views.promise, name="promise"),
]
