"""The hard stop holds across restarts, between processes, and when the release itself fails."""

from __future__ import annotations

import signal

TRY_AGAIN = """
try:
    with transaction.atomic():
        spend('restart', '0.8')
except AnxinError as error:
    print(type(error).__name__, error)
print(queries.left('restart', AT).left, len(queries.ledger('restart')))
"""


def test_a_new_process_refuses_what_the_old_one_left_no_room_for(run):
    run("opened('restart', '2')\nfor _ in range(2):\n    with transaction.atomic():\n        spend('restart', '0.8')")
    said = run(TRY_AGAIN)
    assert "BudgetSpentError" in said
    assert "0.8" in said
    assert "0.4" in said
    assert "2027-01-01" in said
    assert said.splitlines()[-1] == "0.400000 2"


HOLD = """
import sys
with transaction.atomic():
    spend('two', '0.6')
    print('paid', flush=True)
    sys.stdin.readline()
"""
TRY = """
print('ready', flush=True)
try:
    with transaction.atomic():
        spend('two', '0.6')
    print('paid')
except AnxinError as error:
    print(type(error).__name__)
"""


def test_of_two_at_once_one_is_refused(run, start):
    """The second asks while the first has paid and not yet committed: it waits, and then sees what was paid."""
    run("opened('two', '1')")
    first = start(HOLD)
    assert first.stdout.readline().strip() == "paid"
    second = start(TRY)
    assert second.stdout.readline().strip() == "ready"
    first.communicate("go\n", timeout=60)
    assert second.communicate(timeout=60)[0].strip() == "BudgetSpentError"
    assert run("print(queries.left('two', AT).spent, len(queries.ledger('two')))") == "0.600000 1"


FOUR = """
paid = 0
for _ in range(4):
    try:
        with transaction.atomic():
            spend('many', '0.125')
        paid += 1
    except AnxinError:
        pass
print(paid)
"""


def test_many_at_once_spend_the_cap_and_no_more(run, start):
    run("opened('many', '1')")
    processes = [start(FOUR) for _ in range(3)]
    answers = [process.communicate(timeout=120) for process in processes]
    assert sum(int(said) for said, _ in answers) == 8, answers
    assert run("print(queries.left('many', AT).left)") == "0.000000"


def test_a_process_killed_before_its_commit_has_spent_nothing(run, start):
    run("opened('two', '1')\nopened('killed', '1')")
    process = start(HOLD.replace("'two'", "'killed'"))
    assert process.stdout.readline().strip() == "paid"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert run("print(queries.left('killed', AT).spent, len(queries.ledger('killed')))") == "0.000000 0"


FAIL = """
from anxin.core.audit.models import AuditEntry
opened('fails', '1')
before = AuditEntry.objects.count()
try:
    with transaction.atomic():
        spend('fails', '0.5')
        raise RuntimeError
except RuntimeError:
    pass
print(queries.left('fails', AT).spent, len(queries.ledger('fails')), AuditEntry.objects.count() - before)
"""


def test_a_release_that_fails_has_spent_nothing_and_written_nothing(run):
    said = run(FAIL)
    assert said == "0.000000 0 0"


def test_spending_outside_a_transaction_is_an_error_of_the_programme(run):
    said = run(
        "opened('bare', '1')\nfrom django.db.transaction import TransactionManagementError\n"
        "try:\n    spend('bare', '0.5')\nexcept TransactionManagementError:\n    print(queries.left('bare', AT).spent)"
    )
    assert said == "0.000000"
