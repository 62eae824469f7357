"""Printed sheets: a typst template and plain values become an A4 page, Chinese letters embedded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import qrcode
import typst
from qrcode.image.svg import SvgPathImage

FONTS = Path(__file__).with_name("fonts")


def compile_sheet(
    template: Path, values: dict[str, Any], *, file_format: str, pictures: dict[str, bytes] | None = None
) -> bytes:
    """Return the sheet as `pdf` or `png`. `values` reach the template as JSON, `pictures` as files beside it."""
    # Typst takes a whole project as a dict of files; its stubs know single files only.
    project: Any = {"main": template.read_bytes(), **(pictures or {})}
    compile_pages: Any = typst.compile
    pages = compile_pages(
        project,
        format=file_format,
        ppi=150,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False)},
    )
    return bytes(pages[0] if isinstance(pages, list) else pages)


def qr_svg(text: str) -> bytes:
    """Return a QR code as SVG."""
    return bytes(qrcode.make(text, image_factory=SvgPathImage, box_size=10, border=2).to_string())
