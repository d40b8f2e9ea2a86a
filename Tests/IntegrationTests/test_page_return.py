"""Coming to the page and coming back: links, what was not sent, where reading goes on, the browser's Back."""

import re

from test_admin_dump import fill
from test_admin_page import admin  # noqa: F401
from test_browser import browser, open_page  # noqa: F401
from test_page_history import left_behind  # noqa: F401
from test_page_writing import field
from waiting import until


def anew(page, address):
    """Loads the page as from a bookmark."""
    page.tab.goto("about:blank")
    page.tab.goto(address)


def in_view(page, selector):
    """Whether the whole of it is within what one sees of the transcript."""
    return page.tab.evaluate(
        """(selector) => {
          const box = document.querySelector('.transcript')?.getBoundingClientRect();
          const line = document.querySelector(selector)?.getBoundingClientRect();
          return Boolean(box && line) && line.top >= box.top - 1 && line.bottom <= box.bottom + 1;
        }""", selector)


def living_tabs(page):
    """How many tabs of this browser hold the lock of what is theirs."""
    return page.tab.evaluate(
        "navigator.locks.query().then(({held}) => held.filter(({name}) => name.startsWith('parlor.left.')).length)")


def scrolled(page):
    return page.tab.evaluate("document.querySelector('.transcript').scrollTop")


def to_newest(page):
    page.tab.click(".to-newest")
    until(lambda: page.tab.locator(".to-newest").count() == 0, "the end is in view")


def go_to(page, room):
    page.tab.click(f".room-entry:has(.room-name:text-is('{room}'))")
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}'))")


def join(page, room):
    page.tab.fill(".join-form input", room)
    page.tab.press(".join-form input", "Enter")
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}'))")


def test_a_link_leads_to_its_message_at_the_first_load(server, open_page, shared_redis, room):  # noqa: F811
    fill(shared_redis, room, 600)
    page = open_page(server)
    for _ in range(2):
        anew(page, f"{server.url}/#{room}/20")
        until(lambda: in_view(page, ".message.sought[data-seq='20']"), "the message is shown")
        page.tab.reload()
        until(lambda: in_view(page, ".message.sought[data-seq='20']"), "the message is shown after a reload")


def test_a_link_is_followed_once_and_again_when_one_wants(server, open_page, connect, shared_redis, room):  # noqa: F811
    fill(shared_redis, room, 300)
    client = connect(server)
    client.join(room)
    page = open_page(server)
    page.tab.goto(f"{server.url}/#{room}/150")
    until(lambda: in_view(page, "[data-seq='150']"), "the message is shown")
    to_newest(page)
    join(page, f"{room}-b")
    go_to(page, room)
    client.say(room, "something new")
    until(lambda: in_view(page, "[data-seq='301']"), "one stays at the end")
    page.tab.evaluate("document.querySelector('.transcript').scrollTop -= 500")
    line = page.tab.locator(".message .time").first
    address = line.get_attribute("href")
    seq = int(address.split("/")[1])
    for _ in range(2):
        page.tab.evaluate("(href) => document.querySelector(`.time[href='${href}']`).click()", address)
        until(lambda: in_view(page, f".sought[data-seq='{seq}']"), "the link is followed")
        to_newest(page)


def test_a_link_waits_for_its_room_among_several(server, open_page, shared_redis, room):  # noqa: F811
    fill(shared_redis, room, 300)
    fill(shared_redis, f"{room}-b", 300)
    page = open_page(server)
    join(page, f"{room}-b")
    for wanted in (f"{room}-b", room):
        anew(page, f"{server.url}/#{wanted}/20")
        until(lambda: in_view(page, ".message.sought[data-seq='20']"), "the message is shown")
        page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{wanted}'))")


def test_what_is_unread_is_still_so_after_a_reload(server, open_page, connect, room):  # noqa: F811
    client = connect(server)
    client.join(room)
    page = open_page(server)
    client.say(room, "seen")
    page.wait_text("seen")
    join(page, f"{room}-b")
    client.pour(room, [f"news {number}" for number in range(5)])
    page.tab.wait_for_selector(".room-entry .unread-count:has-text('5')")
    page.tab.reload()
    page.tab.wait_for_selector(".room-entry .unread-count:has-text('5')")
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}-b'))")
    go_to(page, room)
    until(lambda: in_view(page, ".new"), "the line is in view")


