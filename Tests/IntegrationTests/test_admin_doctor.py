"""`parlor admin doctor`, `parlor doctor`, `acl print`, `export`, `top` (admin)."""

import json
import re

import pytest

from admin_console import FAILED, NOT_FOUND, OK, REFUSED, UNREACHABLE, Admin
from chat import unique
from parlor_server import run_to_end
from redis_fixture import DURABLE
from waiting import until


@pytest.fixture
def redis(new_redis):
    return new_redis(*DURABLE)


@pytest.fixture
def admin(redis):
    return Admin(redis)


def subjects(rows, state):
    return {row["subject"] for row in rows if row["state"] == state}


def examine(admin):
    result = admin.run("doctor", options=("--format", "jsonl"))
    assert result.status in (OK, FAILED), result
    return result.status, result.rows


def test_all_is_well_with_a_server_and_people(admin, redis, new_server, connect, room):
    ann = connect(new_server(redis))
    ann.join(room)
    ann.say(room, "hello")
    until(lambda: admin.ask("rooms"), "the room is listed")
    status, rows = examine(admin)
    assert (status, subjects(rows, "bad"), subjects(rows, "doubtful")) == (OK, set(), set()), rows


def test_damage_is_found(admin, redis, new_server, connect, room):
    server = new_server(redis)
    ann = connect(server)
    ann.join(room)
    for number in range(5):
        ann.say(room, f"message {number}")
    until(lambda: admin.ask("rooms"), "the room is listed")
    client = redis.client()
    key = f"parlor:{{{room}}}:"
    client.hset(key + "conns", "x" * 20, "s_aaaaaaaaaaaa m_" + "q" * 16)
    client.hset(key + "members", "m_" + "q" * 16, '{"username":"Ghost"}')
    client.hset(key + "bans", "m_" + "q" * 16, '{"until":1,"by":"","reason":"","act":""}')
    client.zremrangebyrank(key + "messages", 2, 2)
    client.zadd("parlor:rooms", {"vanished": 1})
    status, rows = examine(admin)
    assert status == FAILED
    detail = next(row["detail"] for row in rows if row["subject"] == f"room {room}")
    for words in ("1 person whom", "1 connection that", "1 message missing", "1 ban or mute"):
        assert words in detail, detail
    assert "not there" in next(row["detail"] for row in rows if row["subject"] == "room vanished")
    client.delete(key + "roles")
    client.set(key + "roles", "x")
    assert "roles holds another type" in next(
        row["detail"] for row in examine(admin)[1] if row["subject"] == f"room {room}")


def test_a_redis_that_forgets_is_bad(new_redis):
    status, rows = examine(Admin(new_redis()))
    assert status == FAILED and "persistence" in subjects(rows, "bad")


def test_parlor_doctor_looks_at_the_machine_too(redis, tmp_path):
    status, out, err = run_to_end("doctor", "--redis", redis.address, "--format", "jsonl", env={"PARLOR_PORT": "0"})
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == OK, (out, err)
    assert {"descriptors", "port", "web page", "redis version", "persistence"} <= {row["subject"] for row in rows}
    status, out, err = run_to_end("doctor", "--redis", f"unix://{tmp_path}/none")
    assert status == UNREACHABLE and "descriptors" in out and "no such socket" in err


def acl_user(redis, role):
    """Makes the user that `acl print` describes; the address with which one is that user."""
    rules = Admin(redis).run("acl", "print", role).out.split()
    assert rules[:2] == ["user", f"parlor-{role}"]
    line = re.findall(r"\([^)]*\)|\S+", " ".join(rules[2:]))
    redis.client().execute_command("ACL", "SETUSER", rules[1], *line, ">pass")
    return redis.address.replace("unix://", f"unix://{rules[1]}:pass@")


