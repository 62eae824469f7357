"""A chat service on the loopback that behaves as WeCom, DingTalk and Feishu document theirs: limits, codes, signatures."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

OK = {"errcode": 0, "errmsg": "ok", "code": 0}
Reply = tuple[int, dict[str, Any] | bytes, dict[str, str]]


@dataclass(frozen=True)
class Heard:
    """One post that went into a room."""

    robot: str
    kind: str
    content: str
    at: float


@dataclass
class Limits:
    """Posts a robot may make in windows of so many seconds; over it the service refuses, or shuts for a while."""

    windows: tuple[tuple[int, float], ...]
    shut_seconds: float = 0.0
    refusal: dict[str, Any] = field(default_factory=dict)


WECOM = Limits(((20, 60.0),), refusal={"errcode": 45009, "errmsg": "api freq out of limit"})
DINGTALK = Limits(((20, 60.0),), 600.0, {"errcode": 130101, "errmsg": "send too fast, exceed 20 times per minute"})
FEISHU = Limits(((100, 60.0), (5, 1.0)), refusal={"code": 11232, "msg": "frequency limited"})


class Service:
    """What the rooms heard, and how the service is told to behave."""

    def __init__(self, latency: float = 0.0) -> None:
        self.latency = latency
        self.heard: list[Heard] = []
        self.refused: list[tuple[str, str]] = []
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.secrets: dict[str, str] = {}
        self.script: dict[str, list[str]] = {}  # robot -> what to do with its next posts
        self.clock: Callable[[], float] = time.time
        self.most_at_once = self._at_once = 0
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._shut: dict[str, float] = {}
        self._media: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self.on_heard: Callable[[], None] = lambda: None
        self.port = 0

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Reply | None:
        """Return the answer to a call; None hangs up without one."""
        parts = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        robot = query.get("key") or query.get("access_token") or parts.path.rpartition("/")[2]
        if parts.path.endswith("/upload_media"):
            return self._upload(body)
        orders = self.script.get(robot) or []
        order = orders.pop(0) if orders else ""
        if order in ("500", "404", "302", "429"):
            return int(order), {}, {"Location": f"http://127.0.0.1:{self.port}/elsewhere", "Retry-After": "7"}
        if order == "refuse":
            return 200, {"errcode": 93000, "errmsg": "invalid webhook url", "code": 19001}, {}
        if order == "lost":
            return None
        reply = self._take(parts.path, robot, query, json.loads(body))
        if order == "heard but lost":
            return None
        return (200, b"<html>not what you expect", {}) if order == "garbage" else (200, reply, {})

    def _upload(self, body: bytes) -> Reply:
        content = body.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--")[0]
        key = hashlib.sha256(content).hexdigest()
        self._media[key] = content
        return 200, {**OK, "type": "file", "media_id": key}, {}

    def _take(self, path: str, robot: str, query: dict[str, str], said: dict[str, Any]) -> dict[str, Any]:
        limits = WECOM if "webhook" in path else DINGTALK if "robot" in path else FEISHU
        with self._lock:
            if not self._allowed(robot, limits):
                self.refused.append((robot, "too fast"))
                return limits.refusal
            kind, content, fault = _read(limits, said, self._media)
            fault = fault or _signature_fault(limits, self.secrets.get(robot, ""), query, said, self.clock())
            if fault:
                self.refused.append((robot, fault))
                return {"errcode": 310000, "errmsg": fault, "code": 19021 if "sign" in fault else 9499}
            self.heard.append(Heard(robot, kind, content, time.monotonic()))
        self.on_heard()
        return OK

    def _allowed(self, robot: str, limits: Limits) -> bool:
        now, calls = time.monotonic(), self._calls[robot]
        if self._shut.get(robot, 0.0) > now:
            return False
        for most, seconds in limits.windows:
            if sum(call > now - seconds for call in calls) >= most:
                self._shut[robot] = now + limits.shut_seconds
                return False
        calls.append(now)
        return True


def _read(limits: Limits, said: dict[str, Any], media: dict[str, bytes]) -> tuple[str, str, str]:
    """Return kind, content and fault of a post."""
    kind = said.get("msgtype") or said.get("msg_type") or ""
    if limits is FEISHU and len(json.dumps(said, ensure_ascii=False).encode()) > 20 * 1024:
        return kind, "", "body over 20 KB"
    if kind == "text":
        content = (said.get("text") or said.get("content") or {}).get("content") or said["content"]["text"]
        return kind, content, "text over 2048 bytes" if limits is WECOM and len(content.encode()) > 2048 else ""
    if kind == "image" and limits is WECOM:
        picture = base64.b64decode(said["image"]["base64"])
        digest = hashlib.md5(picture, usedforsecurity=False).hexdigest()
        fault = "md5" if digest != said["image"]["md5"] else "over 2 MB" if len(picture) > 2 * 1024**2 else ""
        return kind, digest, fault
    if kind == "file" and limits is WECOM:
        return kind, said["file"]["media_id"], "" if said["file"]["media_id"] in media else "no such media"
    rich = {"link": said.get("link"), "post": said.get("content")} if limits is not WECOM else {}
    return kind, json.dumps(rich.get(kind), ensure_ascii=False), "" if rich.get(kind) else "kind"


def _signature_fault(limits: Limits, secret: str, query: dict[str, str], said: dict[str, Any], now: float) -> str:
    if not secret:
        return ""
    given = query if limits is DINGTALK else said
    stamp = str(given.get("timestamp", "0"))
    off = abs(float(stamp) / (1000 if limits is DINGTALK else 1) - now)
    key, text = (secret, f"{stamp}\n{secret}") if limits is DINGTALK else (f"{stamp}\n{secret}", "")
    wanted = base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
    return "" if off < 3600 and hmac.compare_digest(wanted, str(given.get("sign", ""))) else "sign not match"


class _Handler(BaseHTTPRequestHandler):
    service: Service
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        service = self.service
        service.requests.append((self.path, dict(self.headers)))
        service._at_once += 1
        service.most_at_once = max(service.most_at_once, service._at_once)
        time.sleep(service.latency / 2)
        reply = service.answer(self.path, dict(self.headers), body)
        time.sleep(service.latency / 2)
        service._at_once -= 1
        if reply is None:
            self.close_connection = True
            return
        status, content, more = reply
        sent = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {**more, "Content-Length": str(len(sent))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed hangs up; that is what the trial is for."""


@contextmanager
def running(latency: float = 0.0) -> Iterator[Service]:
    """Serve on a free port of the loopback until the block ends."""
    service = Service(latency)
    handler = type("Handler", (_Handler,), {"service": service})
    server = _Server(("127.0.0.1", 0), handler)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def webhook(service: Service, platform: str, robot: str) -> str:
    """Return the address of a robot at the local service."""
    paths = {
        "wecom": f"/cgi-bin/webhook/send?key={robot}",
        "dingtalk": f"/robot/send?access_token={robot}",
        "feishu": f"/open-apis/bot/v2/hook/{robot}",
    }
    return f"http://127.0.0.1:{service.port}{paths[platform]}"
