from django.urls import path

from anxin.burglary import views
from anxin.burglary.forecasts import views as forecasts
from anxin.burglary.measures import views as measures
from anxin.burglary.near_repeats import views as near_repeats
from anxin.burglary.programmes import views as programmes
from anxin.burglary.share_change import views as share_change

app_name = "burglary"
urlpatterns = [
    path("record/", views.record, name="record"),
    path("record/change/", share_change.share_change, name="share_change"),
    path("record/forecast/", forecasts.forecast, name="forecast"),
    path("record/forecast/check/", forecasts.forecast_check, name="forecast_check"),
    path("record/programmes/", programmes.programmes, name="programmes"),
    path("record/programmes/register/", programmes.register, name="register_programme"),
    path("record/programmes/recording/", programmes.log_recording_change, name="log_recording_change"),
    path("record/programmes/<int:pk>/", programmes.programme, name="programme"),
    path("focus/", views.focus_list, name="focus_list"),
    path("focus/<int:pk>/", views.listing, name="listing"),
    path("focus/<int:pk>/accept/", views.accept, name="accept"),
    path("focus/<int:pk>/decline/", views.decline, name="decline"),
    path("focus/<int:pk>/tasks/", views.plan_task, name="plan_task"),
    path("focus/<int:pk>/tasks/change/", views.change_task, name="change_task"),
    path("focus/tasks/<int:pk>/done/", views.finish_task, name="finish_task"),
    path("focus/tasks/<int:pk>/verify/", views.verify_task, name="verify_task"),
    path("focus/tasks/<int:pk>/photo/", views.add_photo, name="add_photo"),
    path("focus/photos/<int:pk>.jpg", views.photo, name="photo"),
    path("near-repeats/", near_repeats.near_repeats, name="near_repeats"),
    path("near-repeats/<int:pk>/", near_repeats.residents_notice, name="residents_notice"),
    path("near-repeats/<int:pk>.pdf", near_repeats.residents_notice_pdf, name="residents_notice_pdf"),
    path("focus/<int:pk>/estate/", measures.describe_estate, name="describe_estate"),
    path("measures/", measures.catalogue, name="measures"),
    path("measures/add/", measures.add, name="add_measure"),
    path("measures/planned/", measures.planned, name="planned_measures"),
    path("measures/<slug:key>/", measures.measure, name="measure"),
    path("measures/<slug:key>/cost/", measures.set_cost, name="set_measure_cost"),
    path("measures/<slug:key>/change/", measures.change_local, name="change_measure"),
    path("incidents/unplaced/", views.unplaced, name="unplaced"),
]