def test_what_was_not_sent_outlives_a_reload_and_is_posted_once(own_server, open_page, connect, room):  # noqa: F811
    client = connect(own_server)
    client.join(room)
    page = open_page(own_server)
    port = own_server.port
    own_server.kill()
    page.wait_link("waiting")
    page.say("written in the dark")
    page.tab.wait_for_selector(".pending:has-text('Will be sent once connected')")
    assert own_server.start().port == port
    page.tab.reload()
    page.wait_live()
    page.wait_texts(["written in the dark"])
    until(lambda: page.tab.locator(".pending").count() == 0, "it is sent")
    page.tab.reload()
    page.wait_live()
    page.wait_texts(["written in the dark"])


def test_what_was_refused_outlives_leaving_and_a_reload(server, open_page, admin, room):  # noqa: F811
    page = open_page(server)
    admin.one("lock")
    page.tab.wait_for_selector(".room-notes")
    page.say("let me in")
    page.tab.wait_for_selector(".pending.failed")
    page.tab.reload()
    page.tab.wait_for_selector(".pending.failed:has-text('let me in')")
    page.tab.click("[aria-label='Leave this room']")
    page.tab.wait_for_selector("text=You are in no room")
    join(page, room)
    page.tab.wait_for_selector(".pending.failed:has-text('let me in')")
    admin.one("unlock")
    until(lambda: page.tab.locator(".room-notes").count() == 0, "the room is open")
    page.tab.get_by_text("Try again").click()
    page.wait_texts(["let me in"])


def test_what_a_closed_tab_had_not_sent_waits_in_the_next_one(own_server, open_page, room):  # noqa: F811
    page = open_page(own_server)
    own_server.kill()
    page.wait_link("waiting")
    page.say("written in the dark")
    page.tab.wait_for_selector(".pending:has-text('Will be sent once connected')")
    page.tab.close()
    own_server.start()
    page.open_tab("/health")
    until(lambda: living_tabs(page) == 0, "the browser knows that the tab is gone")
    page.open_tab()
    page.wait_live()
    page.tab.wait_for_selector(".pending.failed:has-text('The page was closed before')")
    page.tab.get_by_text("Try again").click()
    until(lambda: page.tab.locator(".pending").count() == 0, "it is sent")
    page.wait_texts(["written in the dark"])


def test_what_another_tab_still_has_is_left_to_it(server, open_page, admin, room):  # noqa: F811
    page = open_page(server)
    admin.one("lock")
    page.tab.wait_for_selector(".room-notes")
    page.say("let me in")
    page.tab.wait_for_selector(".pending.failed")
    page.tab.fill(".composer textarea", "half a thou")
    first = page.open_tab()
    page.wait_live()
    page.tab.wait_for_selector(".room-notes")
    assert page.tab.locator(".pending").count() == 0 and field(page).input_value() == ""
    assert living_tabs(page) == 2
    first.close()
    until(lambda: living_tabs(page) == 1, "the browser knows that the tab is gone")
    page.tab.reload()
    page.tab.wait_for_selector(".pending.failed:has-text('let me in')")
    until(lambda: field(page).input_value() == "half a thou", "what was half written is there")


def test_reading_goes_on_at_the_line_after_an_absence(left_behind, room):  # noqa: F811
    server, redis, page = left_behind
    fill(redis, room, 200, start=21)
    server.start()
    page.wait_live()
    until(lambda: in_view(page, ".new"), "the line is in view")
    assert in_view(page, "[data-seq='21']") and not in_view(page, "[data-seq='220']")
    until(lambda: page.tab.locator(".to-newest").inner_text() == "200 new messages", "it is said how many there are")
    assert page.tab.title().startswith("(99+)")
    to_newest(page)
    until(lambda: not page.tab.title().startswith("("), "all is read")


def test_a_room_opens_where_one_stopped_and_keeps_ones_place(server, open_page, connect, shared_redis, room):  # noqa: F811
    fill(shared_redis, room, 60)
    client = connect(server)
    client.join(room)
    page = open_page(server)
    page.wait_text("message 60")
    join(page, f"{room}-b")
    client.pour(room, [f"news {number}" for number in range(40)])
    page.tab.wait_for_selector(".room-entry .unread-count:has-text('40')")
    go_to(page, room)
    until(lambda: in_view(page, ".new"), "the line is in view")
    page.tab.evaluate("document.querySelector('.transcript').scrollTop -= 300")
    page.tab.wait_for_function("document.querySelector('.to-newest')")
    before = scrolled(page)
    go_to(page, f"{room}-b")
    go_to(page, room)
    until(lambda: abs(scrolled(page) - before) <= 60, "one is where one was")
    assert not in_view(page, "[data-seq='100']")


