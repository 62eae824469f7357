"""The tables of the rooms' pages."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from anxin.core.rooms.models import Posting
from anxin.core.rooms.states import Audience, Platform, Sent
from anxin.core.sentences import say
from anxin.core.web.shown import day
from anxin.core.web.tables import Column, Filter, TableSpec

STATES = (Sent.FAILED, Sent.UNSURE, Sent.TO_POST, Sent.WAITING, Sent.SENT, Sent.DELIVERED, Sent.CONFIRMED, Sent.DROPPED)


def reason(posting: Posting) -> str:
    """Say why a room needs somebody, or what confirmed it."""
    for row in posting.deliveries.all():
        if row.reason and row.state in (Sent.FAILED, Sent.UNSURE, Sent.WAITING):
            return say(row.reason)
    if posting.ticked_by:
        return str(_("ticked by %(name)s")) % {"name": posting.ticked_by}
    return str(_("the link was opened on %(day)s")) % {"day": day(posting.opened_date)} if posting.opened_date else ""


ROOMS = TableSpec(
    name="rooms",
    caption=_("Chat rooms"),
    columns=(
        Column("name", _("Room"), lambda r: r.name, order="name", link=lambda r: reverse("rooms:room", args=[r.pk])),
        Column("place", _("Place"), lambda r: r.place.name, order="place__name", leading=True),
        Column("platform", _("Platform"), lambda r: r.get_platform_display(), order="platform"),
        Column("audience", _("Who reads it"), lambda r: r.get_audience_display(), order="audience"),
        Column("address", _("Address"), lambda r: f"…{r.address_tail}" if r.address_tail else "–"),
        Column(
            "proved",
            _("Last proof of delivery"),
            lambda r: day(localdate(r.proved_at) if r.proved_at else None),
            lambda r: localdate(r.proved_at).isoformat() if r.proved_at else "",
            "proved_at",
        ),
        Column(
            "active", _("Posts"), lambda r: _("gets posts") if r.active else _("rests"), order="active", leading=True
        ),
    ),
    sort="name",
    filters=(
        Filter("audience", _("Who reads it"), tuple(Audience.choices), lambda value: Q(audience=value)),
        Filter("platform", _("Platform"), tuple(Platform.choices), lambda value: Q(platform=value)),
    ),
    search=lambda text: Q(name__icontains=text) | Q(place__name__icontains=text),
    empty=_("There is no room yet. Add one above, or bring the register in as a file."),
)

BOARD = TableSpec(
    name="board",
    caption=_("Every room"),
    columns=(
        Column(
            "room",
            _("Room"),
            lambda r: r.room.name,
            order="room__name",
            link=lambda r: reverse("rooms:posting", args=[r.pk]),
        ),
        Column("place", _("Place"), lambda r: r.room.place.name, order="room__place__name"),
        Column("platform", _("Platform"), lambda r: r.room.get_platform_display(), order="room__platform"),
        Column("state", _("State"), lambda r: r.get_state_display(), order="state", leading=True),
        Column("why", _("What is known"), lambda r: reason(r) or "–", leading=True),
    ),
    sort="state",
    filters=(
        Filter("state", _("State"), [(state.value, state.label) for state in STATES], lambda value: Q(state=value)),
    ),
    search=lambda text: Q(room__name__icontains=text) | Q(room__place__name__icontains=text),
    empty=_("No room fits."),
)
