"""A notice's letter reaches a real mail server once, in Chinese; a server that is down loses none."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from anxin.console.settings.mail import mail_from
from anxin.core.jobs.models import Job
from anxin.core.jobs.services import run_next
from anxin.core.notices.models import Notice
from anxin.core.notices.services import tell
from anxin.core.sentences import sentence
from days import AT

BODY = sentence("A task for you at %(place)s: %(title)s", place="安和1村", title="和居民谈谈关门锁窗")
SUBJECT = "安和1村有你一项任务：和居民谈谈关门锁窗"


class PostOffice:
    """A mail server on loopback; it keeps what it takes, and refuses for now while `busy`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.busy = False
        self.port = 0
        self._server: Controller | None = None

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - the library's name
        if self.busy:
            return "451 Try again later"
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def open(self) -> None:
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    def close(self) -> None:
        if self._server:
            self._server.stop()
            self._server = None


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    office.port = free_port()
    address = f"smtp://127.0.0.1:{office.port}"
    settings.ANXIN = {**settings.ANXIN, "email_url": address}
    settings.EMAIL_BACKEND, values = mail_from(address)
    for name, value in values.items():
        setattr(settings, name, value)
    yield office
    office.close()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def told(cast) -> Callable[[], Job]:
    """Return a function that tells the volunteer; returns the letter's job."""
    person = cast["volunteer"]
    person.email = "volunteer@example.org"
    person.save()

    def act() -> Job:
        tell([person], key="tests.task", body=BODY, at=AT, url="/focus/1/")
        return Job.objects.get(kind="notices.email")

    return act


def subject_of(letter: EmailMessage) -> str:
    """Return the subject as a reader sees it: a folded header begins with white space."""
    return str(letter["Subject"]).strip()


def run_all(at) -> None:
    while run_next(at=at):
        pass


def test_a_letter_arrives_once_with_its_chinese_subject(post_office, told, settings):
    post_office.open()
    told()
    told()  # the same matter again
    run_all(AT)
    run_all(AT + timedelta(days=1))
    [letter] = post_office.letters
    assert subject_of(letter) == SUBJECT
    assert letter["To"] == "volunteer@example.org"
    assert letter.get_content().split() == [SUBJECT, f"{settings.ANXIN['public_url']}/focus/1/"]
    assert Notice.objects.get().emailed_at == AT


@pytest.mark.parametrize("trouble", ["down", "busy"])
def test_a_letter_waits_while_the_server_is_in_trouble(post_office, told, trouble):
    if trouble == "busy":
        post_office.open()
        post_office.busy = True
    job = told()
    run_all(AT)
    job.refresh_from_db()
    assert (job.done_at, job.failed_at, Notice.objects.get().emailed_at) == (None, None, None)
    assert job.run_at > AT
    assert ("ConnectionRefusedError" if trouble == "down" else "451") in job.last_error
    post_office.busy = False
    if trouble == "down":
        post_office.open()
    run_all(AT)
    assert post_office.letters == []  # its time has not come
    run_all(job.run_at)
    assert [subject_of(letter) for letter in post_office.letters] == [SUBJECT]


def test_a_server_that_is_down_for_two_days_loses_no_letter(post_office, told):
    job, now = told(), AT
    while now < AT + timedelta(days=2):
        run_all(now)
        job.refresh_from_db()
        assert timedelta(0) < job.run_at - now <= timedelta(hours=1)
        now = job.run_at
    post_office.open()
    run_all(now)
    assert len(post_office.letters) == 1


def test_a_letter_to_a_person_who_took_the_address_away_is_not_sent(post_office, told, cast):
    post_office.open()
    job = told()
    cast["volunteer"].email = ""
    cast["volunteer"].save()
    run_all(AT)
    job.refresh_from_db()
    assert job.done_at == AT
    assert post_office.letters == []
