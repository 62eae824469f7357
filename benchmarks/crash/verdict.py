"""Compares what was acknowledged with what the database holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.crash.clients import Ledger, Outcome, Write
from benchmarks.crash.inside import EFFECT_DONE, ESTATES

Report = dict[str, Any]
ONCE_A_ROUND = (
    "rounds.round.started",
    "rounds.round.finished",
    "burglary.focus_list.redrawn",
    "patrols.plan.drafted",
)


@dataclass
class Tally:
    """What one kind of kill did. Of a write that was cut off nobody knows; all that follows must be zero."""

    what: str
    kills: int
    acknowledged: int
    cut_off: int = 0
    stood: int = 0  # of those cut off
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    halfway: int = 0
    steps_twice: int = 0

    @property
    def holds(self) -> bool:
        """Say whether nothing was lost, doubled, left halfway or done twice."""
        return not (self.refused or self.lost or self.doubled or self.halfway or self.steps_twice)


def judge_server(ledger: Ledger, found: Report, crews: list[int], kills: int) -> Tally:
    """Every acknowledged write stands once with one row of the audit; a cut-off one stands whole or not at all."""
    tally = Tally("server", kills, ledger.count(Outcome.ACKNOWLEDGED))
    tally.cut_off, tally.refused = ledger.count(Outcome.CUT_OFF), ledger.count(Outcome.REFUSED)
    _judge_tasks(tally, ledger.tasks, found)
    _judge_renamings(tally, ledger.renamings, found, crews)
    return tally


def _judge_tasks(tally: Tally, writes: list[Write], found: Report) -> None:
    titles = Counter(title for _pk, title in found["tasks"])
    title_of = dict(found["tasks"])
    planned = [details["task"] for action, _subject, details in found["audit"] if action == "burglary.task.planned"]
    audited = Counter(title_of.get(task) for task in planned)
    told = Counter(title_of.get(int(key.removeprefix("task:"))) for key in found["notices"] if key.startswith("task:"))
    tally.halfway += audited[None] + told[None]  # a row of the audit, or a notice, of a task that is not there
    for write in writes:
        _count(tally, write, titles[write.name])
        tally.halfway += not titles[write.name] == audited[write.name] == told[write.name]


def _judge_renamings(tally: Tally, writes: list[Write], found: Report, crews: list[int]) -> None:
    """Each renaming wrote over the one before: the last one on record must be what the crew is called."""
    audited = Counter(subject for action, subject, _details in found["audit"] if action == "patrols.crew.saved")
    for write in writes:
        _count(tally, write, audited[write.name])
    for number, crew in enumerate(crews):
        stood = [write.name for write in writes if write.writer == number and audited[write.name]]
        tally.halfway += bool(stood) and found["crews"][str(crew)] != stood[-1]


def _count(tally: Tally, write: Write, times: int) -> None:
    tally.lost += write.outcome == Outcome.ACKNOWLEDGED and not times
    tally.stood += write.outcome == Outcome.CUT_OFF and bool(times)
    tally.doubled += max(0, times - 1)


def judge_rounds(what: str, days: Iterable[date], found: Report, kills: int) -> Tally:
    """Each day has one round, and the round every step and every row of the audit once."""
    wanted = [str(day) for day in days]
    tally = Tally(what, kills, len(wanted))
    tally.halfway += found["judged"] != ESTATES
    acts = Counter((action, subject) for action, subject, _details in found["audit"])
    for day in wanted:
        held = [night for night in found["rounds"] if night["day"] == day]
        done = Counter(step for night in held for step in night["steps"])
        times = [done[step] for step in found["steps"]]
        times += [len(held), sum(night["finished"] for night in held), *(acts[action, day] for action in ONCE_A_ROUND)]
        tally.lost += times.count(0)
        tally.steps_twice += sum(max(0, count - 1) for count in times)
        tally.halfway += day not in found["plans"]
    return tally


def judge_worker(jobs: int, days: list[date], found: Report, kills: int) -> Tally:
    """Each job took effect once, and each round that was asked for ran once."""
    tally = judge_rounds("worker", days, found, kills)
    effects = Counter(subject for action, subject, _details in found["audit"] if action == EFFECT_DONE)
    tally.acknowledged += jobs
    tally.lost += sum(not effects[str(number)] for number in range(jobs))
    tally.lost += found["waiting"] + len(found["failed"])
    tally.doubled += sum(count - 1 for count in effects.values())
    return tally


COLUMNS = (
    ("killed", "what"),
    ("kills", "kills"),
    ("acknowledged", "acknowledged"),
    ("cut off", "cut_off"),
    ("of these stood", "stood"),
    ("refused", "refused"),
    ("lost", "lost"),
    ("doubled", "doubled"),
    ("halfway", "halfway"),
    ("steps twice", "steps_twice"),
)


def table(tallies: list[Tally]) -> str:
    """Lay the tallies out in columns."""
    rows = [[head for head, _name in COLUMNS]]
    rows += [
        [f"{getattr(tally, name):,}" if name != "what" else tally.what for _head, name in COLUMNS] for tally in tallies
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
