"""One file on its way through the pages of a browser, and what went wrong with it."""

from __future__ import annotations

import random
import signal
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.core import clock
from anxin.core.imports.models import ImportRun, RunState
from anxin.core.jobs.models import Job
from anxin.core.jobs.services import run_next
from benchmarks.broken.records import difference, expected, records
from benchmarks.broken.upload import Upload

MOST_SECONDS = 60
ACCEPTED, REFUSED_ROWS, REFUSED_WHOLE = "accepted", "refused rows", "refused whole"
FAULTS = ("5xx", "job errors", "partial writes", "wrong answers", "too slow")
SERVER_ERROR, JOB_ERROR, PARTIAL_WRITE, WRONG_ANSWER, TOO_SLOW = FAULTS


class TooSlowError(BaseException):
    """Time is up; no handler of the product takes this for a damaged file."""


@dataclass
class Trial:
    """Uploads, confirms the columns, lets the jobs run and approves, as a person would."""

    client: Client
    upload: Upload
    skip_refused: bool = True
    run: ImportRun | None = None
    ended: str = REFUSED_WHOLE
    faults: list[tuple[str, str]] = field(default_factory=list)

    def watch(self) -> None:
        """Drive the file through, and compare what changed with what the import says."""
        held = records()
        signal.signal(signal.SIGALRM, _time_is_up)
        signal.alarm(MOST_SECONDS)
        try:
            self._drive()
        except TooSlowError:
            self._fault(TOO_SLOW, f"more than {MOST_SECONDS} seconds")
        except Exception as error:  # nothing may escape, of whatever kind
            self._fault(SERVER_ERROR, f"escaped: {error!r}")
        finally:
            signal.alarm(0)
        found = difference(held, records())
        said = expected(self.run, found)
        if any(found[key] != said[key] for key in {*found, *said}):
            self._fault(PARTIAL_WRITE, f"changed {dict(+found)}, said {dict(+said)}")

    def must_be_accepted(self) -> None:
        """Note a fault if a file with nothing wrong in it was refused."""
        if self.ended != ACCEPTED:
            self._fault(WRONG_ANSWER, f"nothing is wrong in it, and yet {self.ended}")

    def _drive(self) -> None:
        file = SimpleUploadedFile("file", self.upload.content)
        file.name = self.upload.filename
        if self._ask("post", f"/data/imports/{self.upload.kind}/new/", {"file": file}) != 302:
            return
        self.run = ImportRun.objects.latest("pk")
        named = {f"field_{key}": column for key, column in self.run.mapping.items()}
        self._page("get")
        self._page("post", "columns/", {**named, **self.upload.form})
        if self._worked().state == RunState.CHECKED:
            self._approve()

    def _approve(self) -> None:
        assert self.run is not None
        self.ended = REFUSED_ROWS if self.run.refused else ACCEPTED
        if self.run.refused:
            self._page("get", "refused.csv")
            if self._page("post", "approve/") != 422:
                self._fault(WRONG_ANSWER, "approved with refused rows, without a word to leave them out")
        if not self.run.refused or self.skip_refused:
            self._page("post", "approve/", {"skip_refused": "1"} if self.run.refused else {})
            if self._worked().state != RunState.DONE:
                self._fault(WRONG_ANSWER, f"checked and approved, and yet {self.run.state}: {self.run.message}")
            self._try_again()

    def _try_again(self) -> None:
        """Ask for what is done once more; nothing may come of it."""
        assert self.run is not None
        named = {f"field_{key}": column for key, column in self.run.mapping.items()}
        if {self._page("post", "columns/", named), self._page("post", "approve/", {"skip_refused": "1"})} != {422}:
            self._fault(WRONG_ANSWER, "a finished import was opened again")
        self._worked()

    def _worked(self) -> ImportRun:
        """Run what is queued and show the page; a job that did not end well is a fault."""
        assert self.run is not None
        while run_next(at=clock.now()):
            pass
        for job in Job.objects.exclude(last_error="") | Job.objects.filter(done_at=None):
            self._fault(JOB_ERROR, f"{job}: {job.last_error}")
        Job.objects.all().delete()
        self.run.refresh_from_db()
        if self.run.state in (RunState.CHECKING, RunState.IMPORTING):
            self._fault(JOB_ERROR, f"the run is left {self.run.state}")
        self._page("get")
        self._ask("get", "/data/")
        return self.run

    def _page(self, method: str, path: str = "", data: dict[str, Any] | None = None) -> int:
        assert self.run is not None
        return self._ask(method, f"/data/imports/{self.run.pk}/{path}", data)

    def _ask(self, method: str, path: str, data: dict[str, Any] | None = None) -> int:
        response = getattr(self.client, method)(path, data or {})
        _ = b"".join(response) if response.streaming else response.content
        if response.status_code >= 500:
            self._fault(SERVER_ERROR, f"{method} {path}: {response.exc_info}")
        return int(response.status_code)

    def _fault(self, kind: str, what: str) -> None:
        self.faults.append((kind, what))


def chosen(client: Client, upload: Upload, rng: random.Random) -> Trial:
    """Return a trial that leaves refused rows out, or not, as a person may."""
    return Trial(client, upload, skip_refused=rng.random() < 0.7)


def _time_is_up(_signal: int, _frame: object) -> None:
    raise TooSlowError
