"""What a test may want to know of a PDF."""

from __future__ import annotations

import re
import zlib


def everything_in(pdf: bytes) -> bytes:
    """Return the file with its packed streams unpacked behind it."""
    parts = [pdf]
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            parts.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue  # no packed stream, or the word stands elsewhere
    return b"\n".join(parts)


def pages_of(pdf: bytes) -> int:
    """Return how many pages the file has."""
    return len(re.findall(rb"/Type\s*/Page\b", everything_in(pdf)))
