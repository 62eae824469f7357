"""Letters are made once, for one's own neighbourhoods, and their codes stand on paper alone."""

from __future__ import annotations

import re

import pytest

from anxin.core.audit.models import AuditEntry
from anxin.core.errors import AnxinError, NotAllowedError
from anxin.core.territory.models import Place
from anxin.mood.letters import services
from anxin.mood.letters.services import MOST_A_FILE, make_letters
from anxin.mood.letters.sheet import letters_pdf
from anxin.mood.pulse.models import PulseToken, TokenBatch
from anxin.mood.pulse.queries import neighbourhoods_with_letters, token_of
from anxin.mood.pulse.services import draw_codes
from days import AT
from pdf import pages_of


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The codes that were drawn, which only a test learns."""
    seen: list[str] = []

    def draw(letters: int) -> list[str]:
        seen.extend(draw_codes(letters))
        return list(seen)

    monkeypatch.setattr(services, "draw_codes", draw)
    return seen


def test_the_letters_come_as_a_pdf_whose_codes_are_kept_nowhere(signed_in, drawn, everything):
    client = signed_in("subdistrict_coordinator")
    response = client.post("/mood/letters/make/", {"place": "N1", "letters": "5"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Cache-Control"] == "no-store"
    assert pages_of(response.content) == 3  # two letters to a sheet
    assert len(set(drawn)) == 5
    assert [token_of(code).place.code for code in drawn] == ["N1"] * 5
    held = repr(everything())
    assert not [code for code in drawn if code in held]
    entry = AuditEntry.objects.get(action="mood.letters.made")
    assert (entry.subject, entry.details) == ("N1", '{"letters":5}')


def test_the_sheet_holds_every_code_behind_the_hash(district, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        "anxin.mood.letters.sheet.compile_sheet", lambda _sheet, values, **kinds: seen.update(values, **kinds) or b""
    )
    texts = []
    monkeypatch.setattr("anxin.mood.letters.sheet._qr", lambda text: texts.append(text) or b"")
    letters_pdf(Place.objects.get(code="N1"), ["ABCDEFGHJKMNPQRS"], AT)
    assert texts == ["http://127.0.0.1:8000/pulse/#ABCDEFGHJKMNPQRS"]
    assert seen["codes"] == [{"picture": "code0.svg", "code": "ABCD EFGH JKMN PQRS"}]
    chinese, english = seen["words"]
    assert "2026年12月31日" in chinese["until"]
    assert "Nobody can tell who answered" in english["nobody"]
    assert all(re.search(r"[\u4e00-\u9fff]", str(text)) for text in chinese.values())


@pytest.mark.parametrize(
    ("place", "letters", "field"),
    [
        ("", "5", "place"), ("N9", "5", "place"), ("E1", "5", "place"), ("S1", "5", "place"),
        ("N1", "", "letters"), ("N1", "0", "letters"), ("N1", "-3", "letters"), ("N1", "２", "letters"),
        ("N1", str(MOST_A_FILE + 1), "letters"), ("N1", "9" * 30, "letters"),
    ],
)  # fmt: skip
def test_a_wrong_order_comes_back_and_changes_nothing(signed_in, everything, place, letters, field):
    client = signed_in("subdistrict_coordinator")
    client.get("/mood/letters/")
    before = everything()
    response = client.post("/mood/letters/make/", {"place": place, "letters": letters})
    assert response.status_code == 422
    assert f'id="fault-{field}"' in response.content.decode()
    assert everything() == before


def test_all_that_is_wrong_with_an_order_is_said_at_once(signed_in):
    page = signed_in("subdistrict_coordinator").post("/mood/letters/make/", {"place": "", "letters": "99999"})
    assert 'id="fault-place"' in page.content.decode()
    assert 'id="fault-letters"' in page.content.decode()


def test_nobody_makes_letters_for_anothers_place(actor, signed_in, everything):
    before = everything()
    with pytest.raises(NotAllowedError):
        make_letters(place=Place.objects.get(code="N3"), letters=1, actor=actor("subdistrict_coordinator"), at=AT)
    for role in ("estate_committee", "community_officer", "analyst", "volunteer"):
        with pytest.raises(NotAllowedError):
            make_letters(place=Place.objects.get(code="N1"), letters=1, actor=actor(role), at=AT)
    assert everything() == before
    client = signed_in("subdistrict_coordinator")
    assert client.post("/mood/letters/make/", {"place": "N3", "letters": "1"}).status_code == 403
    assert not PulseToken.objects.exists()


def test_letters_that_cannot_be_set_leave_no_codes(actor, everything, district, monkeypatch):
    monkeypatch.setattr(services, "letters_pdf", lambda *_given: (_ for _ in ()).throw(AnxinError("no paper")))
    who = actor("district_coordinator")
    before = everything()
    with pytest.raises(AnxinError, match="no paper"):
        make_letters(place=Place.objects.get(code="N1"), letters=3, actor=who, at=AT)
    assert everything() == before


def test_the_page_counts_letters_and_says_what_to_expect(signed_in, actor):
    top = actor("district_coordinator")
    for letters in (2, 3):
        make_letters(place=Place.objects.get(code="N1"), letters=letters, actor=top, at=AT)
    TokenBatch.objects.create(place=Place.objects.get(code="N2"), tokens=1300, made_date=AT, made_by="test")
    rows = {row.code: (row.letters, row.all_homes) for row in neighbourhoods_with_letters([""])}
    assert rows == {"N1": (5, 300), "N2": (1300, 700), "N3": (0, 1100)}
    client = signed_in("subdistrict_coordinator")
    page = client.get("/mood/letters/").content.decode()
    assert "自己的" in page
    assert "再做 1,295 封信" in page
    assert "居民区3" not in page
    lines = client.get("/mood/letters/?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("居民区2,西街道,700,1300,25.0")
