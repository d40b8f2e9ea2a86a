"""`parlor admin` at a terminal: prompt, completion, Ctrl-C, confirmation (admin)."""

import signal

import pytest

from admin_console import INTERRUPTED, OK, REFUSED, Admin
from chat import unique
from terminal import Terminal
from waiting import until


@pytest.fixture
def admin(server, shared_redis):
    return Admin(shared_redis)


@pytest.fixture
def terminal(admin, closing, tmp_path):
    """Opens the console, or a command, at a terminal."""
    return lambda *words, options=(), **environment: closing.keep(
        Terminal(admin.command(*words, options=options), HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path), **environment))


def test_the_prompt_names_the_room(terminal, pair, room):
    console = terminal()
    console.wait(r"server.* alive")
    console.wait(r"parlor> ")
    console.line(f"use {room}")
    console.wait(rf"parlor {room}> ")
    console.line("members")
    console.wait(pair[0].id)
    console.wait(rf"parlor {room}> ")
    console.line("quit")
    assert console.end() == OK


def test_control_d_leaves(terminal):
    console = terminal()
    console.wait(r"parlor> ")
    before = len(console.shown)
    console.type("\x04")
    assert console.end() == OK
    assert "parlor> " not in console.shown[before:]


def test_what_fails_does_not_end_the_console(terminal):
    console = terminal()
    console.wait(r"parlor> ")
    console.line("nonsense")
    console.wait("no command nonsense")
    console.wait(r"parlor> ")
    console.line("help history")
    console.wait("--before")
    console.wait(r"parlor> ")


def test_control_c_stops_the_command_and_returns_to_the_prompt(terminal, pair, room):
    console = terminal(options=("--room", room))
    console.wait(rf"parlor {room}> ")
    console.line(f"tail {room} --last 1 --wait")
    pair[0].say(room, "live message")
    console.wait("live message")
    console.type("\x03")
    console.wait(rf"parlor {room}> ")
    console.line("room")
    console.wait("first seq")


def test_one_command_is_interrupted(terminal, pair, room):
    pair[0].say(room, "one")
    console = terminal("tail", room, "--last", 1)
    console.wait("one")
    console.type("\x03")
    assert console.end() == INTERRUPTED


def test_it_asks_who_is_meant(terminal, admin, pair, room):
    ann, ben = pair
    name = unique("Twin")[:20]
    ann.ask("rename", {"name": name})
    ben.ask("rename", {"name": name})
    ben.wait("member_update", lambda u: u["member"]["id"] == ben.id)
    console = terminal("kick", name, options=("--room", room))
    console.wait("Which one")
    first = console.shown.index(ann.id) < console.shown.index(ben.id)
    console.line("1" if first else "2")
    ann.wait("kicked")
    assert console.end() == OK
    assert [m["id"] for m in admin.ask("members", room)] == [ben.id]


def test_it_asks_before_many_are_kicked(terminal, admin, pair, room):
    ann, ben = pair
    console = terminal("kick", ann.id, ben.id, options=("--room", room))
    console.wait(r"\[y/N\]")
    console.line("n")
    assert console.end() == REFUSED
    assert len(admin.ask("members", room)) == 2
    console = terminal("kick", ann.id, ben.id, options=("--room", room))
    console.wait(r"\[y/N\]")
    console.line("y")
    assert console.end() == OK
    ann.wait("kicked")
    ben.wait("kicked")


def test_colours_respect_no_color(terminal, pair, room):
    coloured = terminal("members", room)
    coloured.end()
    assert "\x1b[1m" in coloured.shown
    plain = terminal("members", room, NO_COLOR="1")
    plain.end()
    assert "\x1b" not in plain.shown


