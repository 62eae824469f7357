"""The printed sheet has every letter it may need, and carries its letters with it."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from anxin.core.sheets import FONTS, compile_sheet
from anxin.demo import names
from pdf import everything_in

RARE = "劐坶塥弪憝戤桊毪牿犋猸瘭稆筢耠耢耥胲脶膪艴蒈蓰蟓赇蹯轷铴镩阢骣鲰齄"
SIGNS = "0123456789:–·‘’“”（），。、：；？！《》%/"


def gb2312_letters() -> set[str]:
    """Return the 6,763 letters of both levels, by their places in the standard."""
    codes = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return set("".join(code.decode("gb2312", "ignore") for code in codes))


def letters_of_the_district() -> set[str]:
    """Return every letter of a made-up place's name."""
    return set("".join((*names.ESTATE_NAMES, *names.NEIGHBOURHOOD_NAMES, *names.SUBDISTRICT_NAMES)))


@pytest.fixture(scope="module", params=["Regular", "Bold"])
def letters(request) -> set[str]:
    """The letters of one weight."""
    with TTFont(FONTS / f"NotoSansSC-{request.param}.ttf", lazy=True) as font:
        return {chr(code) for code in font.getBestCmap()}


def test_the_font_has_every_letter_of_gb2312(letters):
    wanted = gb2312_letters()
    assert len(wanted) == 6763
    assert wanted - letters == set()


def test_the_font_has_every_name_of_the_demonstration_and_every_sign(letters):
    assert (letters_of_the_district() | set(SIGNS)) - letters == set()


def test_the_licence_goes_with_the_font():
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE").read_text(encoding="utf-8").upper()


def test_a_sheet_embeds_each_font_that_it_uses(tmp_path):
    template = tmp_path / "sheet.typ"
    template.write_text(
        '#let data = json(bytes(sys.inputs.values))\n#set text(font: "Noto Sans SC")\n#data.text\n\n*#data.text*'
    )
    pdf = compile_sheet(template, {"text": RARE + SIGNS}, file_format="pdf")
    told = everything_in(pdf)
    used = {name.decode() for name in re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([\w-]+)", told)}
    assert {re.sub(r"-Identity-[HV]$", "", name) for name in used} == {"NotoSansSC-Regular", "NotoSansSC-Bold"}
    descriptors, embedded = (
        len(re.findall(rb"/Type\s*/FontDescriptor", told)),
        len(re.findall(rb"/FontFile[23]?\s", told)),
    )
    assert embedded == descriptors == 2
