"""A published warning is a message of CAP 1.2, in the order and with the words that the standard asks for."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from anxin.mood.warnings import services
from anxin.mood.warnings.cap import NAMESPACE, as_cap
from days import AT

# OASIS CAP 1.2, section 3.2 and the schema of its section 3.4: elements in this order, those marked * must be there.
ALERT = [
    "identifier*",
    "sender*",
    "sent*",
    "status*",
    "msgType*",
    "source",
    "scope*",
    "restriction",
    "addresses",
    "code",
]
ALERT += ["note", "references", "incidents", "info"]
INFO = [
    "language",
    "category*",
    "event*",
    "responseType",
    "urgency*",
    "severity*",
    "certainty*",
    "audience",
    "eventCode",
]
INFO += ["effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact"]
INFO += ["parameter", "resource", "area"]
WORDS = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"},
    "category": {
        "Geo",
        "Met",
        "Safety",
        "Security",
        "Rescue",
        "Fire",
        "Health",
        "Env",
        "Transport",
        "Infra",
        "CBRNE",
        "Other",
    },
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}


@pytest.fixture
def message(warning, actor):
    services.publish(warning=warning, text="服务站延长到 21 点 <&>", actor=actor("district_coordinator"), at=AT)
    warning.refresh_from_db()
    return ET.fromstring(as_cap(warning))


def names(parent: ET.Element) -> list[str]:
    return [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in parent]


def must_follow(found: list[str], standard: list[str]) -> None:
    order = [name.rstrip("*") for name in standard]
    places = [order.index(name) for name in found]
    assert places == sorted(places), found
    assert {name.rstrip("*") for name in standard if name.endswith("*")} <= set(found)


def test_elements_stand_in_the_standards_order(message):
    must_follow(names(message), ALERT)
    must_follow(names(message.find(f"{{{NAMESPACE}}}info")), INFO)
    assert names(message.find(f".//{{{NAMESPACE}}}area")) == ["areaDesc", "geocode"]


def test_words_are_those_of_the_standard(message):
    for name, words in WORDS.items():
        assert message.find(f".//{{{NAMESPACE}}}{name}").text in words


def test_moments_have_an_offset_and_names_no_space(message):
    sent = message.find(f"{{{NAMESPACE}}}sent").text
    assert sent == "2026-11-23T18:00:00+08:00"
    for name in ("identifier", "sender"):
        text = message.find(f"{{{NAMESPACE}}}{name}").text
        assert not set(text) & set(" ,<&")


def test_it_carries_the_districts_own_words(message):
    assert message.find(f".//{{{NAMESPACE}}}description").text == "服务站延长到 21 点 <&>"


def test_a_made_up_district_says_that_it_is_an_exercise(warning, actor, settings):
    settings.ANXIN = {**settings.ANXIN, "made_up": True}
    services.publish(warning=warning, text="x", actor=actor("district_coordinator"), at=AT)
    warning.refresh_from_db()
    assert ET.fromstring(as_cap(warning)).find(f"{{{NAMESPACE}}}status").text == "Exercise"


def test_what_is_not_published_has_no_message(signed_in, warning):
    assert signed_in("district_coordinator").get(f"/mood/warnings/{warning.pk}/cap.xml").status_code == 404
