"""What is taken away, and brought back: plans, trash, batches, a full Redis (admin, "Plan, then apply")."""

import json
import subprocess
import time

import pytest

from admin_console import NOT_FOUND, OK, REFUSED, Admin
from parlor_server import clean_environment
from redis_fixture import holds_nobody_up
from terminal import Terminal
from test_admin_dump import fill
from waiting import until


@pytest.fixture
def admin(server, shared_redis, room):
    return Admin(shared_redis, "--room", room)


def texts(client, room):
    return [m["message"] for m in client.whole_history(room)]


def test_a_plan_that_no_longer_fits_is_refused(admin, pair, room, closing, tmp_path):
    ann, _ = pair
    for number in range(1, 6):
        ann.say(room, f"message {number}")
    plan = admin.run("trim", "--keep", 2, "--dry-run")
    digest = next(line.split()[1] for line in plan.lines if "plan " in line)
    console = closing.keep(Terminal(admin.command("trim", "--keep", 2), HOME=str(tmp_path)))
    console.wait(r"\[y/N\]")
    admin.one("delete", 2, "--yes")
    console.line("y")
    assert console.end() == REFUSED
    assert "#2 is not what it was" in console.shown
    assert "is" in admin.fails(REFUSED, "trim", "--keep", 2, "--yes", "--plan", digest)
    assert len(texts(ann, room)) == 5
    plan = admin.run("trim", "--keep", 2, "--dry-run")
    digest = next(line.split()[1] for line in plan.lines if "plan " in line)
    assert admin.one("trim", "--keep", 2, "--yes", "--plan", digest)["trimmed"] == 3
    assert texts(ann, room) == ["message 4", "message 5"]


def test_what_is_deleted_and_trimmed_comes_back(admin, pair, room):
    ann, ben = pair
    for number in range(1, 7):
        ann.say(room, f"message {number}")
    deleted = admin.one("delete", "2", "3", "--yes", "--reason", "spam")
    trimmed = admin.one("trim", "--keep", 1, "--yes")
    assert [(a["act"], a["kind"], a["messages"]) for a in admin.ask("acts")] == [
        (trimmed["act"], "trim", 5), (deleted["act"], "delete", 2)]
    assert texts(ben, room) == ["message 6"]
    assert admin.one("undo")["restored"] == 5
    restored = ben.wait("messages_restored").data
    assert (restored["from_seq"], restored["to_seq"]) == (1, 5)
    assert texts(ben, room) == ["message 1", "", "", "message 4", "message 5", "message 6"]
    assert admin.one("undo", deleted["act"])["restored"] == 2
    assert texts(ben, room) == [f"message {n}" for n in range(1, 7)]
    assert "can be undone" in admin.fails(NOT_FOUND, "undo")
    assert "bring back" in admin.fails(NOT_FOUND, "undo", trimmed["act"])


def test_what_was_purged_does_not_come_back(admin, pair, room):
    ann, _ = pair
    for number in range(1, 4):
        ann.say(room, f"message {number}")
    assert not admin.one("trim", "--keep", 1, "--yes", "--purge")["undo"]
    assert admin.ask("acts") == [] and texts(ann, room) == ["message 3"]
    assert admin.one("delete", "--all", "--yes", "--purge")["deleted"] == 1
    assert admin.ask("acts") == []


def test_a_trim_is_undone_only_where_its_end_is_still_there(admin, pair, room):
    ann, _ = pair
    for number in range(1, 7):
        ann.say(room, f"message {number}")
    first = admin.one("trim", "--keep", 4, "--yes")
    second = admin.one("trim", "--keep", 2, "--yes")
    assert "lost older messages" in admin.fails(REFUSED, "undo", first["act"])
    admin.one("undo", second["act"])
    admin.one("undo", first["act"])
    assert texts(ann, room) == [f"message {n}" for n in range(1, 7)]


def test_somebody_who_was_away_does_not_see_what_was_deleted(admin, pair, room, connect, server):
    ann, ben = pair
    ann.say(room, "stays")
    ann.say(room, "goes")
    seen = ann.whole_history(room)
    position = {"epoch": ann.join(room)["epoch"], "seq": seen[-1]["seq"]}
    ben.drop()
    admin.one("delete", seen[-1]["seq"], "--yes")
    back = connect(server, auth={"room": None, "resume": ben.session["resume"]})
    answer = back.join(room, since=position)
    assert "goes" not in json.dumps(answer)
    assert texts(back, room) == ["stays", ""]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_hundred_thousand_are_trimmed_while_people_go_on_talking(new_redis, new_server, connect, room, figure):
    redis = new_redis(logs_slower_than=25000)
    fill(redis, room, 100_000)
    server = new_server(redis, limits={"room_log": 200_000})
    ann = connect(server)
    ann.join(room)
    admin = Admin(redis, "--room", room)
    there = 100_000

    def trim_and_undo():
        nonlocal there
        trim = subprocess.Popen(
            admin.command("trim", "--keep", 10, "--yes", options=("--format", "jsonl")), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=clean_environment())
        acks = []
        begun = time.monotonic()
        while trim.poll() is None:
            start = time.monotonic()
            assert ann.say(room, f"still here {len(acks)}")["ok"]
            acks.append(time.monotonic() - start)
        out, err = trim.communicate()
        assert trim.returncode == OK, err
        # What was said before the plan was made is beyond the ten that stay.
        trimmed = json.loads(out)["trimmed"]
        assert trimmed >= there - 10
        acks.sort()
        figure(
            f"trim: {there} in {time.monotonic() - begun:.1f} s (unoptimised build); acks meanwhile: median "
            f"{acks[len(acks) // 2] * 1000:.1f} ms, slowest {acks[-1] * 1000:.1f} ms of {len(acks)}")
        undo = admin.one("undo", timeout=200)
        assert undo["restored"] == trimmed
        there += len(acks)
        assert admin.one("room")["messages"] == there

    holds_nobody_up(redis, trim_and_undo)


def test_a_full_redis_is_freed_with_purge(new_redis, new_server, connect, room):
    redis = new_redis("--maxmemory", "12mb")
    server = new_server(redis, limits={"room_log": 200_000})
    ann = connect(server)
    ann.join(room)
    fill(redis, "padding", 2000, text="x" * 100)
    with pytest.raises(Exception, match="maxmemory"):
        fill(redis, "padding", 100_000, text="y" * 200, start=2001)
    answers = (ann.ack("send", {"room": room, "text": "z" * 4000}) for _ in range(2000))
    assert next(answer for answer in answers if not answer["ok"])["error"]["code"] == "store_full"
    admin = Admin(redis, "--room", "padding")
    assert "--purge" in admin.fails(1, "trim", "--keep", 10, "--yes")
    done = admin.run("trim", "--keep", 10, "--yes", "--purge")
    assert done.status == OK, done
    until(lambda: ann.ask("send", {"room": room, "text": "there is room again"}).get("ok"), "the store takes messages")
    kinds = [(r["kind"], r["phase"]) for r in admin.ask("audit")]
    assert ("purge_trim", "done") in kinds
