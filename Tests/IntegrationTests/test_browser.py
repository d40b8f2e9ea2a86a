"""The web client in a real browser, against the real server: what people see and do."""

import re

import pytest
from playwright.sync_api import sync_playwright

from browser import Page, executable
from waiting import until


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def open_page(browser, closing, room, request):
    """Opens the web client in the test's room; in the end its picture is kept and its conduct checked."""
    opened = []

    def start(server, **more):
        opened.append(closing.keep(Page(browser, server, more.pop("room", room), **more)))
        return opened[-1]

    yield start
    for number, page in enumerate(opened):
        page.picture(re.sub(r"\W+", "-", f"{request.node.name}-{number + 1}").strip("-"))


def test_two_pages_talk(server, open_page):
    ann, ben = open_page(server), open_page(server)
    until(lambda: sorted(ann.people) == sorted([ann.name, ben.name]), "both are listed for the first")
    until(lambda: sorted(ben.people) == sorted([ann.name, ben.name]), "both are listed for the second")
    ann.say("Good morning")
    ben.wait_text("Good morning")
    ben.say("And to you")
    for page in (ann, ben):
        page.wait_texts(["Good morning", "And to you"])


def test_a_page_and_a_library_client_talk(server, open_page, connect, room):
    page, client = open_page(server), connect(server)
    client.join(room)
    client.say(room, "from a program")
    page.wait_text("from a program")
    page.say("from a page")
    assert client.wait_text("from a page")["username"] == page.name


def test_somebody_who_leaves_disappears(server, open_page):
    ann, ben = open_page(server), open_page(server)
    until(lambda: len(ann.people) == 2, "both are there")
    ben.tab.click("[aria-label='Leave this room']")
    until(lambda: ann.people == [ann.name], "only the first is left")


def test_a_reload_keeps_the_person_and_the_messages(server, open_page):
    page = open_page(server)
    before = (page.member, page.name)
    page.say("still here")
    page.wait_texts(["still here"])
    page.tab.reload()
    page.wait_live()
    assert (page.member, page.name) == before
    page.wait_texts(["still here"])
    assert page.people == [page.name]


def test_a_new_name_is_seen_by_the_others(server, open_page):
    ann, ben = open_page(server), open_page(server)
    ann.tab.click("[aria-label='Change your name']")
    ann.tab.fill(".me input", "Señora Ünïcode")
    ann.tab.press(".me input", "Enter")
    until(lambda: "Señora Ünïcode" in ben.people, "the new name is listed")
    ann.say("hello")
    ben.wait_text("hello")
    assert ben.tab.locator(".byline .name").first.inner_text() == "Señora Ünïcode"