def test_results_are_the_same_bytes_on_a_terminal(terminal, admin, pair, room):
    for form in ("jsonl", "csv", "json"):
        piped = admin.run("members", room, options=("--format", form)).out
        shown = terminal("members", room, options=("--format", form))
        shown.end()
        assert sorted(shown.shown.replace("\r\n", "\n").replace("\r", "").split("\n")) == sorted(
            piped.replace("\r\n", "\n").replace("\r", "").split("\n"))


def test_long_listings_go_through_the_pager(terminal, pair, room):
    for number in range(60):
        pair[number % 2].say(room, f"line {number}")
    paged = terminal("history", 60, options=("--room", room), PAGER="sed s/^/paged:/")
    paged.end()
    assert "paged:" in paged.shown


def test_all_messages_need_the_name_of_the_room(terminal, admin, pair, room):
    pair[0].say(room, "one")
    console = terminal("delete", "--all", options=("--room", room))
    console.wait(f"Type {room}")
    console.line("y")
    assert console.end() == REFUSED
    console = terminal("delete", "--all", options=("--room", room))
    console.wait(f"Type {room}")
    console.line(room)
    assert console.end() == OK
    assert [m["kind"] for m in admin.ask("history", "--room", room)] == ["deleted"]


def test_it_ends_when_it_is_asked_to(terminal):
    console = terminal()
    console.wait(r"parlor> ")
    console.popen.send_signal(signal.SIGTERM)
    assert console.end() == INTERRUPTED


@pytest.mark.parametrize(("line", "offered"), [
    ("hist", ["history"]), ("history --be", ["--before"]), ("rooms --format js", ["json", "jsonl"]),
    ("help dum", ["dump"]), ("history --grep ", []),
])
def test_completes_words_of_the_grammar(admin, line, offered):
    assert admin.run("complete", line).lines == offered


def test_completes_rooms_and_people(admin, pair, room):
    ann, ben = pair
    until(lambda: admin.run("complete", f"use {room[:-1]}").lines == [room], "the room is listed")
    name = unique("Two words")[:24]
    ann.ask("rename", {"name": name})
    until(lambda: admin.run("complete", f"kick --room {room} Two").lines == [f"'{name}'"], "the name is offered")
    assert admin.run("complete", f"kick --room {room} 'Two wo").lines == [f"'{name}'"]
    assert admin.run("complete", f"kick --room {room} {ben.id[:7]}").lines == [ben.id]
    ben.ask("rename", {"name": name})
    until(
        lambda: admin.run("complete", f"kick --room {room} Two").lines == sorted([ann.id, ben.id]),
        "a name that fits two is offered as ids")


def test_long_work_shows_how_far_it_is(terminal, redis_of_server, room, tmp_path):
    pipe = redis_of_server.pipeline()
    for seq in range(1, 20_001):
        pipe.zadd(f"parlor:{{{room}}}:messages", {f'{{"username":"A","message":"m","id":{seq},"seq":{seq}}}': seq})
    pipe.hset(f"parlor:{{{room}}}:state", mapping={"epoch": "A" * 16, "seq": 20_000, "first_seq": 1})
    pipe.execute()
    dump = terminal("dump", room, "--grep", "m", "-o", tmp_path / "x.jsonl")
    dump.wait(r"\[#+-*\] +\d+ %  \d+ of 20000 messages")
    assert dump.end() == OK
    assert "sha256" in dump.shown
    redis_of_server.delete(f"parlor:{{{room}}}:messages", f"parlor:{{{room}}}:state")


def test_the_tabulator_completes_and_the_history_is_kept(terminal, admin, pair, room):
    until(lambda: admin.run("complete", f"use {room[:-1]}").lines == [room], "the room is listed")
    console = terminal()
    console.wait(r"parlor> ")
    console.type(f"us\t {room[:-2]}\t\n")
    console.wait(rf"parlor {room}> ")
    console.line("quit")
    assert console.end() == OK
    again = terminal()
    again.wait(r"parlor> ")
    again.type("\x1b[A\x1b[A\n")
    again.wait(rf"parlor {room}> ")
