"""What somebody at a console does reaches open pages within a second (admin)."""

import time

import pytest

from admin_console import Admin
from test_browser import browser, open_page  # noqa: F401 (fixtures)
from waiting import until

# From the end of the command to when people are told; how long a browser then takes to draw is its own affair.
AT_ONCE = 1


@pytest.fixture
def admin(server, shared_redis, room):
    return Admin(shared_redis, "--room", room)


@pytest.fixture
def witness(server, connect, room):
    """Somebody beside the page, to whom its server tells the same."""
    client = connect(server)
    client.join(room)
    return client


@pytest.fixture
def act(admin, witness):
    """Does something of which people are told at once: `act("lock", tells="room_update")`."""

    def do(*words, tells, where=None):
        mark = witness.mark()
        done = admin.one(*words)
        ended = time.monotonic()
        told = witness.wait(tells, where, after=mark)
        assert told.at - ended < AT_ONCE, f"{tells} came {told.at - ended:.2f} s after {words[0]}"
        return done

    return do


def shows(page, text):
    return text in page.tab.inner_text("body")


def test_a_kicked_persons_page_says_why(server, open_page, act, room):  # noqa: F811
    page = open_page(server)
    act("kick", page.member, "--reason", "too loud for us", tells="member_delete",
        where=lambda _, about: about["member"] == page.member)
    until(lambda: shows(page, "too loud for us") and shows(page, "removed"), "the page says why")
    page.tab.wait_for_function("location.hash === ''")
    page.tab.reload()
    page.wait_link("live")
    page.tab.wait_for_selector(".room-entry.current:has-text('lobby')")
    assert page.tab.locator(f".room-entry:has-text('{room}')").count() == 0, "a reload alone does not lead back"


def test_a_deleted_message_disappears_also_for_those_who_come_back(server, open_page, act):  # noqa: F811
    page, away = open_page(server), open_page(server)
    page.say("a regrettable word")
    away.wait_text("a regrettable word")
    away.tab.context.set_offline(True)
    act("delete", "--grep", "regrettable", "--yes", "--reason", "spam", tells="message_update")
    until(lambda: not shows(page, "a regrettable word"), "the message is gone")
    away.tab.context.set_offline(False)
    away.tab.reload()
    away.wait_live()
    until(lambda: not shows(away, "a regrettable word"), "it is gone for who comes back")
    act("undo", tells="message_update")
    until(lambda: shows(page, "a regrettable word"), "it is back")


def test_what_is_trimmed_leaves_the_page_and_comes_back(server, open_page, act):  # noqa: F811
    page = open_page(server)
    for number in range(5):
        page.say(f"message {number}")
    page.wait_text("message 4")
    act("trim", "--keep", 2, "--yes", tells="messages_removed")
    until(lambda: not shows(page, "message 2") and shows(page, "message 4"), "the old end is gone")
    act("undo", tells="messages_restored")
    until(lambda: shows(page, "message 2"), "it is back")


def test_a_locked_room_says_so(server, open_page, act):  # noqa: F811
    page = open_page(server)
    act("lock", tells="room_update", where=lambda update: update["locked"])
    until(lambda: shows(page, "only moderators can write"), "the page says so")
    act("unlock", tells="room_update", where=lambda update: not update["locked"])
    until(lambda: not shows(page, "only moderators can write"), "the page lets write again")
    page.say("free again")
    page.wait_text("free again")


def test_an_announcement_appears_and_ends(server, open_page, act):  # noqa: F811
    page = open_page(server)
    announced = act("announce", "The cellar is flooded", "--severity", "critical", tells="notice",
                    where=lambda notice: notice["code"] == "announcement")["act"]
    until(lambda: shows(page, "The cellar is flooded"), "the announcement is shown")
    late = open_page(server)
    until(lambda: shows(late, "The cellar is flooded"), "it is shown to who comes later")
    act("announce", "--end", announced, tells="notice", where=lambda notice: notice["code"] == "announcement_ended")
    until(lambda: not shows(page, "The cellar is flooded"), "it is gone")


def test_a_mute_and_slow_mode_are_said(server, open_page, admin, act, witness):  # noqa: F811
    page = open_page(server)
    act("mute", witness.id, tells="notice", where=lambda notice: notice["code"] == "muted")
    admin.one("mute", page.member, "--reason", "calm down")
    until(lambda: shows(page, "calm down"), "the page says why")


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
