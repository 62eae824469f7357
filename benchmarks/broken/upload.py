"""A file as somebody might send it, and what can go wrong with its bytes whatever it holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Upload:
    """What is sent: the file, the form after it, and a word on what was done to it."""

    kind: str
    filename: str
    content: bytes
    form: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)

    def changed_by(self, change: Callable[[bytes, random.Random], bytes], rng: random.Random) -> None:
        """Let something happen to the file, and note its name."""
        self.content = change(self.content, rng)
        self.done.append(change.__name__.strip("_"))


PIECES = [b"\x00" * 9, b'"', b"\xff\xfe", b"\xe9\xe8 caf\xe9", b"\r", b"\n\n\n", b"\xef\xbb\xbf", b"<!--", b"[" * 9]
NOTHINGS = [b"", b" \n", b"\xef\xbb\xbf", b"\x00" * 100, b"\n" * 1000, b"PK\x03\x04", b'"', b"{}", b"[]", b"null"]
ENCODINGS = ["gb18030", "utf-16", "utf-16-le", "utf-32", "utf-8-sig", "big5", "latin-1", "utf-7"]


def _flipped(content: bytes, rng: random.Random) -> bytes:
    out = bytearray(content)
    for _ in range(rng.choice([1, 3, 30]) if out else 0):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def _cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _spliced(content: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + rng.choice([*PIECES, rng.randbytes(50)]) + content[at:]


def _other_letters(content: bytes, rng: random.Random) -> bytes:
    return content.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")


def _nothing(_content: bytes, rng: random.Random) -> bytes:
    return rng.choice(NOTHINGS)


BYTES = [_flipped, _flipped, _cut, _spliced, _other_letters, _nothing]