def test_acl_lines_work_as_they_stand(redis, new_server, connect, room, tmp_path):
    client = redis.client()
    as_server = acl_user(redis, "server")
    # Nobody but those users may do anything from here on, the test's own connection aside.
    servers = [new_server(as_server), new_server(as_server)]
    ann, ben = connect(servers[0]), connect(servers[1])
    ann.join(room)
    ben.join(room)
    for number in range(6):
        ann.say(room, f"hello {number}")
    ben.wait_text("hello 5")
    ann.ask("rename", {"name": "Ann of the test"})
    viewer, moderator = (Admin(acl_user(redis, role), "--room", room) for role in ("viewer", "moderator"))
    reading = [
        ("rooms",), ("room",), ("members",), ("history",), ("whois", ann.id), ("bans",), ("bans", "--everywhere"),
        ("mutes",), ("roles",), ("acts",), ("announcements",), ("servers",), ("stats",), ("audit",), ("export", ann.id),
    ]
    for words in reading:
        viewer.ask(*words)
        moderator.ask(*words)
    for admin in (viewer, moderator):
        admin.ask("doctor")
        admin.one("dump", room, "-o", tmp_path / f"{admin is viewer}.jsonl")
    acting = [
        ("mute", ben.id), ("unmute", ben.id), ("role", ann.id, "moderator"), ("role", ann.id, "member"),
        ("role", ann.id, "admin", "--everywhere"), ("role", ann.id, "member", "--everywhere"), ("lock",), ("unlock",),
        ("topic", "things"), ("slowmode", "off"), ("hide",), ("unhide",), ("retain", "--count", "100"), ("say", "hello"),
        ("announce", "hello", "--for", "1s"), ("delete", "1", "--yes"), ("undo",), ("trim", "--keep", "5", "--yes"),
        ("undo",), ("trim", "--keep", "5", "--yes", "--purge"), ("doctor", "--fix"), ("kick", ben.id),
        ("ban", ben.id, "--for", "1h"), ("unban", ben.id), ("ban", ben.id, "--everywhere"),
        ("unban", ben.id, "--everywhere"), ("load", tmp_path / "True.jsonl", "--into", unique()),
        ("erase", ben.id, "--yes"),
    ]
    before = client.dbsize()
    for words in acting:
        assert "may only read" in viewer.fails(REFUSED, *words)
    assert client.dbsize() == before
    for words in acting:
        done = moderator.run(*words)
        assert done.status == OK or words[0] == "doctor", (words, done)
        assert "NOPERM" not in done.err and "audit does not have" not in done.err, (words, done)
    ben.wait("kicked")
    assert "NOPERM" in moderator.run("token", "Rob").err
    for role in ("viewer", "moderator"):
        assert client.acl_dryrun(f"parlor-{role}", "GET", "parlor:secret") != "OK"
    for role in ("viewer", "moderator", "server"):
        for forbidden in (("FLUSHALL",), ("SET", "other", "x"), ("KEYS", "*"), ("CONFIG", "SET", "save", ""), ("SHUTDOWN",),
                          ("DEBUG", "SLEEP", "0"), ("ACL", "LIST"), ("PUBLISH", "elsewhere", "x")):
            assert client.acl_dryrun(f"parlor-{role}", *forbidden) != "OK", (role, forbidden)


def test_export_writes_out_all_of_one_person(redis, new_server, connect, room, tmp_path):
    server = new_server(redis)
    ann, ben = connect(server), connect(server)
    for person in (ann, ben):
        person.join(room)
        person.say(room, f"by {person.id}")
    admin = Admin(redis)
    until(lambda: admin.ask("rooms"), "the room is listed")
    rows = [json.loads(line) for line in admin.run("export", ann.id).lines]
    assert [row["type"] for row in rows] == ["person", "message"]
    assert rows[0]["id"] == ann.id and rows[1]["message"] == f"by {ann.id}"
    path = tmp_path / "ann.jsonl"
    assert admin.one("export", ann.id, "-o", path)["messages"] == 1
    assert [json.loads(line) for line in path.read_text().splitlines()] == rows
    assert "Nobody" in admin.fails(NOT_FOUND, "export", unique("nobody"))


def test_top_looks_again_and_again(redis, new_server, connect, room):
    connect(new_server(redis)).join(room)
    rows = Admin(redis).ask("top", "--count", 2, "--every", "500ms")
    assert len(rows) == 2 and rows[1]["time"] > rows[0]["time"] and rows[1]["servers"] == 1
