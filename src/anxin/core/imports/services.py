from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anxin.core import audit
from anxin.core.errors import AnxinError, NotFoundError
from anxin.core.imports.columns import Field, checked_mapping, propose_mapping, refuse_person_columns, signature
from anxin.core.imports.errors import MappingError, RefusedRowsError, UnreadableFileError
from anxin.core.imports.keeping import keep, kept
from anxin.core.imports.kinds import KINDS, Decision, ImportKind, Refusal, Request
from anxin.core.imports.models import ColumnMapping, ImportRun, RunState
from anxin.core.imports.reading import features_of, names_within, read_table
from anxin.core.imports.values import CellError, as_text
from anxin.core.jobs.services import enqueue
from anxin.core.people.actor import Actor
from anxin.core.spreadsheets import safe_cell

MOST_KEPT_REFUSALS = 1000
MOST_IN_A_CELL = 32_000  # Excel holds 32,767 characters
OPEN = (RunState.COLUMNS, RunState.CHECKED, RunState.STOPPED)


def receive_file(*, kind_key: str, filename: str, content: bytes, actor: Actor, at: datetime) -> ImportRun:
    """Keep a readable file and propose what its columns mean. A file that names persons is not kept."""
    kind = _kind(kind_key)
    if not filename.lower().endswith(kind.endings):
        raise UnreadableFileError(
            _("“%(name)s” has an ending that cannot be read here. Use one of: %(endings)s.")
            % {"name": filename, "endings": ", ".join(kind.endings)}
        )
    columns: tuple[str, ...] = ()
    if kind.reads_table:
        table = read_table(content, filename)
        columns = table.columns
        named = [name for name in (*columns, *table.elsewhere) if name.strip() not in kind.columns_of_things]
        refuse_person_columns(named, name_is_a_place=kind.name_is_a_place)
    elif filename.lower().endswith("json"):
        refuse_person_columns(names_within(features_of(content)), name_is_a_place=kind.name_is_a_place)
    remembered = ColumnMapping.objects.filter(kind=kind_key, signature=signature(columns)).first()
    run = ImportRun(
        kind=kind_key,
        filename=filename[-200:],  # the end says how to read it
        sha256=hashlib.sha256(content).hexdigest(),
        columns=list(columns),
        mapping=remembered.mapping if remembered else propose_mapping(columns, kind.fields),
        options=remembered.options if remembered else {},
        started_by_id=actor.person_id,
        at=at,
    )
    run.file.save(f"{run.sha256[:16]}-{at:%Y%m%d%H%M%S%f}", ContentFile(keep(kind, content)), save=False)
    with transaction.atomic():
        run.save()
        audit.record(f"imports.{kind_key}.received", subject=run.filename, actor=actor, at=at, sha256=run.sha256)
    return run


@transaction.atomic
def confirm_columns(
    *, run: ImportRun, mapping: dict[str, str], options: dict[str, Any], actor: Actor, at: datetime, queue: bool = True
) -> None:
    """Fix what the columns mean, and queue the check.

    Whoever goes on by themselves, as the shell does, queues nothing.
    """
    kind = _kind(run.kind)
    if ImportRun.objects.select_for_update().get(pk=run.pk).state not in OPEN:
        raise AnxinError(_("This import is under way or done. Import the file once more to change its columns."))
    run.mapping = checked_mapping(mapping, run.columns, kind.fields) if kind.reads_table else {}
    given = {option.key: _option_text(option, options) for option in kind.options}
    run.options = {key: value for key, value in given.items() if value}
    run.state, run.message, run.refused, run.preview, run.counts = RunState.CHECKING, "", [], [], {}
    run.save()
    audit.record(f"imports.{run.kind}.columns_confirmed", subject=run.filename, actor=actor, at=at, run=run.pk)
    if queue:
        enqueue("imports.check", key=f"imports.check:{run.pk}:{at.timestamp()}", run_at=at, payload={"run": run.pk})


def check(*, run: ImportRun, at: datetime) -> Decision:
    """Try the import without changing a record; store the preview and every refused row.

    What the columns mean is remembered for the next file with this header once a row could be read by it.
    """
    kind = _kind(run.kind)
    try:
        request = request_of(run, at=at)
        decision = kind.decide(request)
    except AnxinError as error:
        _stop(run, str(error), at)
        raise
    run.counts = decision.counts
    run.preview = decision.preview
    run.refused = [asdict(refusal) for refusal in decision.refusals[:MOST_KEPT_REFUSALS]]
    run.state, run.message = RunState.CHECKED, ""
    outdated, run.refused_file = run.refused_file.name, ""
    if decision.refusals:
        content = keep(kind, refused_rows_as_csv(request, decision.refusals))
        run.refused_file.save(f"refused-{run.pk}.csv", ContentFile(content), save=False)
    run.save()
    if outdated:
        run.refused_file.storage.delete(outdated)
    if any(decision.counts.get(key) for key in ("new", "changed", "unchanged")):
        kept = {"mapping": run.mapping, "options": run.options}
        ColumnMapping.objects.update_or_create(kind=run.kind, signature=signature(run.columns), defaults=kept)
    return decision


