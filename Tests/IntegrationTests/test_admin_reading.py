"""`parlor admin` reads: rooms, people, messages, servers; its formats and exit codes (admin)."""

import csv
import io
import json
import signal
import subprocess
import time

import pytest

from admin_console import FAILED, INTERRUPTED, NOT_FOUND, OK, REFUSED, UNREACHABLE, USAGE, Admin
from chat import unique
from parlor_server import clean_environment
from processes import Child
from redis_fixture import holds_nobody_up
from waiting import until


@pytest.fixture
def admin(server, shared_redis):
    return Admin(shared_redis)


@pytest.fixture
def chat(pair, room):
    """A room with two people and five messages: (ann, ben, room)."""
    ann, ben = pair
    for number in range(1, 6):
        (ann if number % 2 else ben).say(room, f"message {number}")
    return ann, ben, room


def test_rooms_have_people_messages_and_activity(admin, chat):
    ann, ben, room = chat
    before = time.time() * 1000
    found = until(lambda: [r for r in admin.ask("rooms") if r["room"] == room], "the room is listed")[0]
    assert (found["people"], found["messages"]) == (2, 5)
    assert before - 60_000 < found["last_activity"] <= time.time() * 1000


def test_rooms_takes_a_pattern(admin, chat):
    room = chat[2]
    until(lambda: admin.ask("rooms", room[:-3] + "*"), "the room is listed")
    assert [r["room"] for r in admin.ask("rooms", room[:-3] + "???")] == [room]
    assert admin.ask("rooms", "no-such-room-*") == []


def test_room_shows_how_it_stands(admin, chat):
    room = chat[2]
    state = admin.one("room", room)
    assert (state["people"], state["connections"], state["messages"]) == (2, 2, 5)
    assert (state["first_seq"], state["seq"], state["locked"], state["slow_mode"]) == (1, 5, False, None)


def test_members_name_connections_and_servers(admin, chat):
    ann, ben, room = chat
    members = {m["id"]: m for m in admin.ask("members", room)}
    assert set(members) == {ann.id, ben.id}
    assert members[ann.id]["name"] == ann.member["username"]
    assert members[ann.id]["connections"] == 1 and not members[ann.id]["stale"]
    [server] = members[ann.id]["servers"]
    assert server in [s["server"] for s in admin.ask("servers") if s["alive"]]


def test_stale_members_are_those_no_living_server_holds(new_server, connect, room):
    server = new_server()
    admin = Admin(server.redis)
    ann = connect(server)
    ann.join(room)
    assert admin.ask("members", room, "--stale") == []
    server.kill()
    server.redis.client().delete(*server.redis.client().keys("parlor:server:s_????????????"))
    assert [m["id"] for m in admin.ask("members", room, "--stale")] == [ann.id]
    assert [s["alive"] for s in admin.ask("servers")] == [False]


def test_whois_finds_by_id_short_id_and_name(admin, chat):
    ann, _, room = chat
    name = unique("Ann")[:20]
    ann.ask("rename", {"name": name})
    for who in (ann.id, ann.id[:8], ann.id[2:8], name):
        found = admin.one("whois", who)
        assert (found["id"], found["name"]) == (ann.id, name)
    assert [r["room"] for r in found["rooms"]] == [room]
    assert found["rooms"][0]["present"] and found["last_seen"]


def test_whois_takes_a_pattern_and_refuses_what_fits_two(admin, chat):
    ann, ben, _ = chat
    name = unique("Twin")[:20]
    ann.ask("rename", {"name": name})
    ben.ask("rename", {"name": name})
    said = admin.fails(REFUSED, "whois", name)
    assert ann.id in said and ben.id in said
    assert {p["id"] for p in admin.ask("whois", name[:-2] + "*")} == {ann.id, ben.id}


def test_history_pages_by_number_and_filters(admin, chat):
    ann, _, room = chat

    def seqs(*words):
        return [m["seq"] for m in admin.ask("history", "--room", room, *words)]

    assert seqs() == [1, 2, 3, 4, 5]
    assert seqs(2) == [4, 5]
    assert seqs(2, "--before", "#4") == [2, 3]
    assert seqs(2, "--after", "#1") == [2, 3]
    assert seqs("--after", "#2", "--before", "#5") == [3, 4]
    assert seqs("--from", ann.id) == [1, 3, 5]
    assert seqs(1, "--from", ann.id) == [5]
    assert seqs("--grep", "MESSAGE 3") == [3]
    assert seqs("--grep", "nothing like it") == []
    message = admin.ask("history", 1, "--room", room)[0]
    assert (message["from"], message["text"], message["kind"]) == (ann.id, "message 5", "chat")


