"""A person before a screen of a served installation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Installation:
    """Where the demonstration is served, and the password of all its accounts."""

    home: Path
    address: str
    care: str
    password: str


class Visitor:
    """A signed-in person before a screen, who notes every complaint of the browser."""

    def __init__(
        self, browser, installation: Installation, role: str, *, width: int = 1440, dark: bool = False
    ) -> None:
        self.installation, self.complaints = installation, []
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", accept_downloads=True
        )
        self.page = context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error {error}"))
        self.page.on("request", self._note_request)
        if role:
            self.open("/account/login/")
            self.page.fill("#id_login", role)
            self.page.fill("#id_password", installation.password)
            self.page.click("main form button[type=submit]")
            self.page.wait_for_url(f"{installation.address}/")

    def open(self, path: str):
        """Open a page and wait until its map and charts are drawn."""
        answer = self.page.goto(f"{self.installation.address}{path}")
        for drawn in ("[data-map]", "[data-chart]"):
            if self.page.locator(drawn).count():
                self.page.wait_for_selector(f"{drawn}[data-ready]", timeout=30_000, state="attached")
        return answer

    def until(self, expression: str) -> None:
        """Wait until a script's answer is true; the page's own policy forbids the browser to poll for it."""
        for _attempt in range(150):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(200)
        raise AssertionError(f"never true: {expression}")

    def switch(self, name: str, value: str) -> None:
        """Switch language or large text, if it is not so already."""
        button = self.page.locator(f'button[name="{name}"][value="{value}"]')
        if button.count():
            button.click()
            self.page.wait_for_load_state()

    def _note_console(self, message) -> None:
        if message.type == "error":
            self.complaints.append(f"console {message.text}")

    def _note_request(self, request) -> None:
        if not request.url.startswith((self.installation.address, "data:", "blob:")):
            self.complaints.append(f"outside request {request.url}")
