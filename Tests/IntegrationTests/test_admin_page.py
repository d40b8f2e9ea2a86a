"""What somebody at a console does reaches open pages within a second (admin)."""

import pytest

from admin_console import Admin
from test_browser import browser, open_page  # noqa: F401 (fixtures)
from waiting import until

# From the end of the command to what the page shows.
AT_ONCE = 1


@pytest.fixture
def admin(server, shared_redis, room):
    return Admin(shared_redis, "--room", room)


def shows(page, text):
    return text in page.tab.inner_text("body")


def test_a_kicked_persons_page_says_why(server, open_page, admin, room):  # noqa: F811
    page = open_page(server)
    admin.one("kick", page.member, "--reason", "too loud for us")
    until(lambda: shows(page, "too loud for us") and shows(page, "removed"), "the page says why", timeout=AT_ONCE)
    page.tab.wait_for_function("location.hash === ''")
    page.tab.reload()
    page.wait_link("live")
    page.tab.wait_for_selector(".room-entry.current:has-text('lobby')")
    assert page.tab.locator(f".room-entry:has-text('{room}')").count() == 0, "a reload alone does not lead back"


def test_a_deleted_message_disappears_also_for_those_who_come_back(server, open_page, admin):  # noqa: F811
    page, away = open_page(server), open_page(server)
    page.say("a regrettable word")
    away.wait_text("a regrettable word")
    away.tab.context.set_offline(True)
    admin.one("delete", "--grep", "regrettable", "--yes", "--reason", "spam")
    until(lambda: not shows(page, "a regrettable word"), "the message is gone", timeout=AT_ONCE)
    away.tab.context.set_offline(False)
    away.tab.reload()
    away.wait_live()
    until(lambda: not shows(away, "a regrettable word"), "it is gone for who comes back")
    admin.one("undo")
    until(lambda: shows(page, "a regrettable word"), "it is back", timeout=AT_ONCE)


def test_what_is_trimmed_leaves_the_page_and_comes_back(server, open_page, admin):  # noqa: F811
    page = open_page(server)
    for number in range(5):
        page.say(f"message {number}")
    page.wait_text("message 4")
    admin.one("trim", "--keep", 2, "--yes")
    until(lambda: not shows(page, "message 2") and shows(page, "message 4"), "the old end is gone", timeout=AT_ONCE)
    admin.one("undo")
    until(lambda: shows(page, "message 2"), "it is back", timeout=AT_ONCE)


def test_a_locked_room_says_so(server, open_page, admin):  # noqa: F811
    page = open_page(server)
    admin.one("lock")
    until(lambda: shows(page, "only moderators can write"), "the page says so", timeout=AT_ONCE)
    admin.one("unlock")
    until(lambda: not shows(page, "only moderators can write"), "the page lets write again", timeout=AT_ONCE)
    page.say("free again")
    page.wait_text("free again")


def test_an_announcement_appears_and_ends(server, open_page, admin):  # noqa: F811
    page = open_page(server)
    act = admin.one("announce", "The cellar is flooded", "--severity", "critical")["act"]
    until(lambda: shows(page, "The cellar is flooded"), "the announcement is shown", timeout=AT_ONCE)
    late = open_page(server)
    until(lambda: shows(late, "The cellar is flooded"), "it is shown to who comes later")
    admin.one("announce", "--end", act)
    until(lambda: not shows(page, "The cellar is flooded"), "it is gone", timeout=AT_ONCE)


def test_a_mute_and_slow_mode_are_said(server, open_page, admin):  # noqa: F811
    page = open_page(server)
    admin.one("mute", page.member, "--reason", "calm down")
    until(lambda: shows(page, "calm down"), "the page says why", timeout=AT_ONCE)


def test_a_dumped_page_shows_hostile_texts_as_they_are(server, open_page, admin, browser, connect, room, tmp_path):  # noqa: F811
    hostile = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\"> & =1+1"
    client = connect(server)
    client.ask("rename", {"name": "<b>Bold</b> & Co"})
    client.join(room)
    client.say(room, hostile)
    admin.one("dump", room, "-o", tmp_path / "room.html", "--format", "html")
    context = browser.new_context(offline=True)
    try:
        tab = context.new_page()
        problems = []
        tab.on("pageerror", lambda error: problems.append(str(error)))
        tab.on("request", lambda request: problems.append(request.url) if not request.url.startswith("file:") else None)
        tab.goto(f"file://{tmp_path}/room.html")
        text = tab.inner_text("body")
        assert hostile in text and "<b>Bold</b> & Co" in text
        assert tab.title() != "owned" and not problems and not tab.query_selector_all("script, img")
    finally:
        context.close()