def test_history_takes_times(admin, chat):
    room = chat[2]
    assert len(admin.ask("history", "--room", room, "--after", "1h")) == 5
    assert admin.ask("history", "--room", room, "--before", "1h") == []
    assert len(admin.ask("history", "--room", room, "--after", "2020-01-01")) == 5
    assert "no time" in admin.fails(USAGE, "history", "--room", room, "--before", "yesterdayish")


def test_stats_count_what_there_is(new_server, connect, room):
    server = new_server()
    ann = connect(server)
    ann.join(room)
    ann.say(room, "one")
    admin = Admin(server.redis)
    stats = until(lambda: (s := admin.one("stats"))["rooms"] and s, "the room is counted")
    assert (stats["servers"], stats["people"], stats["messages"]) == (1, 1, 1)


def test_every_format_says_the_same(admin, chat):
    room = chat[2]
    words = ("history", "--room", room)
    rows = admin.ask(*words)
    whole = json.loads(admin.run(*words, options=("--format", "json")).out)
    assert whole == rows
    table = list(csv.DictReader(io.StringIO(admin.run(*words, options=("--format", "csv")).out)))
    assert [int(row["seq"]) for row in table] == [row["seq"] for row in rows]
    assert [row["text"] for row in table] == [row["text"] for row in rows]
    people = admin.run(*words).out
    assert all(row["text"] in people for row in rows)


def test_exit_codes(admin, room, tmp_path):
    assert admin.run("servers").status == OK
    assert "no room" in admin.fails(NOT_FOUND, "room", room)
    assert "Nobody" in admin.fails(NOT_FOUND, "whois", unique("nobody"))
    assert "Which room" in admin.fails(USAGE, "history")
    assert "no command" in admin.fails(USAGE, "nonsense")
    assert "history" in admin.fails(USAGE, "histroy")
    assert "--nonsense" in admin.fails(USAGE, "rooms", "--nonsense")
    assert "room" in admin.fails(USAGE, "room", "Not A Room")
    assert "no such socket" in Admin(f"unix://{tmp_path}/none").fails(UNREACHABLE, "rooms")
    assert "address" in Admin("redis://:port").fails(USAGE, "rooms")
    assert "cannot be read" in admin.fails(NOT_FOUND, "load", tmp_path / "none", "--into", room)


def test_help_needs_no_redis(tmp_path):
    nowhere = Admin(f"unix://{tmp_path}/none")
    every = nowhere.run("help")
    assert every.status == OK and "rooms" in every.out and "history" in every.out
    one = nowhere.run("help", "history")
    assert one.status == OK and "--before" in one.out
    assert nowhere.run("history", "--help").out == one.out


def test_results_and_everything_else_are_apart(admin, chat):
    assert admin.run("servers").err == ""
    refused = admin.run("history")
    assert refused.out == "" and refused.err.count("\n") == 1


def test_a_batch_runs_line_by_line(admin, chat):
    room = chat[2]
    done = admin.run(
        options=("--format", "jsonl"), lines=[f"use {room}", "# a comment", "", "history 1", "room"])
    assert done.status == OK, done
    assert [sorted(row)[:1] for row in done.rows] and done.rows[0]["seq"] == 5 and done.rows[1]["room"] == room


def test_a_batch_goes_on_after_a_failure_unless_told_otherwise(admin, chat):
    room = chat[2]
    lines = ["nonsense", "say 'open", f"room {room}"]
    goes_on = admin.run(options=("--format", "jsonl"), lines=lines)
    assert goes_on.status == USAGE and goes_on.rows[0]["room"] == room
    assert "line 1" in goes_on.err and "line 2" in goes_on.err
    ends = admin.run(options=("--format", "jsonl", "--stop-on-error"), lines=lines)
    assert ends.status == USAGE and ends.out == "" and "line 2" not in ends.err
    assert f"> room {room}" in admin.run(options=("--echo",), lines=lines).err


