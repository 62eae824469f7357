"""Settings of one process: the environment first, then one TOML file, then the default.

A wrong value or an unknown key stops the start and names the variable, the value and the mend.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import pairwise
from pathlib import Path
from typing import Any

MOST_BANDS = 8


class SettingError(Exception):
    """A setting is missing or wrong; the message says which and how to mend it."""


@dataclass(frozen=True)
class Setting:
    """One documented setting: `ANXIN_<NAME>` in the environment, `name` in the TOML file."""

    name: str
    parse: Callable[[str], Any]
    default: str | None
    help: str

    @property
    def variable(self) -> str:
        """The name of its environment variable."""
        return f"ANXIN_{self.name.upper()}"


def _boolean(text: str) -> bool:
    values = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if text.lower() not in values:
        raise ValueError("use true or false")
    return values[text.lower()]


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"use one of {', '.join(allowed)}")
        return text

    return parse


def _number(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(f"use a number from {low:g} to {high:g}")
        return value

    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(f"use a whole number from {low} to {high}")
        return value

    return parse


def _edges(low: float, high: float) -> Callable[[str], tuple[float, ...]]:
    def parse(text: str) -> tuple[float, ...]:
        edges = tuple(float(part) for part in text.split(",") if part.strip())
        rising = all(one < other for one, other in pairwise(edges))
        if not 1 <= len(edges) <= MOST_BANDS or not rising or not low <= edges[0] or not edges[-1] <= high:
            raise ValueError(f"use 1 to {MOST_BANDS} rising numbers from {low:g} to {high:g}, with commas")
        return edges

    return parse


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    return [ip_network(name) for name in _names(text)]


def _lower_names(text: str) -> list[str]:
    return [name.lower() for name in _names(text)]


def _hours(text: str) -> tuple[time, time] | None:
    if not text.strip():
        return None
    begins, parted, ends = text.partition("-")
    try:
        span = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError:
        parted = ""
    if not parted or span[0] == span[1]:
        raise ValueError("use two times such as 22:00-07:00, or nothing")
    return span


SETTINGS: tuple[Setting, ...] = (
    Setting("side", _one_of("community", "care"), "community", "Which side of the wall this process serves."),
    Setting("home", Path, "var", "Folder of the databases, keys, uploads and settings files."),
    Setting("secret_key", str, None, "Signs sessions and forms. `anxin up` makes one; keep it secret."),
    Setting(
        "database",
        str,
        "",
        "This side's database: sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME. "
        "Empty: a SQLite file named after the side, in `home`.",
    ),
    Setting(
        "public_url", str, "http://127.0.0.1:8000", "The address people type. https turns on secure cookies, HSTS."
    ),
    Setting("allowed_hosts", _names, "127.0.0.1,localhost", "Host names that this server answers to, with commas."),
    Setting(
        "trusted_proxies",
        _networks,
        "",
        "Addresses or networks of your reverse proxies, with commas, such as 127.0.0.1, 10.0.0.0/8. Only from them "
        "is X-Forwarded-For believed; without it all people behind a proxy share one limit of failed sign-ins.",
    ),
    Setting("district_name", str, "", "The district's name in the top bar. Empty: taken from the register."),
    Setting("made_up", _boolean, "false", "Shows the band “made-up data” on every page."),
    Setting("time_zone", str, "Asia/Shanghai", "The district's time zone."),
    Setting("idle_minutes", _whole(1, 1440), "30", "A session ends after this many minutes without a request."),
    Setting("email_url", str, "", "smtp://USER:PASSWORD@HOST:PORT or smtps://. Empty: no e-mail is sent."),
    Setting("email_from", str, "anxin@localhost", "Sender of e-mail notices."),
    Setting("import_rows", _whole(1000, 2_000_000), "500000", "A file with more rows is refused."),
    Setting(
        "import_cells",
        _whole(10_000, 100_000_000),
        "2000000",
        "A file with more cells is refused; two million take up to 500 MB while they are read.",
    ),
    Setting("import_unpacked_mb", _whole(1, 2000), "200", "A workbook that unpacks to more megabytes is refused."),
    Setting("round_hour", _whole(0, 23), "2", "Hour of the night at which the round begins."),
    Setting("zero_target", _number(0, 1), "0.90", "The goal: share of estates without a burglary in the year."),
    Setting("history_years", _whole(1, 10), "3", "Years of burglaries that the estimate looks back on."),
    Setting("half_life_days", _number(30, 3650), "730", "A burglary this many days ago counts half."),
    Setting("worst_share", _number(0.01, 0.5), "0.05", "“Worst” means the worst share of estates, 5 % by default."),
    Setting("focus_enter", _number(0, 1), "0.5", "An estate is proposed for the focus list above this chance."),
    Setting("focus_leave", _number(0, 1), "0.2", "It may leave after two quarters below this chance."),
    Setting("focus_quarters", _whole(1, 8), "2", "How many quarters in a row must lie below `focus_leave`."),
    Setting(
        "focus_most_quarters",
        _whole(1, 12),
        "8",
        "An estate listed at so many of the last 12 quarter ends is not proposed anew; pages ask what has not worked.",
    ),
    Setting(
        "place_within_metres",
        _number(0, 5000),
        "100",
        "An incident without code or polygon goes to the nearest estate within this distance.",
    ),
    Setting(
        "near_repeat_metres", _number(0, 2000), "200", "Neighbours within this distance of a new burglary are warned."
    ),
    Setting("near_repeat_days", _whole(1, 60), "14", "And for this many days."),
    Setting(
        "near_repeat_notices_a_week",
        _whole(0, 20),
        "2",
        "At most so many notices of prevention advice a week to each member of an estate committee.",
    ),
    Setting(
        "near_repeat_bands_metres",
        _edges(1, 5000),
        "100,200,300,400",
        "Upper edges in metres of the near-repeat table; its news speaks of `near_repeat_metres`.",
    ),
    Setting(
        "near_repeat_bands_days",
        _edges(1, 365),
        "7,14,21,28",
        "Upper edges in days of the same table; its news speaks of `near_repeat_days`.",
    ),
    Setting("overdue_days", _whole(1, 365), "21", "An estate not visited for this many days is overdue."),
    Setting("dwell_minutes", _whole(1, 120), "12", "How long a crew stays at a stop."),
    Setting(
        "quiet_hours", _hours, "22:00-07:00", "Residents' rooms get no post in these hours; it waits. Empty: no rest."
    ),
    Setting(
        "room_hosts",
        _lower_names,
        "qyapi.weixin.qq.com,oapi.dingtalk.com,open.feishu.cn,open.larksuite.com",
        "Hosts to which posts to chat rooms may go, with commas; nothing else is contacted.",
    ),
    Setting(
        "room_private_hosts",
        _lower_names,
        "",
        "Those of `room_hosts` and of Apprise's hosts that may lie in a private network, such as a server of your own.",
    ),
    Setting(
        "room_apprise", _lower_names, "", "Services of Apprise that rooms may use, with commas, such as tgram,bark."
    ),
    Setting("plan_seconds", _number(1, 3600), "8", "How long the planner may search for one evening."),
    Setting("roster_rest_hours", _number(0, 48), "11", "Hours between the end of one shift and the next, at least."),
    Setting("roster_nights_in_a_row", _whole(1, 28), "3", "Nights that one person walks in a row, at most."),
    Setting("roster_nights_in_four_weeks", _whole(1, 28), "8", "Nights that one person walks in four weeks, at most."),
    Setting("roster_trained_a_crew", _whole(0, 20), "1", "Trained people in each crew, at least."),
    Setting("pulse_epsilon", _number(0.1, 2), "1", "Privacy of a pulse answer: smaller hides more and tells less."),
)
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def load(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Read every setting, or raise `SettingError` that names the first wrong one."""
    env = os.environ if environment is None else environment
    from_file = _read_file(env.get("ANXIN_CONFIG"))
    return {setting.name: _value(setting, env, from_file) for setting in SETTINGS}


