"""Feishu group robots (飞书自定义机器人): text, and rich text with a link for what needs an application's key.

A picture would need the key of an application, which a custom robot has not; so a picture or file goes as a link to
the room's own page of the pack. Reference: open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: 100 posts a
minute and 5 a second a robot, body up to 20 KB, error 11232 where the service itself is busy; signing with
HMAC-SHA256 keyed with timestamp, line break, secret, over nothing, in seconds, at most an hour off.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from typing import Any

from anxin.core.rooms import rules
from anxin.core.rooms.addresses import checked_webhook
from anxin.core.rooms.allowance import Allowance
from anxin.core.rooms.outcome import Outcome, failed, later
from anxin.core.rooms.platforms import answers
from anxin.core.rooms.platforms.post import Post
from anxin.core.rooms.states import PartKind
from anxin.core.rooms.wire import Wire
from anxin.core.sentences import sentence

MOST_TEXT_BYTES = 18_000  # of a body of 20 KB in all
CODES = {
    11232: later(sentence(answers.TOO_FAST), 30, blocks_robot=True),
    9499: failed(sentence(answers.BAD_CONTENT, code="9499")),
    19001: failed(sentence(answers.WRONG_ADDRESS)),
    19021: failed(sentence(answers.WRONG_SIGNATURE)),
    19022: failed(sentence(answers.FORBIDDEN_ADDRESS)),
    19024: failed(sentence(answers.KEYWORD)),
}


class Feishu:
    """Posts to a Feishu or Lark robot."""

    allowance = Allowance(burst=3, per_second=1.6)  # 3 + 1.6 = 4.6 a second, 3 + 60 * 1.6 = 99 a minute
    whole = False

    def cost(self, kind: str) -> int:
        """Each part is one post."""
        return 1

    def check_address(self, address: str, secret: str) -> None:
        """Take any allowed webhook; the robot's key is part of the path."""
        checked_webhook(address)

    def send(self, post: Post, wire: Wire) -> Outcome:
        """Post a text, or a line with a link to the picture or file."""
        content = _text(post) if post.kind == PartKind.TEXT else _link(post)
        signed = {**signature(post.secret, post.seconds_now), **content}
        return answers.safely(
            lambda target: answers.outcome_of(wire.post_json(target, signed), CODES, code_names=("code", "StatusCode")),
            post.address,
        )


def signature(secret: str, seconds: float) -> dict[str, str]:
    """Return the fields that sign a body, or none for a robot without a secret."""
    if not secret:
        return {}
    timestamp = str(round(seconds))
    digest = hmac.new(f"{timestamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": timestamp, "sign": b64encode(digest).decode()}


def _text(post: Post) -> dict[str, Any]:
    return {"msg_type": "text", "content": {"text": rules.cut(post.text, MOST_TEXT_BYTES, post.link)}}


def _link(post: Post) -> dict[str, Any]:
    line = [
        {"tag": "text", "text": f"{post.text or post.filename} "},
        {"tag": "a", "text": post.filename, "href": post.part_link},
    ]
    words = {"title": post.title, "content": [line, [{"tag": "a", "text": post.link, "href": post.link}]]}
    return {"msg_type": "post", "content": {"post": {"zh_cn": words}}}
