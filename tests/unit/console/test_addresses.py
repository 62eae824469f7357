"""X-Forwarded-For is believed from trusted proxies alone, whatever else stands in it."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.management import call_command

from anxin.core.config import SettingError, load
from anxin.core.web.addresses import client_address

PROXIES = [ip_network("127.0.0.1"), ip_network("10.0.0.0/8"), ip_network("2001:db8:1::/48")]
SIGN_IN = "/account/login/"


@pytest.mark.parametrize(
    ("connected", "header", "expected"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),  # a stranger made it up
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # the first was there before our proxy
        ("127.0.0.1", "203.0.113.9, 198.51.100.1, 10.2.3.4", "198.51.100.1"),  # two proxies of ours
        ("127.0.0.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),  # a stranger who calls himself a proxy
        ("127.0.0.1", "10.9.9.9", "10.9.9.9"),  # somebody within
        ("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
        ("127.0.0.1", ", ,", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("2001:db8:1::5", "[2001:db8:2::1]:4711", "2001:db8:2::1"),
        ("::ffff:127.0.0.1", "2001:db8:2::1", "2001:db8:2::1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_nearest_stranger_is_the_client(connected, header, expected):
    assert client_address(connected, header, PROXIES) == expected


def test_nobody_is_believed_by_default():
    assert load({"ANXIN_SECRET_KEY": "x"})["trusted_proxies"] == []
    assert client_address("127.0.0.1", "198.51.100.1", []) == "127.0.0.1"


@pytest.mark.parametrize("text", ["proxy", "10.0.0.1/8", "10.0.0.0/8;127.0.0.1", "300.1.1.1", "10.0.0.0/64"])
def test_a_malformed_setting_stops_the_start_and_names_itself(text):
    with pytest.raises(SettingError, match="ANXIN_TRUSTED_PROXIES"):
        load({"ANXIN_SECRET_KEY": "x", "ANXIN_TRUSTED_PROXIES": text})


@pytest.fixture
def fails(client, cast):
    """Return a function that fails to sign in under `count` names and says how often the limit refused to look."""
    call_command("createcachetable")

    def act(count: int, **headers) -> int:
        answers = [client.post(SIGN_IN, {"login": f"nobody{i}", "password": "wrong"}, **headers) for i in range(count)]
        return sum("次数过多" in answer.content.decode() for answer in answers)

    return act


@pytest.fixture
def proxies(settings):
    settings.ANXIN = {**settings.ANXIN, "trusted_proxies": PROXIES}


def test_a_made_up_header_gives_no_new_limit(fails, proxies):
    refused = [fails(4, REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=f"198.51.100.{i}") for i in range(5)]
    assert sum(refused) == 10  # ten of twenty, however many names it gave itself


def test_the_part_that_a_client_wrote_before_our_proxy_gives_no_new_limit(fails, proxies):
    through = "203.0.113.{i}, 198.51.100.1"
    refused = [fails(4, REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=through.format(i=i)) for i in range(5)]
    assert sum(refused) == 10


def test_people_behind_a_trusted_proxy_have_each_a_limit(fails, proxies):
    refused = [fails(4, REMOTE_ADDR="10.0.0.2", HTTP_X_FORWARDED_FOR=f"198.51.100.{i}") for i in range(5)]
    assert sum(refused) == 0
