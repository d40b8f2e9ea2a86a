"""The page and long rooms: where one reads, what is missing, and what time is left."""

import re

import pytest

from test_admin_dump import fill
from test_admin_page import admin  # noqa: F401
from test_browser import browser, open_page  # noqa: F401
from waiting import until

# Scrolls a step a frame from the top on, and notes the time between frames and whether there was something to see.
_SCROLL = """() => new Promise((done) => {
  const box = document.querySelector('.transcript'), gaps = [];
  let blank = 0, last = 0;
  box.scrollTop = 0;
  requestAnimationFrame(function frame(now) {
    if (last) gaps.push(now - last);
    last = now;
    const place = box.getBoundingClientRect();
    if (document.elementFromPoint(place.left + 200, place.top + place.height / 2).closest('.away')) blank += 1;
    box.scrollTop += 150;
    if (gaps.length < 600) return requestAnimationFrame(frame);
    gaps.sort((a, b) => a - b);
    done({ median: gaps[300], slow: gaps[570], blank });
  });
})"""

# What one sees, after which it scrolls on and waits until that is drawn; from the end it begins again.
_STEP = """() => new Promise((done) => {
  const box = document.querySelector('.transcript'), lines = [...document.querySelectorAll('[data-seq]')];
  const isAtEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
  box.scrollTop = isAtEnd ? 0 : box.scrollTop + 400;
  requestAnimationFrame(() => requestAnimationFrame(() => done(lines.map((line) => Number(line.dataset.seq)))));
})"""


def shown_seqs(page):
    return [int(seq) for seq in page.tab.evaluate("[...document.querySelectorAll('[data-seq]')].map((m) => m.dataset.seq)")]


def place_of(page, seq):
    """Where a message is in the window, in pixels from its top; None if it is not drawn."""
    return page.tab.evaluate(
        "(seq) => document.querySelector(`[data-seq='${seq}']`)?.getBoundingClientRect().top ?? null", seq)


def first_seen(page):
    """The first message one sees."""
    return page.tab.evaluate("""() => {
      const top = document.querySelector('.transcript').getBoundingClientRect().top;
      const lines = [...document.querySelectorAll('[data-seq]')];
      return Number(lines.find((line) => line.getBoundingClientRect().bottom > top).dataset.seq);
    }""")


def at_rest(page):
    """The first message one sees and its place, once both are the same at two looks."""
    looks = []

    def rests():
        seq = first_seen(page)
        looks.append((seq, place_of(page, seq)))
        return looks[-2:-1] == looks[-1:]

    until(rests, "nothing moves", every=0.2)
    return looks[-1]


def scroll_to_the_beginning(page):
    def further():
        page.scroll_up()
        return place_of(page, 1) is not None

    until(further, "the first message is here", timeout=30, every=0.03)


@pytest.mark.timeout(600)
def test_ten_thousand_messages_scroll_without_a_stutter(server, open_page, shared_redis, room, figure):  # noqa: F811
    fill(shared_redis, room, 10_000)
    page = open_page(server)
    scroll_to_the_beginning(page)
    assert len(shown_seqs(page)) < 1000, "all of it is drawn"
    assert shown_seqs(page)[0] == 1
    frames = page.tab.evaluate(_SCROLL)
    assert frames["blank"] == 0, "one sees places where nothing is drawn"
    figure(f"10 000 messages on the page: {frames['median']:.1f} ms a frame, 95 %: {frames['slow']:.1f} ms")
    page.tab.click(".to-newest")
    page.wait_text("message 10000")
    assert shown_seqs(page)[-1] == 10_000


def test_what_one_reads_stays_where_it_is(server, open_page, connect, shared_redis, room):  # noqa: F811
    fill(shared_redis, room, 10_000)
    page, client = open_page(server), connect(server)
    client.join(room)
    page.tab.evaluate("document.querySelector('.transcript').scrollTop = 200")
    until(lambda: min(shown_seqs(page)) < 9_950, "an older page has come")
    seq, before = at_rest(page)
    for number in range(30):
        client.say(room, f"fresh {number}\nwith a second line")
    page.tab.wait_for_selector(".to-newest:has-text('30 new messages')")
    assert abs(place_of(page, seq) - before) < 2
    page.tab.set_viewport_size({"width": 700, "height": 720})
    page.tab.set_viewport_size({"width": 1100, "height": 720})
    at_rest(page)
    assert seq in shown_seqs(page)


def test_a_reading_place_outlives_a_reconnect(own_server, open_page, connect, room):  # noqa: F811
    client = connect(own_server)
    client.join(room)
    for number in range(120):
        client.say(room, f"number {number}")
    page = open_page(own_server)
    page.wait_text("number 119")
    page.tab.evaluate("document.querySelector('.transcript').scrollTop = 500")
    seq, before = at_rest(page)
    own_server.stop()
    page.wait_link("waiting")
    page.picture("reconnecting")
    own_server.start()
    other = connect(own_server)
    other.join(room)
    other.say(room, "while you were away")
    page.wait_live()
    page.wait_text("while you were away")
    assert abs(place_of(page, seq) - before) < 2
    line = page.tab.evaluate("document.querySelector('.new').nextElementSibling.textContent")
    assert "while you were away" in line


@pytest.fixture
def left_behind(new_server, new_redis, open_page, room):  # noqa: F811
    """A page that has read 20 messages and lost its server: the server, its Redis, the page."""
    redis = new_redis()
    server = new_server(redis)
    fill(redis, room, 20)
    page = open_page(server)
    page.wait_text("message 20")
    server.stop()
    page.wait_link("waiting")
    return server, redis, page