def _read_file(path: str | None) -> dict[str, Any]:
    if not path:
        return {}
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingError(f"ANXIN_CONFIG names {path}, which does not exist. Run `anxin up` to make one.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingError(f"{path} is not valid TOML: {error}.") from error
    unknown = sorted(set(content) - set(BY_NAME))
    if unknown:
        raise SettingError(f"{path} has a key that Anxin does not know: {unknown[0]}. See docs/settings.md.")
    return content


def _value(setting: Setting, env: Mapping[str, str], from_file: Mapping[str, Any]) -> Any:
    text, origin = _text(setting, env, from_file)
    if text is None:
        raise SettingError(f"{setting.variable} is not set. {setting.help}")
    try:
        return setting.parse(text)
    except ValueError as error:
        raise SettingError(f"{origin} = {text!r} does not work: {error}. {setting.help}") from error


def _text(setting: Setting, env: Mapping[str, str], from_file: Mapping[str, Any]) -> tuple[str | None, str]:
    if setting.variable in env:
        return env[setting.variable], setting.variable
    secret_file = env.get(f"{setting.variable}_FILE")
    if secret_file:
        return Path(secret_file).read_text(encoding="utf-8").strip(), f"{setting.variable}_FILE"
    if setting.name in from_file:
        value = from_file[setting.name]
        text = (
            ",".join(map(str, value))
            if isinstance(value, list)
            else str(value).lower()
            if isinstance(value, bool)
            else str(value)
        )
        return text, setting.name
    return setting.default, setting.variable
