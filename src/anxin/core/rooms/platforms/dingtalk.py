"""DingTalk group robots (钉钉自定义机器人): text, and links for what a robot cannot carry.

These robots take no picture's bytes and no file, so a picture or file goes as a link to the room's own page of the
pack. Reference: open.dingtalk.com/document/orgapp/custom-robot-access: 20 posts a minute a robot, above it nothing
for 10 minutes; signing with HMAC-SHA256 over timestamp, line break, secret; in milliseconds, at most an hour off.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.utils.translation import gettext as _

from anxin.core.rooms import rules
from anxin.core.rooms.addresses import checked_webhook
from anxin.core.rooms.allowance import Allowance
from anxin.core.rooms.errors import UnfitAddressError
from anxin.core.rooms.outcome import Outcome, failed, later
from anxin.core.rooms.platforms import answers
from anxin.core.rooms.platforms.post import Post
from anxin.core.rooms.states import PartKind
from anxin.core.rooms.wire import Wire
from anxin.core.sentences import sentence

MOST_TEXT_BYTES = 18_000  # the service takes about 20,000 bytes in all
BLOCKED_SECONDS = 600
_WRONG = failed(sentence(answers.WRONG_ADDRESS))
_TOO_FAST = later(sentence(answers.TOO_FAST), BLOCKED_SECONDS, blocks_robot=True)
CODES = {
    310000: failed(sentence(answers.WRONG_SIGNATURE)),  # also keyword and address: the words say which
    300001: _WRONG,  # token is not exist
    300005: _WRONG,
    400101: _WRONG,
    400102: _WRONG,  # the robot was stopped
    400013: _WRONG,  # the group is gone
    130101: _TOO_FAST,
    410100: _TOO_FAST,
    -1: later(sentence(answers.TOO_FAST), 10),
}
_KEYWORD = failed(sentence(answers.KEYWORD))
_ADDRESS = failed(sentence(answers.FORBIDDEN_ADDRESS))


class DingTalk:
    """Posts to a DingTalk robot."""

    allowance = Allowance(burst=8, per_second=0.18)  # 8 + 60 * 0.18 = 18.8 of the 20 a minute: a block is dear
    whole = False

    def cost(self, kind: str) -> int:
        """Each part is one post."""
        return 1

    def check_address(self, address: str, secret: str) -> None:
        """Ask for the token that every DingTalk webhook has."""
        if not parse_qs(checked_webhook(address).query).get("access_token"):
            raise UnfitAddressError(_("The address lacks its access_token. Copy it whole from the robot's page."))

    def send(self, post: Post, wire: Wire) -> Outcome:
        """Post a text, or a link to the picture or file."""
        content = _text(post) if post.kind == PartKind.TEXT else _link(post)

        def call(target: Any) -> Outcome:
            answer = wire.post_json(target, content)
            said = str((answer.body or {}).get("errmsg", "")).lower()
            if (answer.body or {}).get("errcode") == 310000:
                return _refused(said)
            return answers.outcome_of(answer, CODES, code_names=("errcode",))

        return answers.safely(call, post.address, extra_query=signature(post.secret, post.seconds_now))


def signature(secret: str, seconds: float) -> str:
    """Return the query that signs a call, or nothing for a robot without a secret."""
    if not secret:
        return ""
    timestamp = str(round(seconds * 1000))
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return urlencode({"timestamp": timestamp, "sign": b64encode(digest).decode()})


def _refused(said: str) -> Outcome:
    if "keyword" in said or "关键词" in said:
        return _KEYWORD
    if "whitelist" in said or "白名单" in said or " ip " in said:
        return _ADDRESS
    return CODES[310000]


def _text(post: Post) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": rules.cut(post.text, MOST_TEXT_BYTES, post.link)}}


def _link(post: Post) -> dict[str, Any]:
    picture = post.part_link if post.kind == PartKind.IMAGE else ""
    words = {"title": post.title, "text": post.text or post.filename, "messageUrl": post.link, "picUrl": picture}
    return {"msgtype": "link", "link": words}
