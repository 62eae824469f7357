"""One HTTP call, made so that it is always known whether the service can have heard it.

The standard library's client follows no redirect, so an answer cannot send the post elsewhere; and it lets a mark be
set between connecting and the first byte, which a client of higher level hides (decision 012).
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from anxin.core.rooms.addresses import Target

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
MOST_ANSWER_BYTES = 64 * 1024


class NotReachedError(Exception):
    """No byte of the call left this machine."""


class NotHeardError(Exception):
    """The call left; its answer was not heard."""


@dataclass(frozen=True)
class Answer:
    """What the service said."""

    status: int
    body: Mapping[str, Any] | None
    retry_after: float | None = None


@dataclass
class Wire:
    """The way out of one attempt. `on_the_way` is called right before the first byte of the post itself."""

    on_the_way: Callable[[], None]
    marked: bool = field(default=False, init=False)

    def mark(self) -> None:
        """Write down that from now on the room may have the post."""
        self.on_the_way()
        self.marked = True

    def post(self, target: Target, body: bytes, content_type: str, *, is_the_post: bool = True) -> Answer:
        """Send a body and return the answer; raise `NotReachedError` or `NotHeardError`."""
        connection = _connected(target)
        try:
            if is_the_post:
                self.mark()
            connection.request("POST", target.path, body, {"Content-Type": content_type, "User-Agent": "Anxin"})
            return _answer(connection.getresponse())
        except (OSError, http.client.HTTPException) as error:
            raise NotHeardError(type(error).__name__) from error
        finally:
            connection.close()

    def post_json(self, target: Target, content: Mapping[str, Any]) -> Answer:
        """Send JSON, its Chinese as it is: escapes would double its bytes."""
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        return self.post(target, body, "application/json; charset=utf-8")


def _connected(target: Target) -> http.client.HTTPConnection:
    """Connect with the number that was checked, not with the name, which may mean another by now."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=ANSWER_SECONDS)
    connection.default_port = 443 if target.scheme == "https" else 80  # as the Host header leaves it out
    try:
        plain = socket.create_connection((target.number, target.port), timeout=CONNECT_SECONDS)
        plain.settimeout(ANSWER_SECONDS)
        connection.sock = plain
        if target.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except (OSError, ssl.CertificateError) as error:
        connection.close()
        raise NotReachedError(type(error).__name__) from error
    return connection


def _answer(response: http.client.HTTPResponse) -> Answer:
    content = _read(response, time.monotonic() + ANSWER_SECONDS)
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    return Answer(response.status, body if isinstance(body, dict) else None, _seconds(response.headers["Retry-After"]))


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """Read the body; one that trickles or does not end is cut off."""
    content = b""
    while len(content) < MOST_ANSWER_BYTES and time.monotonic() < deadline:
        piece = response.read1(8192)
        if not piece:
            break
        content += piece
    return content


def _seconds(text: str | None) -> float | None:
    return min(float(text), 3600.0) if text and text.isdecimal() and len(text) < 7 else None
