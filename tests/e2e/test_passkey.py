"""A passkey made on the real pages, with the browser's own authenticator, signs in; another does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from visitor import Visitor

pytestmark = pytest.mark.e2e
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def analyst(chromium, installation):
    """A person with an authenticator in the device. A passkey belongs to a name, never to a bare IP address."""
    by_name = replace(installation, address=installation.address.replace("127.0.0.1", "localhost"))
    visitor = Visitor(chromium, by_name, "analyst")
    yield visitor
    visitor.page.context.close()


class Device:
    """The device's authenticator, as the browser's tools drive it."""

    def __init__(self, visitor: Visitor) -> None:
        self.cdp = visitor.page.context.new_cdp_session(visitor.page)
        self.cdp.send("WebAuthn.enable")
        self.id = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    def passkeys(self) -> list[dict]:
        return self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"]

    def knows_its_owner(self, *, knows: bool) -> None:
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": knows})


def register(visitor: Visitor) -> None:
    visitor.open("/account/2fa/webauthn/add/")
    confirm_password(visitor)
    visitor.page.fill("#id_name", "窗口的电脑")
    visitor.page.check("#id_passwordless")
    visitor.page.click("#mfa_webauthn_add")
    visitor.page.wait_for_url("**/account/2fa/recovery-codes/**")


def confirm_password(visitor: Visitor) -> None:
    """Give the password once more, as before every change to the ways in."""
    assert "/account/reauthenticate/" in visitor.page.url
    visitor.page.fill("#id_password", visitor.installation.password)
    visitor.page.click("main form button[type=submit]")
    visitor.page.wait_for_url(lambda url: "/account/reauthenticate/" not in url)


def sign_out(visitor: Visitor) -> None:
    visitor.open("/me/")
    visitor.page.locator("form[action*=logout] button").click()
    visitor.page.wait_for_url("**/account/login/")


def test_a_passkey_signs_in_until_it_is_removed(analyst):
    device, page = Device(analyst), analyst.page
    register(analyst)
    assert [key["isResidentCredential"] for key in device.passkeys()] == [True]
    sign_out(analyst)

    page.click("#passkey_login")
    page.wait_for_url(f"{analyst.installation.address}/")
    assert "分析员" in page.inner_text(".tools")
    assert device.passkeys()[0]["signCount"] > 1

    remove_every_passkey(analyst)
    sign_out(analyst)
    page.click("#passkey_login")  # the device still offers the key; the server knows it no more
    page.wait_for_selector(".message.bad")
    analyst.open("/overview/")
    assert "/account/login/" in page.url


def test_a_passkey_asks_for_its_owner(analyst):
    device, page = Device(analyst), analyst.page
    register(analyst)
    sign_out(analyst)
    device.knows_its_owner(knows=False)
    page.click("#passkey_login")
    page.wait_for_timeout(2000)
    analyst.open("/overview/")
    assert "/account/login/" in page.url
    device.knows_its_owner(knows=True)
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/account/" not in url)
    remove_every_passkey(analyst)


def remove_every_passkey(visitor: Visitor) -> None:
    """Remove them on the page, so that the next test finds the account as it was."""
    visitor.open("/account/2fa/webauthn/")
    visitor.page.locator("a[href*='/remove/']").click()
    confirm_password(visitor)
    visitor.page.locator("main form button[type=submit]").click()
    visitor.page.wait_for_url("**/account/2fa/webauthn/")
    assert visitor.page.locator("a[href*='/remove/']").count() == 0
