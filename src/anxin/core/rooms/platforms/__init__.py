"""One module a platform: how much a robot may post, how a post is worded for it, what its answers mean."""

from __future__ import annotations

from anxin.core.rooms.platforms import apprise, by_hand, dingtalk, email, feishu, wecom
from anxin.core.rooms.platforms.post import Adapter
from anxin.core.rooms.states import Platform

ADAPTERS: dict[str, Adapter] = {
    Platform.WECOM: wecom.WeCom(),
    Platform.DINGTALK: dingtalk.DingTalk(),
    Platform.FEISHU: feishu.Feishu(),
    Platform.APPRISE: apprise.Apprise(),
    Platform.EMAIL: email.EMail(),
    Platform.BY_HAND: by_hand.ByHand(),
}