def test_back_leads_to_the_room_before(server, open_page, room):  # noqa: F811
    page = open_page(server)
    join(page, f"{room}-b")
    join(page, f"{room}-c")
    page.tab.go_back()
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}-b'))")
    page.tab.go_back()
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}'))")
    page.tab.go_forward()
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}-b'))")
    page.tab.goto(f"{server.url}/#{room.upper()}-C")
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}-c'))")
    page.tab.goto(f"{server.url}/#no such room!")
    page.tab.wait_for_selector(".notice:has-text('There can be no room')")


def test_back_does_not_enter_a_room_that_one_has_left(server, open_page, room):  # noqa: F811
    page = open_page(server)
    for letter in "bc":
        join(page, f"{room}-{letter}")
    go_to(page, f"{room}-b")
    page.tab.click("[aria-label='Leave this room']")
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}'))")
    page.tab.go_back()
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}-c'))")
    page.tab.go_back()
    page.tab.wait_for_function("(room) => location.hash === `#${room}-c`", arg=room)
    assert page.tab.locator(".room-entry").count() == 2
    page.tab.goto(f"{server.url}/#{room}-b")
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}-b'))")


def test_announcements_stay_and_leave_room_to_write_on_a_phone(server, open_page, admin, shared_redis):  # noqa: F811
    page = open_page(server, viewport={"width": 390, "height": 640})
    acts = [admin.one("announce", f"Number {number}: " + "a long announcement " * 12, "--for", "5m")["act"] for number in range(6)]
    try:
        page.tab.wait_for_selector(".notice:has-text('Number 5')")
        for _ in range(7):
            page.say("/help")
        page.tab.wait_for_selector(".notice:has-text('/join ROOM')")
        assert page.tab.locator(".notice").count() == 7, "one of the page's own, and all announcements"
        place = page.tab.locator(".composer").bounding_box()
        assert place["y"] + place["height"] <= 640
        assert page.tab.locator(".transcript").bounding_box()["height"] > 150
        page.tab.locator(".notice:has-text('Number 5') button").click()
        page.tab.reload()
        page.wait_live()
        page.tab.wait_for_selector(".notice:has-text('Number 4')")
        assert page.tab.locator(".notice:has-text('Number 5')").count() == 0, "dismissed is dismissed"
    finally:
        for act in acts:
            admin.one("announce", "--end", act)
    until(lambda: page.tab.locator(".notice").count() == 0, "ended announcements go")


def test_what_was_said_of_a_mute_goes_with_it(server, open_page, admin):  # noqa: F811
    page = open_page(server)
    admin.one("mute", page.member, "--for", "6s")
    page.tab.wait_for_selector(".notice:has-text('muted')")
    until(lambda: page.tab.locator(".notice").count() == 0, "the notice is gone", timeout=20)


def test_a_ban_from_everywhere_says_how_long_also_after_a_reload(server, open_page, admin):  # noqa: F811
    page = open_page(server)
    member = page.member
    admin.one("ban", member, "--everywhere", "--for", "30m", "--reason", "a rest")
    page.wait_link("closed")
    page.tab.reload()
    page.wait_link("closed")
    until(lambda: re.search(r"come back after .*, in (29|30) min", page.tab.inner_text(".status")), "the time left is said")
    admin.one("unban", member, "--everywhere")
    page.tab.get_by_text("Connect again").click()
    page.wait_live()


def test_leaving_and_joining_by_command_is_clean(server, open_page, room):  # noqa: F811
    page = open_page(server)
    page.say(f"/join {room}-b")
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}-b'))")
    page.say("/leave")
    page.tab.wait_for_selector(f".room-entry.current:has(.room-name:text-is('{room}'))")
    page.say("/join !!!")
    page.tab.wait_for_selector(".notice:has-text('There can be no room')")
    assert field(page).input_value() == "/join !!!"
    page.say("/leave")
    page.tab.wait_for_selector("text=You are in no room")
    page.tab.reload()
    page.wait_link("live")
    page.tab.wait_for_selector(".room-entry.current:has(.room-name:text-is('lobby'))")
    assert page.tab.locator(f".room-entry:has-text('{room}')").count() == 0, "what one left stays left"
