"""Coming back: `join` with `since` in all its outcomes, and the resume token (wire protocol, sections 3 and 4)."""

import json

import pytest

from chat import unique
from parlor_server import ParlorServer
from raw import Wire
from redis_fixture import RedisServer


@pytest.fixture(scope="module")
def small_redis():
    with RedisServer() as redis:
        yield redis


@pytest.fixture(scope="module")
def small_server(small_redis):
    """A server whose rooms keep 30 messages and whose resumes hold 10."""
    limits = {"room_log": 30, "resume": 10, "fresh_page": 5, "page": 20}
    with ParlorServer(small_redis, limits=limits) as server:
        yield server


@pytest.fixture
def talk(small_server, connect, room):
    """Somebody who talks in a small room: `talk(n)` says n more things and returns their seqs."""
    ann = connect(small_server)
    ann.join(room)
    said = []

    def say(count):
        fresh = [ann.say(room, f"number {len(said) + n}")["seq"] for n in range(count)]
        said.extend(fresh)
        return fresh

    say.client = ann
    return say


def since(snapshot, seq):
    return {"epoch": snapshot["epoch"], "seq": seq}


def seqs(snapshot):
    return [m["seq"] for m in snapshot["messages"]]


def test_without_since_it_is_fresh_with_the_newest_page(small_server, connect, talk, room):
    said = talk(8)
    snapshot = connect(small_server).join(room)
    assert snapshot["status"] == "fresh"
    assert seqs(snapshot) == said[-5:]
    assert "gap" not in snapshot


def test_what_was_missed_is_resumed(small_server, connect, talk, room):
    said = talk(8)
    ben = connect(small_server)
    snapshot = ben.join(room, since=since(talk.client.join(room), said[3]))
    assert snapshot["status"] == "resumed"
    assert seqs(snapshot) == said[4:]
    assert snapshot["changed"] == []


def test_nothing_missed_is_resumed_with_nothing(small_server, connect, talk, room):
    said = talk(4)
    snapshot = connect(small_server).join(room, since=since(talk.client.join(room), said[-1]))
    assert (snapshot["status"], snapshot["messages"]) == ("resumed", [])


def test_just_before_the_first_is_still_resumed(small_server, connect, talk, room):
    said = talk(4)
    snapshot = connect(small_server).join(room, since=since(talk.client.join(room), said[0] - 1))
    assert (snapshot["status"], seqs(snapshot)) == ("resumed", said)


def test_too_much_is_a_gap_that_history_can_fill(small_server, connect, talk, room):
    said = talk(20)
    ben = connect(small_server)
    snapshot = ben.join(room, since=since(talk.client.join(room), said[1]))
    assert snapshot["status"] == "gap"
    gap = snapshot["gap"]
    assert gap["trimmed"] is False
    assert gap["from_seq"] == said[2]
    assert gap["to_seq"] == seqs(snapshot)[0] - 1
    assert seqs(snapshot) == said[-len(seqs(snapshot)):]
    missing = ben.history(room, limit=20, before=gap["to_seq"] + 1)["messages"]
    assert [m["seq"] for m in missing if m["seq"] >= gap["from_seq"]] == list(range(gap["from_seq"], gap["to_seq"] + 1))


def test_what_was_trimmed_is_a_gap_for_good(small_server, connect, talk, room):
    said = talk(40)
    snapshot = connect(small_server).join(room, since=since(talk.client.join(room), said[2]))
    assert snapshot["status"] == "gap"
    assert snapshot["gap"]["trimmed"] is True
    assert snapshot["gap"]["from_seq"] == said[3]
    assert snapshot["first_seq"] == said[10]


def test_another_epoch_is_a_reset(small_server, connect, talk, room):
    said = talk(8)
    snapshot = connect(small_server).join(room, since={"epoch": "a" * 16, "seq": said[-1]})
    assert snapshot["status"] == "reset"
    assert seqs(snapshot) == said[-5:]
    assert "gap" not in snapshot


def test_messages_too_large_for_a_resume_are_a_gap(server, connect, room):
    ann = connect(server)
    snapshot = ann.join(room)
    ann.pour(room, ["a" * 4096] * 80)
    assert connect(server).join(room, since=since(snapshot, snapshot["seq"]))["status"] == "gap"


def test_a_seq_from_the_future_does_no_harm(small_server, connect, talk, room):
    said = talk(3)
    answer = connect(small_server).ack("join", {"room": room, "since": since(talk.client.join(room), said[-1] + 1000)})
    assert not answer["ok"] or answer["messages"] == [] or answer["status"] in ("gap", "reset")
    assert talk(1)


