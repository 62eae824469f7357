"""People at their browsers: they sign in, write without pause, and keep a note of every answer."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from benchmarks.crash.inside import COORDINATOR, PASSWORD

PATIENCE = 60  # seconds for one answer
CSRF_COOKIE, LOGIN = "anxin_community_csrf", "/account/login/"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: str


class Outcome(StrEnum):
    """What the client knows of its write."""

    ACKNOWLEDGED = "acknowledged"  # the answer came
    CUT_OFF = "cut off"  # no answer came: it may stand or not, but not halfway
    REFUSED = "refused"  # an answer that nobody expects here


@dataclass(frozen=True)
class Write:
    """One act with a name of its own, which is never tried again."""

    name: str
    writer: int
    number: int
    outcome: Outcome
    status: int = 0


@dataclass
class Ledger:
    """Every write in its order, kept outside of what is killed."""

    tasks: list[Write] = field(default_factory=list)
    renamings: list[Write] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """Return how many writes came out so."""
        return sum(write.outcome == outcome for write in [*self.tasks, *self.renamings])


class Browser:
    """As much of a browser as a form needs: cookies, the form's token, no redirects."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._ask("GET", path)

    def post(self, path: str, **form: object) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(form))

    def sign_in(self) -> None:
        """Sign in as people do: page, token, form."""
        self.get(LOGIN)
        answer = self.post(LOGIN, login=COORDINATOR, password=PASSWORD)
        if answer.status != 302:
            raise RuntimeError(f"Signing in was answered with {answer.status}.")

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get(CSRF_COOKIE, "")
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                self.cookies.update({key: morsel.value for key, morsel in SimpleCookie(line).items()})
            return Answer(response.status, response.headers.get("Location", ""), response.read().decode())
        finally:
            connection.close()


class Writer(threading.Thread):
    """Plans tasks and renames a crew of its own in turn, until told to stop."""

    def __init__(self, number: int, browser: Browser, *, listings: list[int], crew: int, owner: int) -> None:
        super().__init__(daemon=True)
        self.number, self.browser = number, browser
        self.listings, self.crew, self.owner = listings, crew, owner
        self.ledger = Ledger()
        self.stopping = threading.Event()
        self.written = 0

    def run(self) -> None:
        """Write until told to stop."""
        while not self.stopping.is_set():
            self.written += 1
            kept, act = (self.ledger.tasks, self._plan) if self.written % 2 else (self.ledger.renamings, self._rename)
            name = f"writer {self.number} write {self.written}"
            try:
                answer = act(name)
            except ConnectionRefusedError:  # nobody listens: nothing was sent
                time.sleep(0.02)
                continue
            except (OSError, HTTPException):
                kept.append(Write(name, self.number, self.written, Outcome.CUT_OFF))
                continue
            good = answer.status == 302 and not answer.location.startswith(LOGIN)
            outcome = Outcome.ACKNOWLEDGED if good else Outcome.REFUSED
            kept.append(Write(name, self.number, self.written, outcome, answer.status))

    def _plan(self, name: str) -> Answer:
        listing = self.listings[self.written % len(self.listings)]
        due = datetime.now(UTC).date() + timedelta(days=30)
        return self.browser.post(f"/focus/{listing}/tasks/", title=name, measure="talk", owner=self.owner, due_date=due)

    def _rename(self, name: str) -> Answer:
        form = {"name": name, "start": "C001", "begins": "19:30"}
        return self.browser.post("/patrols/crews/save/", crew=self.crew, **form)
