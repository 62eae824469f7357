from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from nacl.encoding import HexEncoder
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from anxin.core.audit.chain import GENESIS, Break, Link, canonical, first_break, link_hash
from anxin.core.audit.models import AuditEntry, ChainHead, SignedHead
from anxin.core.people.actor import Actor


@transaction.atomic
def append(action: str, *, subject: str, actor: Actor, at: datetime, details: dict[str, Any]) -> None:
    """Add one link to the chain, within the caller's transaction."""
    head = ChainHead.objects.select_for_update().get(pk=1)
    link = Link(
        head.seq + 1, at, actor.name[:60], actor.person_id, action, subject[:200], canonical(details), head.hash
    )
    link = replace(link, hash=link_hash(link))
    AuditEntry.objects.create(**link.__dict__)
    ChainHead.objects.filter(pk=1).update(seq=link.seq, hash=link.hash)


@transaction.atomic
def sign_head(*, day: date) -> SignedHead:
    """Sign the newest link once a day; the signed line also goes to a file that can be carried away."""
    head = ChainHead.objects.select_for_update().get(pk=1)
    signature = _signing_key().sign(_statement(day, head.seq, head.hash), encoder=HexEncoder).signature.decode()
    signed, fresh = SignedHead.objects.get_or_create(
        date=day, defaults={"seq": head.seq, "hash": head.hash, "signature": signature}
    )
    if fresh:
        with (_keys() / "audit_heads.txt").open("a", encoding="utf-8") as file:
            file.write(f"{day} {signed.seq} {signed.hash} {signed.signature}\n")
    return signed


def verify() -> Break | None:
    """Check every link and every signed head; return the first break, or None if all holds."""
    broken = first_break(_links())
    if broken:
        return broken
    head = ChainHead.objects.get(pk=1)
    newest = AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)
    if (head.seq, head.hash) != newest:
        return Break(newest[0] + 1, "rows after it were cut off")
    return _first_false_head()


def _first_false_head() -> Break | None:
    key = _signing_key().verify_key
    heads = {head.date: (head.seq, head.hash, head.signature) for head in SignedHead.objects.order_by("date")}
    for day, seq, said_hash, signature in [*_carried_away(), *((day, *head) for day, head in heads.items())]:
        entry = AuditEntry.objects.filter(seq=seq).values_list("hash", flat=True).first() or (
            GENESIS if seq == 0 else None
        )
        if entry != said_hash:
            return Break(seq, f"it is not the row that was signed on {day}")
        try:
            VerifyKey(bytes(key)).verify(_statement(day, seq, said_hash), bytes.fromhex(signature))
        except BadSignatureError:
            return Break(seq, f"the signature of {day} is false")
    return None


def _carried_away() -> Iterator[tuple[date, int, str, str]]:
    path = _keys() / "audit_heads.txt"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        day, seq, said_hash, signature = line.split()
        yield date.fromisoformat(day), int(seq), said_hash, signature


def _links() -> Iterator[Link]:
    fields = ("seq", "at", "actor", "person_id", "action", "subject", "details", "previous_hash", "hash")
    for row in AuditEntry.objects.order_by("seq").values_list(*fields).iterator(chunk_size=2000):
        yield Link(*row)


def _statement(day: date, seq: int, head_hash: str) -> bytes:
    return f"{settings.ANXIN['side']} {day.isoformat()} {seq} {head_hash}".encode()


def _keys() -> Path:
    folder: Path = Path(settings.HOME) / "keys" / settings.ANXIN["side"]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _signing_key() -> SigningKey:
    path = _keys() / "audit_ed25519"
    if not path.exists():
        _make_signing_key(path)
    return SigningKey(path.read_bytes(), encoder=HexEncoder)


def _make_signing_key(path: Path) -> None:
    """Put the whole key in place at once: a kill leaves no empty key, and of two processes the first one's stands."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_bytes(SigningKey.generate().encode(encoder=HexEncoder))
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
