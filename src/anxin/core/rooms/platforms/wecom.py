"""WeCom group robots (企业微信群机器人, by now 消息推送): text, picture and file go into the room itself.

Reference: developer.work.weixin.qq.com/document/path/99110 (formerly 91770): 20 posts a minute a robot, text up to
2,048 bytes, picture (JPG, PNG) up to 2 MB before base64 with its md5, file 5 bytes to 20 MB by upload_media.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from anxin.core.rooms import rules
from anxin.core.rooms.addresses import Target, checked_webhook, resolve
from anxin.core.rooms.allowance import Allowance
from anxin.core.rooms.errors import UnfitAddressError
from anxin.core.rooms.outcome import Outcome, failed, later
from anxin.core.rooms.platforms import answers
from anxin.core.rooms.platforms.post import Post
from anxin.core.rooms.states import PartKind, Sent
from anxin.core.rooms.wire import NotHeardError, Wire
from anxin.core.sentences import sentence

MOST_TEXT_BYTES = 2048
_WRONG = failed(sentence(answers.WRONG_ADDRESS))
CODES = {
    93000: _WRONG,  # invalid webhook url
    40014: _WRONG,
    93004: _WRONG,  # the robot was stopped
    93008: _WRONG,  # the robot is not in the group
    45009: later(sentence(answers.TOO_FAST), 60, blocks_robot=True),
    45033: later(sentence(answers.TOO_FAST), 10),
    -1: later(sentence(answers.TOO_FAST), 10),  # the service is busy
    45002: failed(sentence(answers.TOO_LARGE)),
    40009: failed(sentence(answers.TOO_LARGE)),
}
Json = dict[str, Any]


class WeCom:
    """Posts to a WeCom robot."""

    allowance = Allowance(burst=8, per_second=0.2)  # 8 + 60 * 0.2 = 20 a minute
    whole = False

    def cost(self, kind: str) -> int:
        """A file takes two calls: the upload and the post."""
        return 2 if kind == PartKind.FILE else 1

    def check_address(self, address: str, secret: str) -> None:
        """Ask for the key that every WeCom webhook has."""
        if not parse_qs(checked_webhook(address).query).get("key"):
            raise UnfitAddressError(_("The address lacks its key. Copy it whole from the robot's page."))

    def send(self, post: Post, wire: Wire) -> Outcome:
        """Post a text, a picture or a file."""
        if post.kind == PartKind.FILE:
            return answers.safely(lambda target: self._file(post, target, wire), post.address)
        content = _picture(post) if post.kind == PartKind.IMAGE else _text(post)
        return answers.safely(lambda target: _say(wire, target, content), post.address)

    def _file(self, post: Post, target: Target, wire: Wire) -> Outcome:
        body, content_type = _form(post.filename, post.body)
        try:
            upload = resolve(_upload_address(post.address))
            answer = wire.post(upload, body, content_type, is_the_post=False)
        except NotHeardError as error:  # an upload alone is not seen by anybody
            return later(sentence(answers.NOT_REACHED, why=str(error)))
        media = (answer.body or {}).get("media_id")
        if isinstance(media, str):
            return _say(wire, target, {"msgtype": "file", "file": {"media_id": media}})
        found = answers.outcome_of(answer, CODES, code_names=("errcode",))
        return later(found.reason or sentence(answers.TOO_FAST)) if found.state in _IN_DOUBT else found


_IN_DOUBT = (Sent.DELIVERED, Sent.UNSURE)


def _say(wire: Wire, target: Target, content: Json) -> Outcome:
    return answers.outcome_of(wire.post_json(target, content), CODES, code_names=("errcode",))


def _text(post: Post) -> Json:
    return {"msgtype": "text", "text": {"content": rules.cut(post.text, MOST_TEXT_BYTES, post.link)}}


def _picture(post: Post) -> Json:
    digest = hashlib.md5(post.body, usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": b64encode(post.body).decode(), "md5": digest}}


def _upload_address(address: str) -> str:
    parts = urlsplit(address)
    path = parts.path.removesuffix("/send") + "/upload_media"
    return urlunsplit(parts._replace(path=path, query=f"{parts.query}&type=file"))


def _form(filename: str, body: bytes) -> tuple[bytes, str]:
    """Return a multipart form with the one field `media`."""
    border = secrets.token_hex(16)
    head = (
        f'--{border}\r\nContent-Disposition: form-data; name="media"; filename="{quote(filename)}"; '
        f"filelength={len(body)}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    return head.encode() + body + f"\r\n--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"
