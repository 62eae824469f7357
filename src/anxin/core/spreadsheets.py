"""What is written for a spreadsheet to open."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"[\s\ufeff]*[=+@＝＋＠]|[\s\ufeff]*[-－](?![\d.,]*$)|[\t\r\n]")


def safe_cell(text: str) -> str:
    """Keep a spreadsheet from reading a cell as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text
