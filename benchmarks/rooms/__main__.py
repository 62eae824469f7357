"""Post three parts to 191 rooms at a local service with the documented limits while the worker dies by kill -9.

    python -m benchmarks.rooms                     191 rooms, 5 kills, 3 runs
    python -m benchmarks.rooms --kills 0           without a kill
    python -m benchmarks.rooms --database postgresql

The worker is `anxin work`, a process of its own; each kill goes to it alone, at a random moment while it sends, and
another is started at once. At the end every post that the service heard is compared with every row of the board.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.crash.installation import ROOT, Installation, installation
from benchmarks.rooms.service import Heard, Service, running

PARTS = {"text": 1, "image": 2, "file": 3}
LONGEST = 180.0  # seconds after which a run has failed


@dataclass
class Verdict:
    """One run: how long, and what the service heard against what the board says."""

    seconds: float
    kills: int
    heard: int
    doubled: int
    lost: int
    wrongly_delivered: int
    unsure: int
    unsure_that_had_arrived: int
    after_a_person: int = 0
    doubled_after: int = 0
    refused: int = 0
    most_at_once: int = 0
    per_kill: list[int] = field(default_factory=list)


def inside(made: Installation, *command: str) -> str:
    """Run an act of `inside` in a process of its own."""
    argv = [sys.executable, "-m", "benchmarks.rooms.inside", *command]
    done = subprocess.run(argv, env=made.environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return done.stdout


def one_run(rooms: int, kills: int, latency: float, database: str, chance: random.Random) -> Verdict:
    """Make an installation, release, kill while it sends, and compare."""
    with running(latency) as service, installation(database) as made:
        host = f"127.0.0.1:{service.port}"
        made.environment.update(ANXIN_ROOM_HOSTS=host, ANXIN_ROOM_PRIVATE_HOSTS="127.0.0.1")
        made.run("prepare")
        inside(made, "make", str(rooms), str(service.port))
        wanted = rooms * 3
        begun = time.monotonic()
        per_kill = _kill_while_it_sends(made, service, kills, wanted, chance)
        _until_all_is_settled(made, service, wanted, begun)
        verdict = _verdict(json.loads(inside(made, "rows")), service, time.monotonic() - begun, kills)
        verdict.per_kill = per_kill
        _as_a_person(made, service, verdict, wanted)
        return verdict


def _kill_while_it_sends(
    made: Installation, service: Service, kills: int, wanted: int, chance: random.Random
) -> list[int]:
    """Kill at moments spread over the posts; return how many calls the service held at each kill."""
    held = []
    moments = sorted(chance.randrange(10, wanted - 20) for _ in range(kills))
    process = made.start("work")
    for moment in moments:
        while len(service.heard) < moment:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.5)
        held.append(service._at_once)
        if not made.kill(process):
            raise RuntimeError(f"the worker ended by itself:\n{made.complaints()}")
        process = made.start("work")
    return held


def _until_all_is_settled(made: Installation, service: Service, wanted: int, begun: float) -> None:
    """Wait until no row waits or is on its way; ask rarely, and only once the service has heard most."""
    while time.monotonic() - begun < LONGEST:
        time.sleep(0.3)
        if len(service.heard) < wanted - 100:
            continue
        if not _open_rows(made):
            return
    raise RuntimeError(f"not settled after {LONGEST} s: {inside(made, 'states')}\n{made.complaints()}")


def _open_rows(made: Installation) -> int:
    if "ANXIN_DATABASE" in made.environment:
        states = json.loads(inside(made, "states"))
        return int(states.get("waiting", 0) + states.get("sending", 0))
    file = made.home / "community.sqlite3"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        query = "SELECT count(*) FROM rooms_delivery WHERE state IN ('waiting', 'sending')"
        return int(database.execute(query).fetchone()[0])


def _name(heard: Heard) -> str:
    """Return room/part of what the service heard; a link tells by its ending which part it is for."""
    room = re.findall(r"room-(\d+)", heard.robot)[0]
    if heard.kind in PARTS:
        return f"{int(room)}/{PARTS[heard.kind]}"
    return f"{int(room)}/{3 if 'sheet.pdf' in heard.content or '通知' in heard.content else 2}"


def _verdict(rows: list[list[str]], service: Service, seconds: float, kills: int) -> Verdict:
    heard = Counter(map(_name, service.heard))
    said = {f"{room}/{position}": state for room, position, state in rows}
    unsure = [name for name, state in said.items() if state == "unsure"]
    return Verdict(
        seconds=seconds,
        kills=kills,
        heard=sum(heard.values()),
        doubled=sum(count - 1 for count in heard.values()),
        lost=sum(1 for name, state in said.items() if not heard[name] and state not in ("unsure", "failed")),
        wrongly_delivered=sum(1 for name, state in said.items() if state == "delivered" and heard[name] != 1),
        unsure=len(unsure),
        unsure_that_had_arrived=sum(1 for name in unsure if heard[name]),
        refused=len(service.refused),
        most_at_once=service.most_at_once,
    )


def _as_a_person(made: Installation, service: Service, verdict: Verdict, wanted: int) -> None:
    """Look into each room in doubt, press the button that fits, and let the worker go on."""
    inside(made, "settle", json.dumps(sorted(set(map(_name, service.heard)))))
    _until_all_is_settled(made, service, wanted, time.monotonic())
    heard = Counter(map(_name, service.heard))
    verdict.after_a_person = len(heard)
    verdict.doubled_after = sum(count - 1 for count in heard.values())


def main() -> None:
    """Run and print one line a run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rooms", type=int, default=191)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds that the service takes for an answer")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    for run in range(asked.runs):
        chance = random.Random(run)
        print(one_run(asked.rooms, asked.kills, asked.latency, asked.database, chance), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main()