@pytest.mark.parametrize("position", [
    7, "x", [], {}, {"epoch": "x"}, {"seq": 1}, {"epoch": 7, "seq": 1}, {"epoch": "E", "seq": "1"},
    {"epoch": "E", "seq": -1}, {"epoch": "E", "seq": 1.5}, {"epoch": "E", "seq": 2**64}, {"epoch": "E", "seq": 1e300},
    {"epoch": "", "seq": 1}, {"epoch": "x" * 5000, "seq": 1}, {"epoch": "\r\n{}*", "seq": 1},
])
def test_a_malformed_position_does_no_harm(small_server, connect, talk, room, position):
    epoch = talk.client.join(room)["epoch"]
    if isinstance(position, dict) and position.get("epoch") == "E":
        position = {**position, "epoch": epoch}
    answer = connect(small_server).ack("join", {"room": room, "since": position})
    assert answer.get("status") == "reset" if answer["ok"] else answer["error"]["code"] == "invalid_payload"


def test_resume_names_messages_deleted_meanwhile(server, connect, redis_of_server, room):
    ann = connect(server)
    snapshot = ann.join(room)
    first = ann.say(room, "regret")
    last = ann.say(room, "fine")
    redis_of_server.hset(f"parlor:{{{room}}}:roles", ann.id, "moderator")
    ben = connect(server)
    ben.join(room)
    ben.leave(room)
    ann.moderate(room, "delete", ids=[first["id"]])
    back = ben.join(room, since=since(snapshot, last["seq"]))
    assert back["status"] == "resumed" and back["messages"] == []
    assert [(m["seq"], m["kind"]) for m in back["changed"]] == [(first["seq"], "deleted")]
    assert not back["changed"][0].get("message")


def test_since_at_connect_brings_what_was_missed(small_server, connect, talk, room):
    said = talk(6)
    position = since(talk.client.join(room), said[2])
    ben = connect(small_server, auth={"room": room, "since": position}, wait_for="member_add")
    assert ben.session["room"]["status"] == "resumed"
    assert [m["seq"] for m in ben.last("message_history").data] == said[3:]


def test_resumed_on_the_other_server(small_server, small_redis, new_server, connect, talk, room):
    other = new_server(small_redis, limits={"room_log": 30})
    said = talk(5)
    ben = connect(other)
    snapshot = ben.join(room, since=since(talk.client.join(room), said[1]))
    assert (snapshot["status"], seqs(snapshot)) == ("resumed", said[2:])
    fresh, = talk(1)
    assert ben.wait("messages").data["seq"] == fresh


def test_every_message_comes_once_over_a_rejoin(server, connect, room):
    """What is live and what the snapshot holds meet without a hole and without an overlap."""
    ann, ben = connect(server), connect(server)
    start = ann.join(room)
    position = since(start, start["seq"])
    for number in range(60):
        ann.emit("send", {"room": room, "text": f"number {number}"})
    snapshot = ben.join(room, since=position)
    ben.sync(room)
    got = seqs(snapshot) + [e.data["seq"] for e in ben.all("messages")]
    assert got == list(range(got[0], got[0] + len(got))) and got[0] == start["seq"] + 1


def test_resume_token_brings_the_person_back(server, connect, room):
    ann = connect(server, auth={"room": room}, wait_for="member_add")
    ann.ask("rename", {"name": "Rock Dove"})
    again = connect(server, auth={"room": room, "resume": ann.session["resume"]})
    assert again.id == ann.id
    assert again.member["username"] == "Rock Dove" and again.member["avatar"] == ann.member["avatar"]


def test_resume_token_holds_on_the_other_server(small_server, small_redis, new_server, connect):
    ann = connect(small_server)
    again = connect(new_server(small_redis), auth={"room": None, "resume": ann.session["resume"]})
    assert again.id == ann.id


def test_resume_token_holds_over_a_restart(new_server, connect):
    server = new_server()
    ann = connect(server)
    server.stop(), server.start()
    assert connect(server, auth={"room": None, "resume": ann.session["resume"]}).id == ann.id


def test_a_spoiled_token_does_not_make_one_somebody_else(server, connect):
    ann = connect(server)
    token = ann.session["resume"]
    spoiled = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    for bad in (spoiled, "", "x", "a.b.c", token + "A", "é" * 40, "." * 500):
        with Wire(server) as wire:
            reply = wire.connect({"room": None, "resume": bad})
            if reply.startswith("44"):
                assert json.loads(reply[2:])["data"]["code"] in ("unauthorized", "invalid_payload")
            else:
                assert wire.read_event("session")[1]["member"]["id"] != ann.id


@pytest.mark.parametrize("auth", [
    {"room": 7}, {"room": "BAD ROOM"}, {"resume": 7}, {"name": 7}, {"name": "a" * 33}, {"since": "x"}, {"bot": "yes"},
])
def test_malformed_auth_is_refused_at_connect(server, auth):
    with Wire(server) as wire:
        reply = wire.connect(auth)
        assert reply.startswith("44"), reply
        error = json.loads(reply[2:])
        assert error["data"]["code"] == "invalid_payload" and error["message"] and "hint" in error["data"]


def test_a_position_of_a_room_that_never_was_is_a_reset(server, connect):
    snapshot = connect(server).join(unique(), since={"epoch": "a" * 16, "seq": 10})
    assert snapshot["status"] == "reset"
