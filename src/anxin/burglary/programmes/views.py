from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anxin.burglary.measures.models import Measure
from anxin.burglary.programmes import policy, queries, services
from anxin.burglary.programmes.dose import patrol_dose
from anxin.burglary.programmes.models import Verdict
from anxin.burglary.programmes.tables import PROGRAMMES
from anxin.burglary.queries import open_listings
from anxin.core import clock
from anxin.core.errors import AnxinError
from anxin.core.faults import Faults
from anxin.core.territory.models import Place
from anxin.core.territory.queries import estates
from anxin.core.web.forms import comes_back, day_of
from anxin.core.web.requests import ActorRequest
from anxin.core.web.shown import number
from anxin.core.web.tables import download, table_page


def programmes(request: ActorRequest) -> HttpResponse:
    """List every programme with its verdict, and how recording changed."""
    rows = queries.programmes()
    file = download(request, rows, PROGRAMMES)
    if file:
        return file
    context = {
        "table": table_page(request, rows, PROGRAMMES),
        "ready": sum(one.judgement.verdict not in _OPEN for one in rows if hasattr(one, "judgement")),
        "changes": queries.recording_changes(),
        "may_register": policy.may_register(request.actor),
        "may_log": policy.may_log(request.actor),
        "measures": Measure.objects.all(),
        "listed": "\n".join(
            f"{row.place.code} {row.place.name}"
            for row in open_listings()
            if row.state != "proposed" and policy.may_register(request.actor, row.place.path)
        ),
        "today": clock.today(),
    }
    return render(request, "burglary/programmes.html", context)


def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one programme: its question, what happened beside what was to be expected, and how sure that is."""
    held = get_object_or_404(queries.programmes(), pk=pk)
    judged = getattr(held, "judgement", None)
    details: dict[str, Any] = judged.details if judged else {}
    placebo = details.get("placebo", {})
    context = {
        "programme": held,
        "today": clock.today(),
        "judged": judged,
        "details": details,
        "fewer": _percent_fewer(judged.ratio) if judged else None,
        "hoped": 100 * (1 - held.hoped_ratio),
        "months_left": _months_left(judged) if judged else None,
        "placebo": _spread(placebo.get("ratios", [])),
        "naive": _spread(placebo.get("naive", [])),
        "chart": _chart(details.get("months"), queries.recording_changes()),
        "months": _rows(details.get("months")),
        "estates": queries.estates_of(pk),
        "changes": queries.recording_changes(),
        "dose": patrol_dose(held, clock.today()),
    }
    return render(request, "burglary/programme.html", context)


@require_POST
@comes_back(programmes, "burglary:programmes")
def register(request: ActorRequest) -> HttpResponse:
    """Write a programme down."""
    form, faults = request.POST, Faults()
    name, question, measure = (form.get(key, "") for key in ("name", "question", "measure"))
    places = faults.read("estates", _places, form.get("estates", ""))
    fall = faults.read("hoped_fall", _percent, form.get("hoped_fall", ""))
    start = faults.read("start_date", day_of, form.get("start_date", ""))
    sunset = faults.read("sunset_date", day_of, form.get("sunset_date", ""))
    services.check_programme(
        faults, name=name, question=question, places=places, hoped_fall_percent=fall, start=start, sunset=sunset
    )
    faults.stop()
    held = services.register_programme(
        name=name,
        question=question,
        places=places or [],
        start_date=cast("date", start),
        sunset_date=cast("date", sunset),
        hoped_fall_percent=cast("float", fall),
        measure=get_object_or_404(Measure, pk=measure) if measure else None,
        actor=request.actor,
        at=clock.now(),
    )
    return redirect("burglary:programme", pk=held.pk)


@require_POST
@comes_back(programmes, "burglary:programmes")
def log_recording_change(request: ActorRequest) -> HttpResponse:
    """Note a change of how burglaries are recorded."""
    faults = Faults()
    day = faults.read("date", day_of, request.POST.get("date", ""))
    faults.stop()
    services.log_recording_change(
        day=cast("date", day), text=request.POST.get("text", ""), actor=request.actor, at=clock.now()
    )
    return redirect("burglary:programmes")


_OPEN = (Verdict.NOT_BEGUN, Verdict.NOT_JUDGED, Verdict.NOT_ENOUGH)


def _places(text: str) -> list[Place]:
    """Return the estates named one a line, or parted by commas, by code or by a name that only one estate bears."""
    known = list(estates().defer("boundary"))
    by_word: dict[str, list[Place]] = {}
    for place in known:
        for word in {place.code, place.name, f"{place.code} {place.name}"}:
            by_word.setdefault(word, []).append(place)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    wanted = [part for line in lines for part in ([line] if line in by_word else _parts(line))]
    found, wrong = [], []
    for word in wanted:
        try:
            found.append(_only(word, by_word.get(word, [])))
        except AnxinError as error:
            wrong.append(str(error))
    if wrong:
        raise AnxinError(" ".join(wrong))
    return list({place.pk: place for place in found}.values())


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.replace("，", ",").split(",") if part.strip()]


def _only(word: str, found: list[Place]) -> Place:
    if not found:
        raise AnxinError(_("No estate is called “%(name)s”. Write its code or its whole name.") % {"name": word})
    if len(found) > 1:
        codes = ", ".join(place.code for place in found)
        raise AnxinError(
            _("Several estates are called “%(name)s”: %(codes)s. Write the code.") % {"name": word, "codes": codes}
        )
    return found[0]


def _percent(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise AnxinError(_("Write the hoped-for fall as a number from 5 to 95 percent.")) from None


def _percent_fewer(ratio: float | None) -> float | None:
    return None if ratio is None else abs(100 * (1 - ratio))


def _months_left(judged: Any) -> float | None:
    left = judged.needed - judged.expected
    return left / judged.expected_a_month if judged.expected_a_month > 0 and left > 0 else None


def _spread(ratios: list[float]) -> dict[str, str] | None:
    if not ratios:
        return None
    ordered = sorted(ratios)
    return {
        "low": number(ordered[0], 2),
        "high": number(ordered[-1], 2),
        "middle": number(ordered[len(ordered) // 2], 2),
    }


def _rows(months: dict[str, Any] | None) -> list[tuple[str, int, float]]:
    return list(zip(months["x"], months["observed"], months["expected"], strict=True)) if months else []


def _chart(months: dict[str, Any] | None, changes: Any) -> dict[str, Any] | None:
    """Return quarters, because single months of a few estates are nearly all zero."""
    if not months:
        return None
    quarters: dict[str, list[float]] = {}
    for label, observed, expected in _rows(months):
        key = f"{label[:4]} Q{(int(label[5:]) + 2) // 3}"
        held = quarters.setdefault(key, [0.0, 0.0])
        held[0] += observed
        held[1] += expected
    return {
        "kind": "pairs",
        "x": list(quarters),
        "first": [round(held[1], 1) for held in quarters.values()],
        "second": [held[0] for held in quarters.values()],
        "labels": {"first": _("expected"), "second": _("happened"), "unit": _("burglaries")},
    }
