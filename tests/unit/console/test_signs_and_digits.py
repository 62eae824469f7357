"""Pages write a real minus sign; files write what a spreadsheet reckons with, without the noise of the last bits."""

from __future__ import annotations

from anxin.core.web.downloads import csv_response
from anxin.core.web.shown import number, percent


def test_a_page_s_minus_is_a_minus_sign():
    assert number(-1234.56, 1) == "−1,234.6"
    assert percent(-0.025) == "−2.5\u00a0%"
    assert number(-0.04, 1) == "0.0"


def test_a_file_has_a_plain_minus_and_no_noise():
    lines = [[0.1 + 0.2, -1 / 3, "−1.5 至 2.0", 12]]
    assert csv_response("a", lines).content.decode("utf-8-sig").strip() == "0.3,-0.333333333,-1.5 至 2.0,12".replace(
        "-1.5 至", "'-1.5 至"
    )
