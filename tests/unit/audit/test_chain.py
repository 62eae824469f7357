"""Whoever changes a written row is found out, however they do it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from anxin.core import audit
from anxin.core.audit.chain import GENESIS, Link, first_break, link_hash
from anxin.core.audit.models import AuditEntry, ChainHead
from anxin.core.audit.services import sign_head, verify
from anxin.core.people.actor import SYSTEM
from days import AT, TODAY


@pytest.fixture
def written(db):
    for number in range(1, 6):
        audit.record("tests.row.written", subject=f"行{number}", actor=SYSTEM, at=AT, number=number)


def as_superuser(sql: str) -> None:
    """Do what only somebody with the database itself can do: switch the guard off and write."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_update")
            cursor.execute("DROP TRIGGER audit_no_delete")
        else:
            cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_a_chain_that_nobody_touched_holds(written):
    sign_head(day=TODAY)
    assert verify() is None


@pytest.mark.parametrize(
    ("sql", "row"),
    [
        ("UPDATE audit_auditentry SET subject = 'x' WHERE seq = 3", 3),
        ("UPDATE audit_auditentry SET details = '{}' WHERE seq = 2", 2),
        ("DELETE FROM audit_auditentry WHERE seq = 4", 4),
        ("DELETE FROM audit_auditentry WHERE seq >= 4", 4),
        ("DELETE FROM audit_auditentry WHERE seq = 1", 1),
    ],
)
def test_the_first_broken_row_is_named(written, sql, row):
    as_superuser(sql)
    broken = verify()
    assert broken is not None
    assert broken.seq == row


def test_the_database_itself_refuses_a_change(written):
    for sql in ("UPDATE audit_auditentry SET subject = 'x'", "DELETE FROM audit_auditentry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert AuditEntry.objects.count() == 5


def test_a_chain_rewritten_from_the_start_is_seen_by_its_signed_head(written):
    sign_head(day=TODAY)
    as_superuser("DELETE FROM audit_auditentry")
    ChainHead.objects.update(seq=0, hash=GENESIS)
    for number in range(1, 6):
        audit.record("tests.row.forged", subject=f"行{number}", actor=SYSTEM, at=AT)
    broken = verify()
    assert broken is not None
    assert "signed" in broken.reason


def test_an_act_whose_row_cannot_be_written_does_not_happen(db, monkeypatch, actor, district):
    from anxin.core.people.models import Person
    from anxin.core.people.services import add_person

    def fail(*_args, **_kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr("anxin.core.audit.services.append", fail)
    people = Person.objects.count()
    with pytest.raises(DatabaseError):
        add_person(username="new", display_name="新人", password="a long password 9", actor=SYSTEM, at=AT)
    assert Person.objects.count() == people


@given(st.text(max_size=40), st.text(max_size=40), st.integers(0, 10))
def test_any_two_contents_have_different_links(one, other, seq):
    first = Link(seq, AT, one, None, "a.b.c", "s", "{}", GENESIS)
    second = Link(seq, AT, other, None, "a.b.c", "s", "{}", GENESIS)
    assert (link_hash(first) == link_hash(second)) == (one == other)


def test_an_empty_chain_holds():
    assert first_break([]) is None