def test_a_gap_is_said_and_filled_at_the_press_of_a_button(left_behind, room):  # noqa: F811
    server, redis, page = left_behind
    fill(redis, room, 2_500, start=21)
    redis.client().hset(f"parlor:{{{room}}}:state", "first_seq", 1)
    server.start()
    page.wait_link("gap")
    assert "2,450 messages were missed" in page.tab.locator(".status").inner_text()
    page.tab.evaluate("document.querySelector('.missing').scrollIntoView({ block: 'center' })")
    page.picture("gap")
    above, below = page.tab.evaluate("""() => {
      const lines = [...document.querySelectorAll('[data-seq], .missing, .new')];
      const at = lines.findIndex((line) => line.matches('.missing'));
      return [lines[at - 2].dataset.seq, lines[at + 1].dataset.seq];
    }""")
    assert (above, below) == ("20", "2471")
    before = place_of(page, 20)
    page.tab.click(".missing button")
    page.tab.wait_for_selector(".status.gap:has-text('1,450 messages were missed')")
    page.tab.wait_for_selector("[data-seq='21']")
    assert abs(place_of(page, 20) - before) < 2

    def all_filled():
        page.tab.evaluate("document.querySelector('.status.gap button')?.click()")
        return page.tab.locator(".status.live").count()

    until(all_filled, "the gap is closed", every=0.1)
    scroll_to_the_beginning(page)
    seqs = set()

    def all_seen():
        seqs.update(page.tab.evaluate(_STEP))
        return len(seqs) == 2_520

    until(all_seen, "every message is here", timeout=60)
    assert page.tab.locator(".missing").count() == 0


def test_what_was_trimmed_while_one_was_away_is_said_to_be_gone(left_behind, room):  # noqa: F811
    server, redis, page = left_behind
    client = redis.client()
    client.delete(f"parlor:{{{room}}}:messages")
    fill(redis, room, 40, start=1_000)
    server.start()
    page.wait_live()
    assert "messages that were here are no longer kept" in page.tab.locator(".missing").first.inner_text()
    assert page.tab.locator(".missing button").count() == 0


def test_a_link_to_a_message_of_long_ago_shows_it_at_once(server, open_page, shared_redis, room):  # noqa: F811
    fill(shared_redis, room, 10_000)
    page = open_page(server)
    page.tab.evaluate(f"location.hash = '#{room}/1234'")
    page.tab.wait_for_selector(".message.sought[data-seq='1234']")
    until(lambda: 60 < place_of(page, 1234) < 660, "it is in view")
    assert len(shown_seqs(page)) < 500
    assert page.tab.locator(".missing").count() == 1
    page.tab.evaluate(f"location.hash = '#{room}/99999'")
    page.tab.wait_for_selector(".notice:has-text('not kept any more')")
    page.tab.evaluate(f"location.hash = '#{room}/10000'")
    page.tab.wait_for_selector(".message.sought[data-seq='10000']")


def test_mutes_bans_and_slow_mode_say_how_long(server, open_page, admin, room):  # noqa: F811
    page = open_page(server)
    notes = page.tab.locator(".room-notes")
    admin.one("mute", page.member, "--for", "1h")
    page.tab.wait_for_selector(".room-notes:has-text('for another 60 min')")
    page.tab.reload()
    page.wait_live()
    page.tab.wait_for_selector(".room-notes:has-text('for another 60 min')")
    admin.one("unmute", page.member)
    until(lambda: notes.count() == 0, "the mute is lifted")
    admin.one("mute", page.member, "--for", "8s")
    page.tab.wait_for_selector(".room-notes:has-text('You are muted here for another')")
    assert re.search(r"another [1-8] s", notes.inner_text())
    until(lambda: notes.count() == 0, "the mute is over", timeout=20)
    admin.one("slowmode", "10s")
    page.tab.wait_for_selector(".room-notes:has-text('one message every 10 s')")
    page.say("first")

    def seconds_left():
        found = re.search(r"You can write again in (\d+) s", notes.inner_text())
        return int(found.group(1)) if found else 0

    first = until(seconds_left, "how long one waits is said")
    assert first <= 10
    until(lambda: 0 < seconds_left() < first, "it becomes less")
    until(lambda: "write again" not in notes.inner_text(), "one may write again", timeout=20)
    admin.one("ban", page.member, "--for", "10m")
    outcome = page.tab.locator(".outcome")
    until(lambda: re.search(r"come back after .*, in (9|10) min", outcome.inner_text()), "the time left is said")


def test_a_moderator_settles_the_room_from_the_page(server, open_page, admin):  # noqa: F811
    mod, ben = open_page(server), open_page(server)
    admin.one("role", mod.member, "moderator")
    mod.tab.wait_for_selector(".member-list .badge:has-text('moderator')")
    mod.say("/topic Rehearsal at eight")
    ben.tab.wait_for_selector(".topic:has-text('Rehearsal at eight')")
    mod.say("/lock")
    ben.tab.wait_for_selector(".room-notes:has-text('only moderators can write')")
    mod.say("/unlock")
    until(lambda: ben.tab.locator(".room-notes").count() == 0, "the room is open")
    mod.say("/slowmode 1m")
    ben.tab.wait_for_selector(".room-notes:has-text('one message every 60 s')")
    ben.say("/lock")
    ben.tab.wait_for_selector(".notice:has-text('Only moderators')")
