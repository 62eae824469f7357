from __future__ import annotations

from anxin.core.audit.models import AuditEntry
from anxin.core.jobs.services import run_next
from anxin.core.rounds.models import Round
from anxin.core.rounds.services import ask_for_round
from days import AT, TODAY


def test_a_round_runs_in_the_name_of_who_asked(burglaries, actor):
    burglaries(2, 12)
    ask_for_round(day=TODAY, actor=actor("district_coordinator"), at=AT)
    while run_next(at=AT):
        pass
    assert Round.objects.get().finished_at
    of_the_round = AuditEntry.objects.filter(action__startswith="rounds.round.")
    assert dict(of_the_round.values_list("action", "actor")) == dict.fromkeys(
        ("rounds.round.requested", "rounds.round.started", "rounds.round.finished"), "district_coordinator"
    )
