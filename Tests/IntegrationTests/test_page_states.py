"""What the page says of itself, of others and of messages; and its pictures."""

import socket

from test_admin_dump import fill
from test_admin_page import admin  # noqa: F401
from test_browser import browser, open_page  # noqa: F401
from waiting import until


def test_the_page_says_that_it_connects(own_server, open_page):  # noqa: F811
    page = open_page(own_server)
    own_server.stop()
    page.wait_link("waiting")
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        silent.bind(("127.0.0.1", own_server.port))
        silent.listen()

        def says_so():
            # It may just try by itself: then there is no button.
            page.tab.evaluate("document.querySelector('.status button')?.click()")
            return page.tab.locator(".status[data-link=connecting]:has-text('Connecting')").count() == 1

        until(says_so, "it says that it connects")
        page.say("written meanwhile")
        page.wait_text("written meanwhile")
    own_server.start()
    page.wait_live()
    page.wait_texts(["written meanwhile"])
    until(lambda: page.tab.locator(".pending").count() == 0, "it is sent")


def test_writing_is_seen_by_the_others(server, open_page):  # noqa: F811
    ann, ben = open_page(server), open_page(server)
    ann.rename("Ann")
    ben.rename("Ben")
    until(lambda: sorted(ben.people) == ["Ann", "Ben"], "both are there")
    ann.tab.type(".composer textarea", "hel")
    ben.tab.wait_for_selector(f".typing:has-text('{ann.name} is writing')")
    assert ann.name not in ann.tab.locator(".typing").inner_text()
    ann.tab.press(".composer textarea", "Enter")
    until(lambda: ann.name not in ben.tab.locator(".typing").inner_text(), "it is over with the message")


def test_a_refused_message_stays_and_is_sent_again_when_one_wants(server, open_page, admin, connect, room):  # noqa: F811
    page, client = open_page(server), connect(server)
    client.join(room)
    admin.one("lock")
    page.tab.wait_for_selector(".room-notes:has-text('only moderators')")
    page.say("one word")
    failed = page.tab.locator(".pending.failed")
    failed.wait_for()
    assert "Not sent. This room is locked." in failed.inner_text()
    page.say("another word")
    until(lambda: failed.count() == 2, "the other one is refused too")
    admin.one("unlock")
    until(lambda: page.tab.locator(".room-notes").count() == 0, "the room is open")
    failed.first.locator("button", has_text="Try again").click()
    client.wait_text("one word")
    failed.first.locator("button", has_text="Discard").click()
    until(lambda: page.tab.locator(".pending").count() == 0, "nothing is left")
    page.wait_texts(["one word"])


def test_messages_of_the_system_are_shown_by_severity(server, open_page, admin):  # noqa: F811
    page = open_page(server)
    for severity in ("info", "warning", "critical"):
        admin.one("say", f"a {severity} word", "--severity", severity)
        page.tab.wait_for_selector(f".message.system.severity-{severity}:has-text('a {severity} word')")
        act = admin.one("announce", f"an {severity} announcement", "--severity", severity)["act"]
        page.tab.wait_for_selector(f".notice.severity-{severity}:has-text('an {severity} announcement')")
        admin.one("announce", "--end", act)
        until(lambda: page.tab.locator(".notice").count() == 0, "it goes when it has ended")


def test_roles_and_bots_are_marked(server, open_page, admin, connect):  # noqa: F811
    page = open_page(server)
    bot = connect(server, auth={"room": page.room, "bot": True, "name": "Helper"})
    page.tab.wait_for_selector(f".member[data-member='{bot.id}'] .badge:has-text('bot')")
    bot.say(page.room, "beep")
    page.tab.wait_for_selector(".message .badge:has-text('bot')")
    admin.one("role", page.member, "moderator")
    page.tab.wait_for_selector(f".member[data-member='{page.member}'] .badge:has-text('moderator')")


