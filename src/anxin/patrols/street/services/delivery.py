from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.people.actor import Actor
from anxin.core.pictures import PhotoError, redrawn
from anxin.core.released.models import HazardNote
from anxin.core.territory.models import Place
from anxin.patrols.street.errors import NoLinkError
from anxin.patrols.street.models import VISITING, ActKind, CrewLink, StreetAct
from anxin.patrols.street.queries import route_of
from anxin.patrols.street.rules import Reach, Reckoned, is_early, reach_of, reckon
from anxin.patrols.street.sent import SentAct
from anxin.patrols.street.services.shifts import end_shift, release_doses


@dataclass(frozen=True)
class Answer:
    """What became of one act: kept, or why it was not."""

    id: str
    why: str = ""
    place: str = ""
    name: str = ""
    early: bool = False

    @property
    def kept(self) -> bool:
        """Say whether the act is in the record."""
        return not self.why


def deliver(*, link: CrewLink, acts: Sequence[SentAct], sent_at: datetime | None, at: datetime) -> list[Answer]:
    """Take what a crew recorded, in order; each act once, however often it is sent. One audit row a batch.

    What was recorded long before the shift is kept and counts nowhere; a hazard is handed over whenever it was seen.
    Refuses a link that ended more than a week ago; of an open one, acts at places the crew was never sent to (unless
    the code at the door was scanned) and acts recorded after its end.
    """
    if reach_of(expires_at=link.expires_at, now=at) is Reach.OVER:
        raise NoLinkError(_("This link ended long ago. Ask your team leader for tonight's."))
    pictures = {act.id: _picture(act) for act in acts if act.photo}  # before the transaction: it takes a while
    with transaction.atomic():
        held = CrewLink.objects.select_for_update(of=("self",)).select_related("crew").get(pk=link.pk)
        batch = _Batch(held, sent_at, at, pictures)
        answers = [batch.take(act) for act in acts]
        batch.finish()
    return answers


def _picture(act: SentAct) -> bytes | None:
    try:
        return redrawn(act.photo) if act.photo else None
    except PhotoError:
        return None  # the words that came with it are kept, with a remark


class _Batch:
    """One delivery inside its transaction."""

    def __init__(
        self, link: CrewLink, sent_at: datetime | None, at: datetime, pictures: Mapping[UUID, bytes | None]
    ) -> None:
        self.link, self.sent_at, self.at, self.pictures = link, sent_at, at, pictures
        self.actor = Actor(name=link.crew.name)
        self.kept: list[StreetAct] = []
        route = route_of(link)
        self.begins_at = route.begins_at if route else None

    def take(self, sent: SentAct) -> Answer:
        known = StreetAct.objects.filter(pk=sent.id).select_related("place").first()
        if known:
            same = (known.crew_id, known.date) == (self.link.crew_id, self.link.date)
            return _answer(known) if same else Answer(str(sent.id), _("Another crew recorded this."))
        place, why = self._place(sent)
        when = reckon(
            phone_at=sent.at, phone_sent_at=self.sent_at, received_at=self.at, opens_at=self.link.opens_at
        )  # fmt: skip
        if not why and when.at > self.link.expires_at:
            why = _("This was recorded after the link had ended.")
        return Answer(str(sent.id), why) if why else _answer(self._keep(sent, place, when))

    def _place(self, sent: SentAct) -> tuple[Place | None, str]:
        if sent.door:
            place = Place.objects.filter(door_code__token=sent.door).first()
            return place, "" if place else _("This door code is not known here.")
        if not sent.place:
            needed = sent.kind in (*VISITING, ActKind.SKIP)
            return None, _("Say at which stop this was.") if needed else ""
        place = Place.objects.filter(code=sent.place).first()
        if place is None or place.pk not in self.link.places:
            return None, _("Your crew was not sent there. Scan the code at the door to record a visit all the same.")
        return place, ""

    def _keep(self, sent: SentAct, place: Place | None, when: Reckoned) -> StreetAct:
        picture = self.pictures.get(sent.id)
        remarks = ["clock"] * when.mended + ["photo"] * (sent.photo is not None and picture is None)
        act = StreetAct(
            id=sent.id, link=self.link, crew=self.link.crew, date=self.link.date, kind=sent.kind, place=place,
            visit=sent.visit, early=is_early(when.at, self.begins_at), by_door=bool(sent.door),
            at=when.at, phone_at=sent.at, received_at=self.at, text=sent.text, remarks=remarks,
        )  # fmt: skip
        if picture:
            act.photo.save(f"{sent.id}.jpg", ContentFile(picture), save=False)
        act.save(force_insert=True)
        self.kept.append(act)
        if act.kind == ActKind.HAZARD:
            _hand_over(act)
        if act.kind == ActKind.END and not act.early:
            end_shift(
                crew=self.link.crew, day=act.date, words=act.text, actor=self.actor, at=act.at, received_at=self.at
            )
        return act

    def finish(self) -> None:
        if not self.kept:
            return
        if any(act.kind in VISITING for act in self.kept):
            release_doses(self.link.date)
        kinds = dict(Counter(str(act.kind) for act in self.kept))
        mended = sum("clock" in act.remarks for act in self.kept)
        subject = f"{self.link.date} {self.link.crew.name}"
        audit.record(
            "patrols.street.delivered", subject=subject, actor=self.actor, at=self.at, kinds=kinds, mended=mended
        )


def _hand_over(act: StreetAct) -> None:
    HazardNote.objects.create(
        key=str(act.pk), place=act.place, text=act.text, photo=act.photo.name, at=act.at, seen_by=act.crew.name
    )


def _answer(act: StreetAct) -> Answer:
    code, name = (act.place.code, act.place.name) if act.place else ("", "")
    return Answer(str(act.pk), place=code, name=name, early=act.early)
