"""Reads instances of three families as evenings: Team Orienteering, TOPTW and prize-collecting VRPTW."""

from __future__ import annotations

from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from anxin.methods.routing import Crew, CrewPlan, PlanProblem, Stop

TOP_SCALE = 1000  # unrounded lengths as whole numbers, rounded up: a plan that fits here fits there


@dataclass(frozen=True)
class Instance:
    """A named instance: its evening, and the published figure (a score, or a cost where `is_cost`)."""

    name: str
    problem: PlanProblem
    reference: float | None
    is_cost: bool = False

    def figure(self, plan: CrewPlan) -> float:
        """Return the score of a plan, or its cost: the way and the prizes left out."""
        if not self.is_cost:
            return plan.prize
        way = 0
        for crew, route in enumerate(plan.routes):
            rows = [self.problem.crews[crew].start, *(self.problem.stops[v.stop].place for v in route)]
            rows.append(self.problem.crews[crew].back)
            way += int(self.problem.seconds[crew][rows[:-1], rows[1:]].sum()) if route else 0
        return way + sum(self.problem.stops[stop].prize for stop in plan.left_out)

    def gap(self, figure: float) -> float | None:
        """Return the gap to the published figure in %, negative where ours is better."""
        if not self.reference:
            return None
        return 100 * (figure - self.reference if self.is_cost else self.reference - figure) / self.reference


def instances_in(folder: Path) -> Iterator[Instance]:
    """Yield every instance below a folder, by its format; TOPTW with each number of crews that has a reference."""
    references = {path.parent: _references(path) for path in sorted(folder.rglob("reference.csv"))}
    for path in sorted(folder.rglob("*")):
        known = next((references[place] for place in path.parents if place in references), {})
        if path.suffix == ".vrp":
            yield _prize_collecting(path, known.get((path.stem, ""), None))
        elif path.suffix == ".txt" and path.read_text().startswith("n "):
            yield _team_orienteering(path, known.get((path.stem, ""), None))
        elif path.suffix == ".txt" and _is_toptw(path):
            crews = [int(many) for name, many in known if name == path.stem and many] or [1, 2, 3, 4]
            for many in crews:
                yield _with_windows(path, many, known.get((path.stem, str(many)), None))


def _references(path: Path) -> dict[tuple[str, str], float]:
    with path.open(encoding="utf-8") as file:
        rows = list(DictReader(file))
    names = ("reference_score", "best", "bks_cost")
    return {
        (row["instance"], row.get("vehicles", "")): float(next(row[name] for name in names if name in row))
        for row in rows
    }


def _team_orienteering(path: Path, reference: float | None) -> Instance:
    lines = path.read_text().split("\n")
    many, crews, longest = int(lines[0].split()[1]), int(lines[1].split()[1]), float(lines[2].split()[1])
    points = np.array([[float(value) for value in line.split()] for line in lines[3 : 3 + many]])
    seconds = np.ceil(_distances(points[:, :2]) * TOP_SCALE - 1e-6).astype(np.int64)
    shift = Crew(0, 0, int(longest * TOP_SCALE), end=many - 1)
    reach = seconds[0] + seconds[:, -1] <= shift.ends
    stops = [Stop(i, int(points[i, 2])) for i in range(1, many - 1) if reach[i] and points[i, 2] > 0]
    return Instance(path.stem, PlanProblem([seconds] * crews, [shift] * crews, stops), reference)


def _is_toptw(path: Path) -> bool:
    lines = path.read_text(errors="replace").split("\n", 3)
    return len(lines) > 2 and len(lines[0].split()) in (3, 4) and len(lines[2].split()) >= 8


def _with_windows(path: Path, crews: int, reference: float | None) -> Instance:
    rows = [[float(v) for v in line.split()] for line in path.read_text().split("\n")[2:] if line.strip()]
    # Lengths are rounded down, to one place for Solomon's instances and two for Cordeau's (pr).
    scale = 100 if path.stem.startswith("pr") else 10
    points = np.array([row[1:3] for row in rows])
    seconds = np.floor(_distances(points) * scale + 1e-9).astype(np.int64)
    stops = [
        Stop(i, round(row[4]), round(row[3] * scale), ((round(row[-2] * scale), round(row[-1] * scale)),))
        for i, row in enumerate(rows)
        if i and row[4] >= 1
    ]
    shift = Crew(0, round(rows[0][-2] * scale), round(rows[0][-1] * scale))
    return Instance(f"{path.stem}.m{crews}", PlanProblem([seconds] * crews, [shift] * crews, stops), reference)


def _prize_collecting(path: Path, reference: float | None) -> Instance:
    head: dict[str, str] = {}
    parts: dict[str, list[list[str]]] = {}
    section = ""
    for line in path.read_text().split("\n"):
        if ":" in line:
            key, value = line.split(":", 1)
            head[key.strip()] = value.strip()
        elif line.strip().endswith("_SECTION"):
            section = line.strip()
            parts[section] = []
        elif section and line.strip() not in {"", "EOF", "-1"}:
            parts[section].append(line.split())
    xy = np.array([[float(x), float(y)] for _, x, y in parts["NODE_COORD_SECTION"]])
    seconds = np.floor(_distances(xy) * 10 + 1e-9).astype(np.int64)  # DIMACS: cut to one place, times ten
    windows = [(10 * int(row[1]), 10 * int(row[2])) for row in parts["TIME_WINDOW_SECTION"]]
    dwell = 10 * int(head["SERVICE_TIME"])
    stops = [
        Stop(i, 10 * int(parts["PRIZE_SECTION"][i][1]), dwell, (windows[i],), load=int(parts["DEMAND_SECTION"][i][1]))
        for i in range(1, len(xy))
    ]
    crews = int(head["VEHICLES"])
    shift = Crew(0, *windows[0], carries=int(head["CAPACITY"]))
    problem = PlanProblem([seconds] * crews, [shift] * crews, stops, prize_first=False)
    return Instance(path.stem, problem, reference, is_cost=True)


def _distances(points: np.ndarray) -> np.ndarray:
    return np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