def test_days_are_apart_and_a_times_whole_date_is_shown_when_one_comes_to_it(server, open_page, shared_redis, room):  # noqa: F811
    fill(shared_redis, room, 4, step=86_400_000_000)
    # Where every day has 24 hours.
    page = open_page(server, locale="en-GB", timezone_id="Asia/Tokyo")
    days = page.tab.locator(".day")
    assert days.count() == 4 and all("20" in day for day in days.all_inner_texts())
    moment = page.tab.locator(".message time").first
    instant = page.tab.evaluate("(time) => new Date(time.dateTime).toLocaleTimeString('en-GB', "
                                "{hour: '2-digit', minute: '2-digit'})", moment.element_handle())
    assert moment.inner_text() == instant, "it is the local time"
    page.tab.locator(".transcript").focus()
    page.tab.keyboard.press("Tab")
    shown = page.tab.evaluate("getComputedStyle(document.activeElement, '::after').content")
    year = page.tab.evaluate("new Date(document.activeElement.querySelector('time').dateTime).getFullYear()")
    assert str(year) in shown and instant in shown


def test_a_line_marks_where_one_stopped_reading(server, open_page, connect, room):  # noqa: F811
    page, client = open_page(server), connect(server)
    client.join(room)
    client.say(room, "seen")
    page.wait_text("seen")
    page.tab.fill(".join-form input", f"{room}-b")
    page.tab.press(".join-form input", "Enter")
    page.tab.wait_for_selector(f".room-entry.current:has-text('{room}-b')")
    for text in ("new one", "new two"):
        client.say(room, text)
    page.tab.wait_for_selector(".room-entry .unread-count:has-text('2')")
    page.tab.click(f".room-entry.unread:has-text('{room}')")
    page.wait_texts(["seen", "new one", "new two"])
    assert "new one" in page.tab.evaluate("document.querySelector('.new').nextElementSibling.textContent")
    page.tab.reload()
    page.wait_live()
    page.wait_texts(["seen", "new one", "new two"])


def test_its_pictures(server, open_page, connect, admin, shared_redis):  # noqa: F811
    """A room with some life in it, in every look: the pictures of the documents come from here."""
    room = "garden"
    names = {"Amber Heron": "ann", "Quiet Otter": "ben", "Copper Finch": "cat"}
    page = open_page(server, room=room, color_scheme="light")
    garden = type(admin)(shared_redis, "--room", room)
    garden.one("topic", "What grows, and when to come and see it")
    people = {short: connect(server, auth={"room": room, "name": name}) for name, short in names.items()}
    bot = connect(server, auth={"room": room, "name": "Almanac", "bot": True})
    garden.one("role", people["ann"].id, "moderator")
    connect(server, auth={"room": "kitchen", "name": "Olive Wren"}).say("kitchen", "Soup is on")
    page.tab.fill(".join-form input", "kitchen")
    page.tab.press(".join-form input", "Enter")
    page.wait_text("Soup is on")
    page.tab.click(".room-entry:has-text('garden')")
    for who, text in [
        ("ann", "The first **tomatoes** are ripe :sunny:"), ("ann", "Take some when you pass by the *south* bed."),
        ("ben", "Wonderful! When is the gate open?"), ("ben", "!sun"),
    ]:
        people[who].say(room, text)
    bot.say(room, "Sunrise `06:12`, sunset `20:41`")
    people["ann"].say(room, "From eight. The plan is at https://example.org/garden")
    garden.one("say", "The water is off on Tuesday from 9 to 11.", "--severity", "warning")
    people["cat"].say(room, f"@{page.name} shall I bring the ladder?")
    page.say("Yes please, and the blue bucket")
    page.wait_text("Yes please, and the blue bucket")
    connect(server, auth={"room": "kitchen", "name": "Olive Wren"}).say("kitchen", "Second helping?")
    page.tab.wait_for_selector(".room-entry .unread-count")
    page.picture("light")
    page.tab.emulate_media(color_scheme="dark")
    page.picture("dark")
    page.tab.set_viewport_size({"width": 390, "height": 800})
    page.tab.locator(".member").first.wait_for(state="hidden")
    page.picture("phone")
    page.tab.emulate_media(color_scheme="light")
    page.tab.set_viewport_size({"width": 1100, "height": 720})
    garden.one("mute", page.member, "--for", "10m", "--reason", "a test of patience")
    garden.one("slowmode", "30s")
    page.tab.wait_for_selector(".room-notes:has-text('muted')")
    page.picture("moderation")
