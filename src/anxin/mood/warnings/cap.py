"""A published warning as a message of the Common Alerting Protocol, version 1.2 (OASIS, 2010)."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.core.territory.queries import district
from anxin.mood.warnings.models import MoodWarning

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
HOLDS = timedelta(weeks=2)


def as_cap(warning: MoodWarning) -> bytes:
    """Return the message as XML; one of a made-up district says that it is an exercise."""
    assert warning.published_at is not None
    ET.register_namespace("", NAMESPACE)
    alert = ET.Element(f"{{{NAMESPACE}}}alert")
    place = district()
    sender = str(settings.ANXIN["public_url"]).split("//")[-1].rstrip("/") or "anxin"
    for name, text in (
        ("identifier", f"{sender.replace(':', '-')}-mood-{warning.pk}-{warning.published_at:%Y%m%d%H%M%S}"),
        ("sender", sender.replace(" ", "")),
        ("sent", _moment(warning.published_at)),
        ("status", "Exercise" if settings.ANXIN["made_up"] else "Actual"),
        ("msgType", "Alert"),
        ("scope", "Public"),
    ):
        _add(alert, name, text)
    info = _add(alert, "info", "")
    for name, text in (
        ("language", settings.LANGUAGE_CODE.replace("zh-hans", "zh-CN")),
        ("category", "Health"),
        ("event", _("Social mood")),
        ("urgency", "Future"),
        ("severity", "Minor"),
        ("certainty", "Likely"),
        ("expires", _moment(warning.published_at + HOLDS)),
        ("senderName", place.name if place else ""),
        ("headline", warning.public_text[:160]),
        ("description", warning.public_text),
        ("web", f"{settings.ANXIN['public_url']}/pulse/results/"),
    ):
        if text:
            _add(info, name, text)
    area = _add(info, "area", "")
    _add(area, "areaDesc", warning.place.name)
    code = _add(area, "geocode", "")
    _add(code, "valueName", "anxin-place")
    _add(code, "value", warning.place.code)
    return bytes(ET.tostring(alert, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if text:
        child.text = text
    return child


def _moment(at: datetime) -> str:
    """Return local time with its offset, which CAP writes as +08:00 and never as Z."""
    return timezone.localtime(at).replace(microsecond=0).isoformat()
