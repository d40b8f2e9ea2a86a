"""The web client in a real, headless browser."""

import os
import shutil
from pathlib import Path

from parlor_server import ROOT
from waiting import PATIENCE, TooLate, until

ARTIFACTS = ROOT / "Tests" / "artifacts"
_NAMES = ("chromium", "chromium-browser", "google-chrome")

# Runs before anything of the page: notes what the policy forbade, and marks this life of the page.
_WATCH = """
window.policyReports = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.policyReports.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
window.life = Math.random();
"""
# As behind a proxy that lets no WebSocket through.
_NO_WEBSOCKET = """
window.WebSocket = class {
  constructor() { setTimeout(() => { this.onerror?.(new Event('error')); this.onclose?.({ code: 1006 }); }); }
  close() {}
  send() {}
};
"""

# What a browser writes to its console by itself while a server is away.
_OUTAGE = ("Failed to load resource", "WebSocket connection to", "ERR_CONNECTION")


def executable():
    """The system's browser."""
    found = os.environ.get("PARLOR_TEST_BROWSER") or next(filter(None, map(shutil.which, _NAMES)), None)
    assert found, "no chromium on this machine: run Scripts/setup --tests, or name one in PARLOR_TEST_BROWSER"
    return found


class Page:
    """One browser window with storage of its own, looking at one room; `token` lies in it before the page comes."""

    def __init__(self, browser, server, room, websocket=True, token=None, wait_for="live", **context):
        self._context = browser.new_context(**{"viewport": {"width": 1100, "height": 720}, **context})
        self._context.set_default_timeout(PATIENCE * 1000)
        self._context.add_init_script(_WATCH)
        if not websocket:
            self._context.add_init_script(_NO_WEBSOCKET)
        if token is not None:
            self._context.add_init_script(f"sessionStorage.getItem('parlor.token') ?? sessionStorage.setItem('parlor.token', '{token}')")
        self.room = room
        self.problems = []
        self.foreign = []
        self.sockets = []
        self._server = server
        self.open_tab()
        if wait_for == "live":
            self.wait_live()
        else:
            self.wait_link(wait_for)

    def open_tab(self, place=None):
        """Goes on in a new tab of the same browser, in the room or at another place; the one before stays, and is answered."""
        before = getattr(self, "tab", None)
        self.tab = self._context.new_page()
        self.tab.on("console", self._console)
        self.tab.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.tab.on("websocket", lambda socket: self.sockets.append(socket.url))
        self.tab.on("request", lambda request: self._request(self._server.url, request.url))
        self.tab.goto(self._server.url + (place or f"/#{self.room}"))
        return before

    def _console(self, message):
        if message.type in ("error", "warning") and not any(words in message.text for words in _OUTAGE):
            self.problems.append(f"{message.type}: {message.text}")

    def _request(self, home, url):
        if not url.startswith((f"{home}/", "data:")):
            self.foreign.append(url)

    # What it shows

    def wait_link(self, phase):
        """Until the status line says so: live, waiting, away, closed …"""
        self.tab.wait_for_selector(f".status[data-link={phase}]")

    def wait_live(self):
        """Until the page is connected and in its room."""
        self.wait_link("live")
        until(lambda: self.tab.locator(f".me .name[data-member='{self.member}']").count(), "its own name is shown")
        self.tab.wait_for_selector(f".member[data-member='{self.member}']", state="attached")
        self.tab.wait_for_selector(".room-entry.current[data-phase=joined]", state="attached")

    @property
    def member(self):
        return self.tab.locator(".me .name").get_attribute("data-member")

    @property
    def name(self):
        return self.tab.locator(".me .name").inner_text()

    @property
    def people(self):
        return self.tab.locator(".member .name").all_inner_texts()

    @property
    def texts(self):
        """Every message in the transcript from top to bottom, those still under way included."""
        return self.tab.locator(".message .text").all_text_contents()

    @property
    def life(self):
        """Another value after each loading of the page."""
        return self.tab.evaluate("window.life")

    def wait_text(self, text):
        until(lambda: text in self.texts, f"{text[:60]!r} is shown")

    def wait_texts(self, expected):
        """Until exactly these are shown, in this order."""
        try:
            until(lambda: self.texts == expected, "the expected messages are shown")
        except TooLate:
            assert self.texts == expected

    # What one does

    def say(self, text):
        self.tab.fill(".composer textarea", text)
        self.tab.press(".composer textarea", "Enter")

    def rename(self, name):
        """Guests may happen to be called alike."""
        self.tab.click("[aria-label='Change your name']")
        self.tab.fill(".me input", name)
        self.tab.press(".me input", "Enter")
        until(lambda: self.tab.locator(".me .name").all_inner_texts() == [name], "its new name is shown")

    def scroll_up(self):
        self.tab.evaluate("document.querySelector('.transcript').scrollTop = 0")

    def picture(self, name):
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.tab.screenshot(path=ARTIFACTS / f"{Path(name).name}.png")

    # What must never be

    def check(self):
        """No policy report, no error, nothing from elsewhere, nothing wider than the window."""
        assert self.tab.evaluate("window.policyReports") == []
        assert self.problems == []
        assert self.foreign == []
        assert self.tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"

    def close(self):
        try:
            self.check()
        finally:
            self._context.close()
