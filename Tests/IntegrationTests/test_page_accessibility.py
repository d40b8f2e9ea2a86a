"""The page for everybody: axe-core's rules, the keyboard, a live region, no jumps while it loads."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from test_admin_page import admin  # noqa: F401
from test_browser import browser, open_page  # noqa: F401 (fixtures)
from waiting import until

SERIOUS = ("serious", "critical")


def findings(page):
    found = Axe().run(page.tab).response["violations"]
    return [
        (entry["id"], entry["impact"], [node["html"][:160] for node in entry["nodes"]])
        for entry in found if entry["impact"] in SERIOUS]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1100, 720), (390, 800)], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(server, open_page, connect, room, scheme, size):  # noqa: F811
    client = connect(server)
    client.join(room)
    client.say(room, "Good **morning**, `everybody` :coffee: see https://example.org/")
    client.say(room, "```\nlet it = be\n```")
    page = open_page(server, color_scheme=scheme, viewport={"width": size[0], "height": size[1]})
    page.tab.wait_for_selector(".text pre")
    page.say("my own words")
    page.wait_text("my own words")
    # On a phone the side with the name is out of sight.
    client.say(room, f"hello @{page.tab.locator('.me .name').text_content()}")
    page.tab.wait_for_selector(".mention.mine")
    assert findings(page) == []
    if size[0] < 600:
        page.tab.click("[aria-label='Show rooms and people']")
        assert findings(page) == []


def test_axe_finds_nothing_serious_when_things_go_wrong(server, open_page, shared_redis, room):  # noqa: F811
    from admin_console import Admin

    admin = Admin(shared_redis, "--room", room)
    page = open_page(server)
    page.say("one")
    page.wait_text("one")
    admin.one("say", "calm down", "--severity", "critical")
    admin.one("lock")
    page.say("/kick nobody")
    until(lambda: "Only moderators" in page.tab.inner_text("body"), "a problem is shown")
    assert findings(page) == []
    admin.one("role", page.member, "moderator")
    page.tab.locator(".message .delete").click()
    page.tab.wait_for_selector("dialog")
    assert findings(page) == []
    page.tab.keyboard.press("Escape")
    admin.one("kick", page.member, "--reason", "enough")
    page.tab.wait_for_selector(".outcome")
    assert findings(page) == []
    page.picture(f"kicked-{room[:4]}")


def test_everything_is_reached_by_keyboard(server, open_page):  # noqa: F811
    page = open_page(server)
    page.tab.keyboard.press("Tab")
    reached = set()
    for _ in range(40):
        reached.add(page.tab.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim().slice(0, 40)"))
        page.tab.keyboard.press("Tab")
    for name in ("Browse rooms", "Join or create a room", "Leave this room", "Messages", "Change your name"):
        assert name in reached, sorted(reached)
    assert any(name.startswith("Message #") for name in reached)


def test_long_rooms_are_no_obstacle_for_the_keyboard(server, open_page, connect, room):  # noqa: F811
    client = connect(server)
    client.join(room)
    client.pour(room, [f"message {number}" for number in range(120)])
    page = open_page(server)
    page.wait_text("message 119")
    focused = lambda: page.tab.evaluate("document.activeElement.closest('[data-seq]')?.dataset.seq")  # noqa: E731
    page.tab.focus(".transcript")
    page.tab.keyboard.press("Tab")
    assert focused() == "120"
    for key, seq in (("ArrowUp", "119"), ("ArrowUp", "118"), ("ArrowDown", "119")):
        page.tab.keyboard.press(key)
        assert focused() == seq
    line, date = page.tab.locator("[data-seq='119']").bounding_box(), page.tab.locator("[data-seq='119'] .time").bounding_box()
    assert date["width"] > 80 and date["x"] + date["width"] <= line["x"] + line["width"], "the whole date is in view"
    for _ in range(3):
        page.tab.keyboard.press("Tab")
        if page.tab.evaluate("document.activeElement.matches('.composer textarea')"):
            return
    raise AssertionError("the composer is three steps from the messages")


def test_the_keyboard_is_never_left_nowhere(server, open_page, admin):  # noqa: F811
    page = open_page(server, viewport={"width": 390, "height": 700})
    focused = lambda selector: page.tab.wait_for_function("(it) => document.activeElement.matches(it)", arg=selector)  # noqa: E731
    page.tab.focus(".menu button")
    page.tab.keyboard.press("Enter")
    focused(".close-side")
    assert page.tab.locator(".menu button").get_attribute("aria-expanded") == "true"
    page.tab.focus(".me button")
    page.tab.keyboard.press("Enter")
    focused(".me input")
    page.tab.keyboard.press("Escape")
    focused(".me button")
    page.tab.keyboard.press("Escape")
    focused(".menu button")
    page.say("/help")
    page.tab.focus(".notice button")
    page.tab.keyboard.press("Enter")
    focused(".composer textarea")
    admin.one("kick", page.member)
    focused(".outcome button")


def test_what_happens_to_the_connection_is_read_aloud(own_server, open_page):  # noqa: F811
    page = open_page(own_server)
    own_server.kill()
    # In between it tries again and says that.
    said = page.tab.locator(".status [role=status]")
    until(lambda: said.inner_text() == "Connection lost.", "the live region says it")


def test_new_messages_are_read_aloud(server, open_page, connect, room):  # noqa: F811
    page, client = open_page(server), connect(server)
    client.join(room)
    client.say(room, "listen to this")
    until(lambda: "listen to this" in page.tab.inner_text("[aria-live]"), "the live region says it")


def test_nothing_jumps_while_it_loads(server, browser, connect, room):  # noqa: F811
    client = connect(server)
    client.join(room)
    client.pour(room, [f"message {number}" for number in range(60)])
    context = browser.new_context(viewport={"width": 1100, "height": 720})
    try:
        context.add_init_script("""
            window.shift = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
            }).observe({ type: 'layout-shift', buffered: true });
        """)
        tab = context.new_page()
        tab.goto(f"{server.url}/#{room}")
        tab.wait_for_selector("text=message 59")
        tab.wait_for_timeout(500)
        assert tab.evaluate("window.shift") < 0.1
    finally:
        context.close()


def test_the_page_is_light(server, figure):
    import gzip
    import re
    import urllib.request

    def read(path):
        return urllib.request.urlopen(server.url + path, timeout=10).read()

    page = read("/")
    own = [path for path in re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.decode()) if "vue." not in path and "socket.io" not in path]
    size = sum(len(gzip.compress(body)) for body in [page, *map(read, own)])
    figure(f"the page's own weight: {size / 1024:.1f} KiB compressed, in {len(own) + 1} files")
    assert size < 150 * 1024
