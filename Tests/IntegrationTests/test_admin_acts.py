"""`parlor admin` acts: on people and rooms, followed live by running servers (admin)."""

import time

import pytest

from admin_console import NOT_FOUND, OK, PARTIAL, REFUSED, USAGE, Admin
from chat import unique
from waiting import until


@pytest.fixture
def admin(server, shared_redis, room):
    """The console with the test's room chosen."""
    return Admin(shared_redis, "--room", room)


def test_kick_takes_a_person_out(admin, pair, room):
    ann, ben = pair
    done = admin.one("kick", ben.id, "--reason", "too loud")
    assert (done["id"], done["outcome"]) == (ben.id, "kicked") and done["act"]
    told = ben.wait("kicked").data
    assert (told["room"], told["reason"]) == (room, "too loud")
    ann.wait("member_delete", lambda socket, info=None: info and info["member"] == ben.id)
    assert [m["id"] for m in admin.ask("members")] == [ann.id]


def test_ban_holds_for_so_long_and_is_listed(admin, pair, room, connect, server):
    ann, ben = pair
    before = time.time() * 1000
    done = admin.one("ban", ben.id, "--for", "2h", "--reason", "spam")
    assert before + 7_190_000 < done["until"] < time.time() * 1000 + 7_210_000
    ben.wait("kicked")
    [ban] = admin.ask("bans")
    assert (ban["id"], ban["reason"], ban["act"]) == (ben.id, "spam", done["act"])
    assert admin.one("whois", ben.id)["rooms"][0]["banned"][0]["reason"] == "spam"
    assert admin.one("unban", ben.id)["outcome"] == "unbanned"
    assert admin.ask("bans") == []
    assert "Nobody" in admin.fails(NOT_FOUND, "unban", ben.member["username"])


def test_the_absent_can_be_banned(admin, pair, room):
    absent = "m_" + "z" * 16
    assert admin.one("ban", absent)["until"] is None
    assert [ban["id"] for ban in admin.ask("bans")] == [absent]


def test_those_who_left_are_found_by_what_they_wrote(admin, pair, room):
    ann, ben = pair
    name = unique("Gone")[:20]
    ben.ask("rename", {"name": name})
    ben.say(room, "bye")
    ben.leave(room)
    assert admin.one("ban", name)["id"] == ben.id


def test_mute_silences_and_unmute_lets_speak(admin, pair, room):
    ann, ben = pair
    admin.one("mute", ben.id, "--for", "1h", "--reason", "calm down")
    assert ben.wait("notice", lambda n: n["code"] == "muted").data["severity"] == "warning"
    assert ben.refused("send", {"room": room, "text": "hello"})["code"] == "muted"
    assert [m["reason"] for m in admin.ask("mutes")] == ["calm down"]
    admin.one("unmute", ben.id)
    assert ben.say(room, "hello")["ok"]


def test_a_pattern_that_fits_several_asks_first(admin, pair, room):
    ann, ben = pair
    tag = unique("Twin")[:16]
    ann.ask("rename", {"name": tag + "-1"})
    ben.ask("rename", {"name": tag + "-2"})
    until(lambda: {m["name"] for m in admin.ask("members")} == {tag + "-1", tag + "-2"}, "the names are shown")
    assert "confirmed" in admin.fails(REFUSED, "kick", tag + "*")
    plan = admin.run("kick", tag + "*", "--dry-run")
    assert plan.status == OK and ann.id in plan.out and ben.id in plan.out
    assert len(admin.ask("members")) == 2
    assert {row["id"] for row in admin.ask("kick", tag + "*", "--yes")} == {ann.id, ben.id}
    assert admin.ask("members") == []


def test_refusals(admin, pair, room, shared_redis):
    ann, ben = pair
    assert "only reads" in admin.fails(REFUSED, "kick", ann.id, options=("--read-only",))
    assert "Nobody" in admin.fails(NOT_FOUND, "kick", unique("nobody"))
    assert "nothing to act on" in admin.fails(REFUSED, "kick", "m_" + "q" * 16)
    done = admin.run("kick", ben.id, "m_" + "q" * 16, "--yes", options=("--format", "jsonl"))
    assert done.status == PARTIAL and [row["outcome"] for row in done.rows][0] == "kicked"
    assert "no room" in Admin(shared_redis).fails(NOT_FOUND, "kick", ann.id, "--room", unique())
    assert "for" in admin.fails(USAGE, "ban", ann.id, "--for", "soon")


def test_say_is_a_message_of_the_system(admin, pair, room):
    ann, _ = pair
    done = admin.one("say", "Maintenance", "at", "noon", "--severity", "warning")
    message = ann.wait_text("Maintenance at noon")
    assert (message["kind"], message["username"], message["severity"]) == ("system", "System", "warning")
    assert "from" not in message and message["seq"] == done["seq"]
    assert ann.whole_history(room)[-1]["message"] == "Maintenance at noon"
    assert "no room" in admin.fails(NOT_FOUND, "say", "x", "--room", unique())


def test_delete_leaves_notes_and_members_follow(admin, pair, room):
    ann, ben = pair
    for number in range(1, 7):
        (ann if number % 2 else ben).say(room, f"message {number}")
    plan = admin.run("delete", "--from", ann.id, "--dry-run")
    assert plan.status == OK and "3 messages" in plan.out and "#1" in plan.out and "#5" in plan.out
    assert "3 by" in plan.out and ann.id in plan.out
    assert "confirmed" in admin.fails(REFUSED, "delete", "--from", ann.id)
    done = admin.one("delete", "--from", ann.id, "--yes", "--reason", "spam")
    assert done["deleted"] == 3 and done["plan"] in plan.out
    assert ben.wait("message_update", count=3).data["message"]["kind"] == "deleted"
    assert [m["kind"] for m in ben.whole_history(room)] == ["deleted", "chat"] * 3
    assert admin.one("delete", "2", "4-5", "--yes")["deleted"] == 2
    assert "No message" in admin.fails(NOT_FOUND, "delete", "2", "--yes")
    assert admin.one("delete", "--grep", "MESSAGE 6", "--yes")["deleted"] == 1
    assert "Say which" in admin.fails(USAGE, "delete")
    assert "Say which" in admin.fails(USAGE, "delete", "1", "--all")


def test_a_plan_is_the_same_as_long_as_its_messages_are(admin, pair, room):
    ann, _ = pair
    ann.say(room, "one")
    ann.say(room, "two")
    first = admin.run("delete", "--all", "--dry-run").out
    assert admin.run("delete", "--all", "--dry-run").out == first
    ann.say(room, "three")
    assert admin.run("delete", "--all", "--dry-run").out != first
