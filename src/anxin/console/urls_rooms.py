from django.urls import path, re_path

from anxin.console.pages.rooms import by_hand, link, packs, register

app_name = "rooms"
urlpatterns = [
    path("rooms/", register.register, name="register"),
    path("rooms/add/", register.add, name="add"),
    path("rooms/<int:pk>/", register.room, name="room"),
    path("rooms/<int:pk>/save/", register.save, name="save"),
    path("rooms/<int:pk>/greet/", register.greet, name="greet"),
    path("rooms/packs/", packs.packs, name="packs"),
    path("rooms/packs/<int:pk>/", packs.pack, name="pack"),
    path("rooms/packs/<int:pk>/release/", packs.release, name="release"),
    path("rooms/packs/<int:pk>/drop/", packs.drop, name="drop"),
    path("rooms/packs/<int:pk>/retry/", packs.retry, name="retry"),
    path("rooms/packs/<int:pk>/call-back/", packs.call_back, name="call_back"),
    path("rooms/parts/<int:pk>/", packs.part, name="part"),
    path("rooms/posts/<int:pk>/", packs.posting, name="posting"),
    path("rooms/posts/<int:pk>/posted/", by_hand.tick, name="tick"),
    path("rooms/deliveries/<int:pk>/settle/", packs.settle, name="settle"),
    path("rooms/by-hand/", by_hand.mine, name="mine"),
    path("r/<slug:token>/", link.link, name="link"),
    path("r/<slug:token>/read/", link.opened, name="opened"),
    re_path(r"^r/(?P<token>[-\w]+)/(?P<pk>\d{1,12})\.(?P<_ending>png|pdf)$", link.link_part, name="link_part"),
]