HOSTILE = [
    "<img src=x onerror='window.harmed = 1'>",
    "<script>window.harmed = 1</script>",
    "</li></ol><iframe srcdoc='<script>parent.harmed = 1</script>'></iframe>",
    "{{constructor.constructor('window.harmed = 1')()}}",
    "javascript:window.harmed=1 https://example.org/\"onmouseover=\"window.harmed=1",
    "right to left \u202eoverride\u2066 isolates \u200b\u200d joiners",
    "stacked marks " + "e" + "\u0301" * 200,
    "W" * 4000,
    "line\n" * 100,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_harmless(server, open_page, connect, room, text):
    page, client = open_page(server), connect(server)
    client.join(room)
    client.say(room, text)
    client.say(room, "afterwards")
    page.wait_text("afterwards")
    assert page.tab.evaluate("window.harmed") is None
    assert page.tab.locator(".text :not(a)").count() == 0, "text became an element"
    assert page.tab.locator("iframe, script:not([src])").count() == 0
    for link in page.tab.locator(".text a").all():
        assert link.get_attribute("href").startswith(("http://", "https://"))
    box = page.tab.locator(".transcript").bounding_box()
    for message in page.tab.locator(".message").all():
        placed = message.bounding_box()
        assert placed["x"] >= box["x"] and placed["x"] + placed["width"] <= box["x"] + box["width"]


def test_a_refused_message_is_said_not_to_be_sent(server, open_page):
    page = open_page(server)
    page.tab.fill(".composer textarea", "x" * 5000)
    assert page.tab.locator(".send").is_disabled()
    assert "too long" in page.tab.locator(".bytes").inner_text()
    page.tab.press(".composer textarea", "Enter")
    assert page.texts == []


def test_scrolling_up_brings_everything_once(server, open_page, connect, room):
    client = connect(server)
    client.join(room)
    expected = [f"number {number}" for number in range(170)]
    for text in expected:
        client.say(room, text)
    page = open_page(server)
    page.wait_texts(expected[-50:])

    def further():
        page.scroll_up()
        return page.texts == expected

    until(further, "all messages are shown once, in order", every=0.1)


@pytest.mark.parametrize("abruptly", [False, True], ids=["stopped", "killed"])
@pytest.mark.parametrize("websocket", [True, False], ids=["websocket", "polling"])
def test_pages_recover_when_the_server_comes_back(own_server, open_page, connect, room, abruptly, websocket):
    ann, ben = open_page(own_server, websocket=websocket), open_page(own_server, websocket=websocket)
    lives = (ann.life, ben.life)
    names = (ann.name, ben.name)
    expected = []
    for number in range(5):
        expected.append(f"before {number}")
        (ann, ben)[number % 2].say(expected[-1])
        for page in (ann, ben):
            page.wait_text(expected[-1])

    if abruptly:
        own_server.kill()
    else:
        assert own_server.stop() == 0
    for page in (ann, ben):
        page.wait_link("waiting")
    ann.say("written while it was away")
    # The answer to the one before may have been lost with the server: then that one waits as well.
    assert "Will be sent once connected" in ann.tab.locator(".pending .send-state").last.inner_text()

    own_server.start()
    client = connect(own_server)
    client.join(room)
    client.say(room, "said before the pages were back")
    for page in (ann, ben):
        page.wait_live()
        page.wait_text("said before the pages were back")
        page.wait_text("written while it was away")
    ben.say("after")
    for page in (ann, ben):
        page.wait_text("after")
    # The two said in between have the order in which the server took them.
    log = [message["message"] for message in client.join(room)["messages"]]
    between = ["said before the pages were back", "written while it was away"]
    assert log[:5] == expected and sorted(log[5:7]) == between and log[7:] == ["after"]
    for page in (ann, ben):
        page.wait_texts(log)
        until(lambda: page.tab.locator(".pending").count() == 0, "nothing is under way any more")
    assert (ann.life, ben.life) == lives, "a page was loaded anew"
    assert (ann.name, ben.name) == names


def test_a_page_says_that_the_store_is_away_and_sends_when_it_is_back(durable_redis, new_server, open_page):
    server = new_server(durable_redis)
    ann, ben = open_page(server), open_page(server)
    ann.say("before")
    ben.wait_texts(["before"])
    durable_redis.kill()
    for page in (ann, ben):
        page.wait_link("away")
    ann.say("meanwhile")
    durable_redis.start()
    for page in (ann, ben):
        page.wait_link("live")
        page.wait_texts(["before", "meanwhile"])
    until(lambda: ann.tab.locator(".pending").count() == 0, "nothing is under way any more")


def test_without_websocket_it_polls(server, open_page):
    ann, ben = open_page(server, websocket=False), open_page(server)
    assert ann.sockets == [] and ben.sockets != []
    ann.say("the long way")
    ben.wait_text("the long way")
    ben.say("the short way")
    ann.wait_texts(["the long way", "the short way"])


def test_rooms_are_counted_while_one_looks_elsewhere(server, open_page, connect, room):
    page, client = open_page(server), connect(server)
    page.tab.fill(".join-form input", f"{room}-b")
    page.tab.press(".join-form input", "Enter")
    page.tab.wait_for_selector(f".room-entry.current:has-text('{room}-b')")
    client.join(room)
    client.say(room, "over here")
    page.tab.wait_for_selector(f".room-entry.unread:has-text('{room}')")
    assert page.tab.title().startswith("(1)")
    page.tab.click(f".room-entry.unread:has-text('{room}')")
    page.wait_texts(["over here"])
    assert page.tab.locator(".unread-count:visible").count() == 0


def test_it_works_on_a_phone_in_the_dark(server, open_page):
    page = open_page(
        server, viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True, color_scheme="dark")
    assert not page.tab.locator(".member").first.is_visible()
    page.tab.tap("[aria-label='Show rooms and people']")
    page.tab.locator(".member").first.wait_for(state="visible")
    page.tab.tap("[aria-label='Close']")
    page.tab.locator(".member").first.wait_for(state="hidden")
    page.say("from the bus")
    page.wait_texts(["from the bus"])
