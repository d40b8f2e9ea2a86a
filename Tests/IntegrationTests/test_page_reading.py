"""What the page takes for read, and what it gives back to be mended."""

from test_admin_dump import fill
from test_browser import browser, open_page  # noqa: F401
from test_page_return import anew, in_view, join, to_newest
from test_page_writing import field
from waiting import until

# As if another tab were in front, or this one again.
_LOOK = """(away) => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => away });
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (away ? 'hidden' : 'visible') });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def titled(page, count):
    until(lambda: page.tab.title().startswith(f"({count}) ") if count else not page.tab.title().startswith("("),
          f"the title says {count or 'nothing'}")


def talked(server, open_page, connect, room):  # noqa: F811
    """Somebody who said something, and a page that has seen it."""
    client = connect(server)
    client.join(room)
    client.say(room, "seen")
    page = open_page(server)
    page.wait_text("seen")
    return client, page


def test_what_was_read_stays_read_when_one_looks_away(server, open_page, connect, room):  # noqa: F811
    client = connect(server)
    client.join(room)
    page = open_page(server)
    page.tab.evaluate(_LOOK, True)
    client.pour(room, [f"news {number}" for number in range(60)])
    titled(page, 60)
    page.tab.evaluate(_LOOK, False)
    until(lambda: in_view(page, ".new"), "the line is in view")
    to_newest(page)
    titled(page, 0)
    page.tab.evaluate(_LOOK, True)
    other = connect(server)
    other.join(room)
    until(lambda: len(page.people) == 3, "something else is drawn")
    titled(page, 0)
    assert page.tab.locator(".to-newest").count() == 0, "one is where one was"
    other.say(room, "really new")
    titled(page, 1)


def test_a_reader_further_up_has_as_much_to_read_after_a_reconnect(own_server, open_page, connect, shared_redis, room):  # noqa: F811
    client = connect(own_server)
    client.join(room)
    client.pour(room, [f"old {number}" for number in range(60)])
    page = open_page(own_server)
    page.wait_text("old 59")
    page.tab.evaluate("document.querySelector('.transcript').scrollTop = 0")
    page.tab.wait_for_selector(".to-newest")
    client.pour(room, ["one", "two"])
    titled(page, 2)
    own_server.stop()
    page.wait_link("waiting")
    own_server.start()
    page.wait_live()
    other = connect(own_server)
    other.join(room)
    other.say(room, "three")
    titled(page, 3)


def test_a_new_tab_shows_what_was_written_since_the_last_was_closed(server, open_page, connect, room):  # noqa: F811
    client, page = talked(server, open_page, connect, room)
    page.tab.close()
    client.pour(room, ["fresh", "fresher"])
    page.open_tab()
    page.wait_live()
    page.wait_texts(["seen", "fresh", "fresher"])
    line = page.tab.locator(".new").evaluate("(line) => line.nextElementSibling.textContent")
    assert "fresh" in line


def test_ones_own_message_after_a_reload_is_not_new(server, open_page, connect, room):  # noqa: F811
    client, page = talked(server, open_page, connect, room)
    page.tab.reload()
    page.wait_live()
    page.wait_text("seen")
    page.say("mine")
    client.wait_text("mine")
    client.say(room, "an answer")
    page.wait_texts(["seen", "mine", "an answer"])
    assert page.tab.locator(".new").count() == 0


def test_who_went_on_from_a_linked_message_is_not_brought_back_to_it(server, open_page, shared_redis, room):  # noqa: F811
    fill(shared_redis, room, 300)
    page = open_page(server)
    anew(page, f"{server.url}/#{room}/20")
    until(lambda: in_view(page, ".message.sought[data-seq='20']"), "the message is shown")
    to_newest(page)
    page.tab.wait_for_function("(hash) => location.hash === hash", arg=f"#{room}")
    page.tab.reload()
    until(lambda: in_view(page, "[data-seq='300']"), "one is at the end")


def test_a_command_without_a_connection_comes_back_to_be_given_again(own_server, open_page):  # noqa: F811
    page = open_page(own_server)
    own_server.kill()
    page.wait_link("waiting")
    page.say("/nick Foo")
    page.tab.wait_for_selector(".notice:has-text('There is no connection')")
    until(lambda: field(page).input_value() == "/nick Foo", "it is there again")
    own_server.start()
    page.wait_live()
    until(lambda: page.tab.locator(".notice").count() == 0, "that is not said any more")


def test_the_page_knows_how_long_a_message_may_be(new_server, open_page):  # noqa: F811
    page = open_page(new_server(limits={"text_bytes": 200}))
    page.tab.fill(".composer textarea", "x" * 203)
    page.tab.wait_for_selector(".bytes.over:has-text('3 bytes too long')")
    assert page.tab.locator(".send").is_disabled()
    page.tab.fill(".composer textarea", "x" * 200)
    page.tab.press(".composer textarea", "Enter")
    page.wait_text("x" * 200)


def test_what_has_become_too_long_can_be_shortened(own_server, open_page):  # noqa: F811
    page = open_page(own_server)
    own_server.kill()
    page.wait_link("waiting")
    page.say("x" * 300)
    page.tab.wait_for_selector(".pending")
    own_server.limits["text_bytes"] = 200
    own_server.start()
    page.tab.wait_for_selector(".pending.failed:has-text('too long')")
    assert page.tab.get_by_text("Try again").count() == 0
    page.tab.get_by_text("Edit").click()
    until(lambda: field(page).input_value() == "x" * 300, "it is where one writes")
    assert page.tab.locator(".pending").count() == 0


def test_the_arrow_keys_tell_who_said_what(server, open_page, connect, room):  # noqa: F811
    client = connect(server)
    client.join(room)
    client.pour(room, ["first words", "second words"])
    page = open_page(server)
    page.wait_text("second words")
    page.tab.focus(".transcript")
    page.tab.press(".transcript", "ArrowUp")
    focused = "document.activeElement.getAttribute('aria-label')"
    until(lambda: f"{client.member['username']}: second words." in (page.tab.evaluate(focused) or ""), "the newest is told")
    page.tab.keyboard.press("ArrowUp")
    until(lambda: f"{client.member['username']}: first words." in (page.tab.evaluate(focused) or ""), "the one above is told")
    page.picture("keyboard")


def test_an_unread_room_out_of_sight_is_told_at_the_edge_of_the_list(server, open_page, connect, room):  # noqa: F811
    page = open_page(server, viewport={"width": 1100, "height": 500})
    for number in range(12):
        join(page, f"{room}-{number}")
    client = connect(server)
    client.join(room)
    client.say(room, "over here")
    hint = page.tab.locator(".beyond.above")
    hint.wait_for()
    assert hint.inner_text().startswith("1 unread room")
    hint.click()
    until(lambda: hint.count() == 0, "it is in sight")
    page.tab.locator(".room-entry.unread").click()
    page.wait_text("over here")


def test_a_slash_offers_the_commands_and_help_lists_them(server, open_page):  # noqa: F811
    page = open_page(server)
    field(page).press_sequentially("/n")
    page.tab.wait_for_selector(".offer [role=option]:has-text('/nick NAME')")
    field(page).press("Enter")
    assert field(page).input_value() == "/nick "
    page.say("/help")
    page.tab.wait_for_selector(".notice:has-text('/join ROOM')")
    assert page.tab.locator(".notice").inner_text().splitlines() == ["/help", "/join ROOM", "/leave", "/nick NAME"]