def test_tail_shows_messages_while_they_are_written(admin, chat, closing):
    ann, _, room = chat
    child = Child(
        "parlor tail", admin.command("tail", room, "--last", 1, options=("--format", "jsonl")),
        env=clean_environment())
    try:
        assert json.loads(child.wait_for_line("message 5").string)["seq"] == 5
        ann.say(room, "message 6")
        child.wait_for_line("message 6")
        child.signal(signal.SIGINT)
        assert child.wait() == INTERRUPTED
    finally:
        child.kill()
    assert [json.loads(line)["seq"] for line in child.text("out").splitlines()] == [5, 6]


def test_hostile_names_and_texts_do_not_reach_the_terminal(admin, chat):
    ann, _, room = chat
    ann.say(room, "red \x1b[31m bell \x07 turn \u202e end\nsecond line")
    shown = admin.run("history", 1, "--room", room)
    assert not set("\x1b\x07\u202e") & set(shown.out), shown.out
    assert len([line for line in shown.lines if "red" in line]) == 1
    row = admin.ask("history", 1, "--room", room)[0]
    assert row["text"] == "red \x1b[31m bell \x07 turn \u202e end\nsecond line"


def test_a_result_nobody_reads_is_no_crash(admin, chat):
    reader = subprocess.Popen(
        admin.command("history", "--room", chat[2]), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL, env=clean_environment())
    reader.stdout.close()
    assert reader.wait(30) in (OK, FAILED)
    reader.stderr.close()


def test_it_works_while_no_server_runs(new_redis):
    redis = new_redis()
    admin = Admin(redis)
    assert admin.ask("rooms") == [] and admin.ask("servers") == []
    assert redis.client().dbsize() == 0


def test_it_shares_the_redis_of_a_data_directory(tmp_path, closing, connect, room):
    from parlor_server import ParlorServer, run_to_end

    server = closing.keep(ParlorServer(None, data_dir=tmp_path))
    ann = connect(server)
    ann.join(room)
    status, out, err = run_to_end("admin", "--data-dir", str(tmp_path), "--format", "jsonl", "members", room)
    assert (status, err) == (OK, "") and json.loads(out)["id"] == ann.id
    assert ann.say(room, "still here")["ok"]
    assert server.stop() == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_thousand_members_hold_nobody_up(new_redis, room, figure):
    redis = new_redis(logs_slower_than=10000)
    client = redis.client()
    pipe = client.pipeline(transaction=False)
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    for number in range(100_000):
        tail = "".join(letters[number >> shift & 31] for shift in (15, 10, 5, 0))
        member, connection = "m_" + "a" * 12 + tail, f"{number:020d}"
        pipe.hset(f"parlor:{{{room}}}:members", member, json.dumps(
            {"socket": connection, "ver": 1, "username": f"Guest {number}", "id": member, "room": room}))
        pipe.hset(f"parlor:{{{room}}}:count", member, connection)
        pipe.hset(f"parlor:{{{room}}}:conns", connection, f"s_aaaaaaaaaaaa {member}")
        if number % 10_000 == 9999:
            pipe.execute()
    client.hset(f"parlor:{{{room}}}:state", mapping={"epoch": "A" * 16, "seq": 0, "first_seq": 1})
    client.zadd("parlor:rooms", {room: 1})
    admin = Admin(redis)

    def read():
        for form in ("jsonl", "table"):
            start = time.monotonic()
            listed = admin.run("members", room, options=("--format", form), timeout=200)
            figure(f"members: 100 000 as {form} in {time.monotonic() - start:.2f} s (unoptimised build)")
            assert listed.status == OK and len(listed.lines) == 100_000 + (form == "table")

    holds_nobody_up(redis, read)


def test_servers_say_how_they_fare(new_redis, new_server, connect, room):
    redis = new_redis()
    server = new_server(redis)
    ann = connect(server)
    ann.join(room)
    ann.say(room, "one")
    admin = Admin(redis)
    until(lambda: admin.one("servers")["messages"] == 1, "the server has said what it did", timeout=10, every=0.2)
    row = admin.one("servers")
    assert row["alive"] and row["rooms"] == 1 and row["connections"] == 1 and row["pid"] == server.pid and row["host"]
    assert abs(row["started"] - time.time() * 1000) < 60_000
