"""E-mail and Apprise: real servers on the loopback hear what is sent."""

from __future__ import annotations

import email
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from benchmarks.crash.installation import free_port

from anxin.core.rooms.errors import UnfitAddressError
from anxin.core.rooms.models import Delivery, Posting, Room
from anxin.core.rooms.states import Sent


class Postman:
    """A mail server that keeps letters, or refuses every address."""

    def __init__(self) -> None:
        self.letters, self.refuses = [], False

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def postman(settings, service):
    keeper = Postman()
    controller = Controller(keeper, hostname="127.0.0.1", port=free_port())
    controller.start()
    port = controller.server.sockets[0].getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.ANXIN = {**settings.ANXIN, "email_url": f"smtp://127.0.0.1:{port}"}
    yield keeper
    controller.stop()


def test_a_pack_is_one_letter_with_all_attached_and_sent_is_all_we_know(room, released, send, postman):
    room("居委邮箱", "email", address="committee@example.org")
    released()
    send()
    (letter,) = postman.letters
    assert [part.get_content_type() for part in letter.walk()][1:] == ["text/plain", "image/png", "application/pdf"]
    assert Posting.objects.get().token in letter.get_payload(0).get_payload(decode=True).decode()
    assert list(Delivery.objects.values_list("state", flat=True)) == [Sent.SENT]
    assert Room.objects.get().proved_at is None


def test_an_address_that_the_mail_server_refuses_has_failed(room, released, send, postman):
    postman.refuses = True
    room("居委邮箱", "email", address="committee@example.org")
    released()
    send()
    assert (Delivery.objects.get().state, postman.letters) == (Sent.FAILED, [])


def test_a_mail_server_that_is_away_is_tried_again(room, released, send, postman, settings):
    settings.EMAIL_PORT = 9
    room("居委邮箱", "email", address="committee@example.org")
    released()
    send()
    assert Delivery.objects.get().state == Sent.WAITING


def test_without_a_mail_server_it_is_said(room, released, send, service):
    room("居委邮箱", "email", address="committee@example.org")
    released()
    send()
    assert Delivery.objects.get().state == Sent.FAILED


@pytest.fixture
def far_service():
    """A service that only Apprise knows: it takes JSON."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):
            heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(Handler.status)
            self.end_headers()

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield heard, server.server_address[1], Handler
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(("status", "state"), [(200, Sent.SENT), (500, Sent.FAILED)])
def test_apprise_carries_the_text_and_the_link(status, state, far_service, room, released, send, settings, service):
    heard, port, handler = far_service
    handler.status = status
    settings.ANXIN = {**settings.ANXIN, "room_apprise": ["json"]}
    room("别处的群", "apprise", address=f"json://127.0.0.1:{port}/path")
    released()
    send()
    assert Delivery.objects.get().state == state
    assert len(heard) == 1
    assert Posting.objects.get().token in heard[0]


def test_apprise_reaches_neither_a_private_network_nor_a_service_that_is_not_allowed(
    far_service, room, released, send, settings, service
):
    heard, port, _handler = far_service
    with pytest.raises(UnfitAddressError):
        room("别处的群", "apprise", address=f"json://127.0.0.1:{port}/path")
    settings.ANXIN = {**settings.ANXIN, "room_apprise": ["json"], "room_private_hosts": []}
    room("别处的群", "apprise", address=f"json://127.0.0.1:{port}/path")
    released()
    send()
    assert (Delivery.objects.get().state, heard) == (Sent.FAILED, [])