@transaction.atomic
def approve(*, run: ImportRun, skip_refused: bool, actor: Actor, at: datetime, queue: bool = True) -> ImportRun:
    """Queue the import itself. Refuses while rows are refused, unless the person chose to leave them out."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != RunState.CHECKED:
        raise AnxinError(_("This import is not ready. Check its columns first."))
    if run.refused and not skip_refused:
        raise RefusedRowsError(_("Some rows are refused. Mend the file, or choose to leave these rows out."))
    run.options = {**run.options, "skip_refused": skip_refused}
    run.state = RunState.IMPORTING
    run.save(update_fields=["options", "state"])
    audit.record(f"imports.{run.kind}.approved", subject=run.filename, actor=actor, at=at, run=run.pk)
    payload = {"run": run.pk, "actor": actor.name, "person": actor.person_id}
    # A run that was stopped and mended is carried out by a job of its own; the first one is done.
    again = f":{run.finished_at.timestamp()}" if run.finished_at else ""
    if queue:
        enqueue("imports.carry_out", key=f"imports.carry_out:{run.pk}{again}", run_at=at, payload=payload)
    return run


def carry_out(*, run: ImportRun, actor: Actor, at: datetime) -> Decision:
    """Write the records. All or nothing: an error leaves every record as it was."""
    kind = _kind(run.kind)
    try:
        request = request_of(run, at=at)
        decision = kind.decide(request)
        if decision.refusals and not run.options.get("skip_refused"):
            raise RefusedRowsError(_("Some rows are refused. Mend the file, or choose to leave these rows out."))
        with transaction.atomic():
            if ImportRun.objects.select_for_update().get(pk=run.pk).state != RunState.IMPORTING:
                return decision  # another worker was faster
            kind.apply(decision, request, actor, at)
            run.counts, run.state, run.finished_at, run.message = decision.counts, RunState.DONE, at, ""
            run.save()
            audit.record(
                f"imports.{run.kind}.imported",
                subject=run.filename,
                actor=actor,
                at=at,
                sha256=run.sha256,
                run=run.pk,
                **decision.counts,
            )
    except AnxinError as error:
        _stop(run, str(error), at)
        raise
    return decision


def request_of(run: ImportRun, *, at: datetime) -> Request:
    """Read the stored file again."""
    kind = _kind(run.kind)
    with run.file.open("rb") as file:
        content = kept(kind, file.read())
    table = read_table(content, run.filename) if kind.reads_table else None
    return Request(content, run.filename, table, run.mapping, run.options, timezone.localdate(at))


def refused_rows_as_csv(request: Request, refusals: Iterable[Refusal]) -> bytes:
    """Return the refused rows as they stood, with the field and the mend before them, ready for Excel.

    A cell longer than a spreadsheet holds is cut there: the one of a broken file that is a whole file in itself.
    """
    columns = request.table.columns if request.table else ()
    rows = {row.number: row.cells for row in request.table.rows} if request.table else {}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Row"), _("Field"), _("Value"), _("Mend"), *(safe_cell(column[:MOST_IN_A_CELL]) for column in columns)]
    )
    for refusal in refusals:
        cells = rows.get(refusal.row, ())
        texts = (refusal.value, refusal.mend, *(cell[:MOST_IN_A_CELL] for cell in cells))
        writer.writerow([refusal.row, refusal.field, *map(safe_cell, texts)])
    return out.getvalue().encode("utf-8-sig")


def refused_rows_to_read(run: ImportRun) -> bytes:
    """Return the stored refused rows with their head and their fields in the reader's language."""
    kind = _kind(run.kind)
    labels = {field.key: str(field.label) for field in kind.fields}
    with run.refused_file.open("rb") as file:
        head, *rows = csv.reader(io.StringIO(kept(kind, file.read()).decode("utf-8-sig")))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Row"), _("Field"), _("Value"), _("Mend"), *head[4:]])
    writer.writerows([row[0], labels.get(row[1], row[1]), *row[2:]] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _option_text(option: Field, options: Mapping[str, Any]) -> str:
    try:
        return as_text(str(options.get(option.key) or ""), most=80)
    except CellError as error:
        raise MappingError(f"{option.label}: {error}", field=f"option_{option.key}") from error


def give_up(*, run: ImportRun, at: datetime) -> None:
    """Close a run that broke for a reason of ours, so that its page does not wait for ever."""
    _stop(run, _("Something broke on our side. Your administrator finds the reason in the log."), at)


def _stop(run: ImportRun, message: str, at: datetime) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.STOPPED, message=message, finished_at=at)


def _kind(key: str) -> ImportKind:
    if key not in KINDS:
        raise NotFoundError(_("There is no import named “%(key)s”.") % {"key": key})
    return KINDS[key]
