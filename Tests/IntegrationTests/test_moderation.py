"""Kick, ban, mute and delete in a room, and who may (wire protocol, section 3)."""

import json
import time

import pytest

from chat import Chat, unique
from raw import Wire
from waiting import until


@pytest.fixture
def promote(redis_of_server):
    """Makes somebody moderator of a room, by the documented key."""

    def give(client, room, role="moderator"):
        redis_of_server.hset(f"parlor:{{{room}}}:roles", client.id, role)
        return client

    return give


@pytest.fixture
def moderated(pair, promote, room):
    """A moderator and a member of one room."""
    mod, ben = pair
    return promote(mod, room), ben


def gone_for_good(client):
    """Whether a stock client was told not to come back."""
    return "server disconnect" in str(client.wait_disconnected().data)


# Kick


def test_kick_is_told_to_the_person_and_the_room(moderated, server, connect, room):
    mod, ben = moderated
    cat = connect(server)
    cat.join(room)
    socket, member = ben.socket, ben.id
    answer = mod.moderate(room, "kick", member=member, reason="enough")
    assert isinstance(answer["act"], str) and answer["act"]
    kicked = ben.wait("kicked").data
    assert kicked["room"] == room and kicked["reason"] == "enough" and kicked["by"]
    gone = cat.wait("member_delete", lambda s, _: s == socket)
    assert gone.args[1]["member"] == member
    assert not cat.all("kicked")


def test_kick_from_the_last_room_ends_the_connection(moderated, room):
    mod, ben = moderated
    mod.moderate(room, "kick", member=ben.id)
    assert gone_for_good(ben)


def test_kick_reaches_a_polling_client(server, connect, promote, room):
    mod, ben = connect(server), connect(server, transport="polling")
    mod.join(room), ben.join(room)
    promote(mod, room)
    mod.moderate(room, "kick", member=ben.id)
    ben.wait("kicked")
    assert gone_for_good(ben)


def test_kick_leaves_other_rooms_alone(moderated, room):
    mod, ben = moderated
    other = unique()
    ben.join(other)
    mod.moderate(room, "kick", member=ben.id)
    ben.wait("kicked")
    assert ben.say(other, "still here")["ok"]
    assert ben.refused("send", {"room": room, "text": "x"})["code"] == "not_in_room"


def test_kick_takes_all_connections_of_a_person(moderated, server, connect, room):
    mod, ben = moderated
    tab = connect(server, auth={"room": room, "resume": ben.session["resume"]}, wait_for="member_add")
    mod.moderate(room, "kick", member=ben.id)
    for each in (ben, tab):
        each.wait("kicked")
        each.wait_disconnected()
    mod.sync(room)
    assert len(mod.all("member_delete")) == 1


def test_one_may_come_back_after_a_kick(moderated, server, connect, room):
    mod, ben = moderated
    mod.moderate(room, "kick", member=ben.id)
    ben.wait_disconnected()
    back = connect(server, auth={"room": room, "resume": ben.session["resume"]}, wait_for="member_add")
    assert back.id == ben.id and back.say(room, "hello again")["ok"]


# Ban


def test_ban_takes_one_out_and_keeps_one_out(moderated, server, connect, room):
    mod, ben = moderated
    mod.moderate(room, "ban", member=ben.id, reason="spam")
    ben.wait("kicked")
    ben.wait_disconnected()
    back = connect(server, auth={"room": None, "resume": ben.session["resume"]})
    assert back.refused("join", {"room": room})["code"] == "banned"


def test_ban_for_a_time_says_until_when(moderated, room):
    mod, ben = moderated
    mod.moderate(room, "ban", member=ben.id, **{"for": 3600})
    assert isinstance(ben.wait("kicked").data["banned_until"], int)


def test_ban_ends_by_itself(moderated, server, connect, room):
    mod, ben = moderated
    mod.moderate(room, "ban", member=ben.id, **{"for": 1})
    ben.wait_disconnected()
    back = connect(server, auth={"room": None, "resume": ben.session["resume"]})
    until(lambda: back.ack("join", {"room": room})["ok"], "one is let in again", every=0.2)


def test_banned_at_connect_is_final(moderated, server, room):
    mod, ben = moderated
    mod.moderate(room, "ban", member=ben.id)
    ben.wait_disconnected()
    back = Chat(server.url, {"room": room, "resume": ben.session["resume"]})
    error = back.connect_refused()
    assert error["data"]["code"] == "banned" and error["message"]
    back.close()


def test_ban_holds_over_a_rename(moderated, server, connect, room):
    mod, ben = moderated
    mod.moderate(room, "ban", member=ben.id)
    ben.wait_disconnected()
    back = connect(server, auth={"room": None, "resume": ben.session["resume"], "name": "Somebody Else"})
    back.ask("rename", {"name": "Quite Another"})
    assert back.refused("join", {"room": room})["code"] == "banned"


def test_ban_holds_on_the_other_server(moderated, shared_redis, new_server, connect, room):
    mod, ben = moderated
    other = new_server(shared_redis)
    tab = connect(other, auth={"room": room, "resume": ben.session["resume"]}, wait_for="member_add")
    mod.moderate(room, "ban", member=ben.id)
    tab.wait("kicked")
    again = connect(other, auth={"room": None, "resume": ben.session["resume"]})
    assert again.refused("join", {"room": room})["code"] == "banned"


def test_unban_lets_one_in_again(moderated, server, connect, room):
    mod, ben = moderated
    mod.moderate(room, "ban", member=ben.id)
    ben.wait_disconnected()
    mod.moderate(room, "unban", member=ben.id)
    assert connect(server, auth={"room": None, "resume": ben.session["resume"]}).join(room)["ok"]


def test_ban_of_one_room_leaves_others_open(moderated, server, connect, room):
    mod, ben = moderated
    mod.moderate(room, "ban", member=ben.id)
    ben.wait_disconnected()
    assert connect(server, auth={"room": None, "resume": ben.session["resume"]}).join(unique())["ok"]


def test_somebody_absent_can_be_banned(moderated, server, connect, room):
    mod, ben = moderated
    ben.leave(room)
    mod.moderate(room, "ban", member=ben.id)
    assert ben.refused("join", {"room": room})["code"] == "banned"


# Mute


def test_mute_keeps_one_quiet_but_in_the_room(moderated, room):
    mod, ben = moderated
    mod.moderate(room, "mute", member=ben.id)
    error = ben.refused("send", {"room": room, "text": "x"})
    assert error["code"] == "muted"
    mod.say(room, "silence")
    assert ben.wait_text("silence")


def test_mute_for_a_time_ends_by_itself(moderated, room):
    mod, ben = moderated
    mod.moderate(room, "mute", member=ben.id, **{"for": 3})
    assert ben.refused("send", {"room": room, "text": "x"})["code"] == "muted"
    until(lambda: ben.ack("send", {"room": room, "text": "x"})["ok"], "the voice is back", every=0.2)


def test_mute_holds_over_a_reconnect(moderated, server, connect, room):
    mod, ben = moderated
    mod.moderate(room, "mute", member=ben.id)
    back = connect(server, auth={"room": room, "resume": ben.session["resume"]}, wait_for="member_add")
    assert back.refused("send", {"room": room, "text": "x"})["code"] == "muted"


def test_unmute_gives_the_voice_back(moderated, room):
    mod, ben = moderated
    mod.moderate(room, "mute", member=ben.id)
    mod.moderate(room, "unmute", member=ben.id)
    assert ben.say(room, "thank you")["ok"]


def test_a_repeat_of_an_accepted_send_gets_its_answer_though_muted(moderated, room):
    mod, ben = moderated
    first = ben.say(room, "before", client_id="x")
    mod.moderate(room, "mute", member=ben.id)
    assert ben.say(room, "before", client_id="x") == first


# Delete


def test_delete_takes_the_text_away_from_all(moderated, room):
    mod, ben = moderated
    sent = ben.say(room, "oh no")
    answer = mod.moderate(room, "delete", ids=[sent["id"]], reason="rude")
    assert answer["act"]
    for client in (mod, ben):
        update = client.wait("message_update").data
        message = update["message"]
        assert update["room"] == room
        assert (message["id"], message["seq"], message["kind"]) == (sent["id"], sent["seq"], "deleted")
        assert "oh no" not in str(update)
        assert {"by", "reason", "date"} <= set(message["tombstone"]) and message["tombstone"]["reason"] == "rude"


def test_deleted_messages_are_left_out_of_message_history(moderated, server, connect, room):
    mod, ben = moderated
    sent = ben.say(room, "oh no")
    ben.say(room, "fine")
    mod.moderate(room, "delete", ids=[sent["id"]])
    cat = connect(server, auth={"room": room}, wait_for="member_add")
    assert [m["message"] for m in cat.last("message_history").data] == ["fine"]


def test_deleting_leaves_no_hole(moderated, room):
    mod, ben = moderated
    sent = [ben.say(room, f"number {n}") for n in range(3)]
    mod.moderate(room, "delete", ids=[sent[1]["id"]])
    page = ben.history(room)["messages"]
    assert [m["seq"] for m in page] == [s["seq"] for s in sent]
    assert [m["kind"] for m in page] == ["chat", "deleted", "chat"]


def test_deleting_what_is_not_there_does_no_harm(moderated, room):
    mod, ben = moderated
    answer = mod.ack("moderate", {"room": room, "act": "delete", "ids": [1, 2, 3]})
    assert answer["ok"] or answer["error"]["code"] in ("invalid_payload", "no_such_room")
    assert ben.say(room, "fine")["ok"]


# Who may


@pytest.mark.parametrize("act", ["kick", "ban", "unban", "mute", "unmute"])
def test_members_may_not_act(pair, room, act):
    ann, ben = pair
    assert ann.refused("moderate", {"room": room, "act": act, "member": ben.id})["code"] == "forbidden"


def test_members_may_not_delete(pair, room):
    ann, ben = pair
    sent = ben.say(room, "x")
    assert ann.refused("moderate", {"room": room, "act": "delete", "ids": [sent["id"]]})["code"] == "forbidden"


@pytest.mark.parametrize("act", ["kick", "ban", "mute"])
def test_nobody_acts_on_himself(moderated, room, act):
    mod, _ = moderated
    assert mod.refused("moderate", {"room": room, "act": act, "member": mod.id})["code"] == "forbidden"


@pytest.mark.parametrize("act", ["kick", "ban", "mute"])
def test_nobody_acts_on_an_equal(moderated, promote, room, act):
    mod, ben = moderated
    promote(ben, room)
    assert mod.refused("moderate", {"room": room, "act": act, "member": ben.id})["code"] == "forbidden"


def test_nobody_acts_on_a_higher_one(moderated, redis_of_server, room):
    mod, ben = moderated
    redis_of_server.hset(f"parlor:person:{ben.id}", mapping={"name": ben.member["username"], "role": "admin"})
    ben.join(room)
    assert mod.refused("moderate", {"room": room, "act": "kick", "member": ben.id})["code"] == "forbidden"


def test_a_moderator_of_one_room_is_none_in_another(moderated, server, connect):
    mod, ben = moderated
    other = unique()
    mod.join(other), ben.join(other)
    assert mod.refused("moderate", {"room": other, "act": "kick", "member": ben.id})["code"] == "forbidden"


def test_an_admin_moderates_every_room(server, connect, redis_of_server, room):
    boss, ben = connect(server), connect(server)
    redis_of_server.hset(f"parlor:person:{boss.id}", mapping={"name": boss.member["username"], "role": "admin"})
    boss = connect(server, auth={"room": None, "resume": boss.session["resume"]})
    boss.join(room), ben.join(room)
    assert boss.moderate(room, "kick", member=ben.id)["act"]
    ben.wait("kicked")


def test_moderators_may_create_rooms_when_so_set(new_server, new_redis, connect, room):
    redis = new_redis()
    server = new_server(redis, "--create-rooms", "moderators")
    boss = connect(server)
    redis.client().hset(f"parlor:person:{boss.id}", mapping={"name": boss.member["username"], "role": "admin"})
    boss = connect(server, auth={"room": None, "resume": boss.session["resume"]})
    assert boss.join(room)["ok"]


def test_a_ban_everywhere_ends_sessions_and_holds_at_connect(pair, server, redis_of_server, room):
    _, ben = pair
    redis_of_server.hset("parlor:bans", ben.id, json.dumps({"until": 0, "by": "m_", "reason": "enough", "act": "a_"}))
    # Nobody called: each server looks every ten seconds.
    assert ben.wait("kicked", timeout=15).data["reason"] == "enough"
    ben.wait_disconnected()
    with Wire(server) as wire:
        reply = wire.connect({"room": None, "resume": ben.session["resume"]})
    assert reply.startswith("44")
    assert json.loads(reply[2:])["data"]["code"] == "banned"
    redis_of_server.hdel("parlor:bans", ben.id)


@pytest.mark.parametrize("payload", [
    {"act": "explode"}, {"act": 7}, {}, {"act": "kick"}, {"act": "kick", "member": 7}, {"act": "kick", "member": "x"},
    {"act": "kick", "member": "*"}, {"act": "delete"}, {"act": "delete", "ids": "all"}, {"act": "delete", "ids": [-1]},
    {"act": "delete", "ids": [2**63]}, {"act": "delete", "ids": [1.5]}, {"act": "mute", "member": "SELF", "for": -1},
    {"act": "delete", "ids": list(range(10_000))}, {"act": "ban", "member": "BEN", "for": 1e300},
    {"act": "ban", "member": "BEN", "for": "long"}, {"act": "ban", "member": "BEN", "reason": 7},
    {"act": "ban", "member": "BEN", "reason": "x" * 20_000},
])
def test_malformed_acts_are_refused(moderated, room, payload):
    mod, ben = moderated
    if payload.get("member") == "BEN":
        payload = {**payload, "member": ben.id}
    error = mod.refused("moderate", {"room": room, **payload})
    assert error["code"] in ("invalid_payload", "too_large", "forbidden")
    assert ben.say(room, "unharmed")["ok"]


# The room's own settings


def test_a_moderator_sets_what_holds_for_the_room(moderated, room):
    mod, ben = moderated
    for act, value, field, shown in [
        ("topic", "Tea & cake \U0001F370", "topic", "Tea & cake \U0001F370"), ("lock", None, "locked", True),
        ("unlock", None, "locked", False), ("slowmode", 30, "slow_mode", 30_000), ("slowmode", "2m", "slow_mode", 120_000),
        ("slowmode", "off", "slow_mode", 0), ("slowmode", "10s", "slow_mode", 10_000), ("slowmode", 0, "slow_mode", 0),
        ("topic", "", "topic", ""),
    ]:
        more = {} if value is None else {"value": value}
        assert isinstance(mod.moderate(room, act, **more)["act"], str)
        ben.wait("room_update", lambda update: update["room"] == room and update[field] == shown)


def test_a_locked_room_takes_messages_of_moderators_only(moderated, room):
    mod, ben = moderated
    mod.moderate(room, "lock")
    assert ben.refused("send", {"room": room, "text": "hello"})["code"] == "room_locked"
    assert mod.ask("send", {"room": room, "text": "hello"})["ok"]
    mod.moderate(room, "unlock")
    assert ben.ask("send", {"room": room, "text": "hello"})["ok"]


@pytest.mark.parametrize("request_", [
    {"act": "lock"}, {"act": "unlock"}, {"act": "slowmode", "value": 5}, {"act": "topic", "value": "mine"},
])
def test_a_member_sets_nothing(moderated, room, request_):
    _, ben = moderated
    error = ben.refused("moderate", {"room": room, **request_})
    assert error["code"] == "forbidden" and error["hint"]


@pytest.mark.parametrize("request_", [
    {"act": "slowmode"}, {"act": "slowmode", "value": -1}, {"act": "slowmode", "value": "soon"},
    {"act": "slowmode", "value": 90_000}, {"act": "slowmode", "value": [1]}, {"act": "topic"},
    {"act": "topic", "value": 5}, {"act": "topic", "value": "x" * 1025}, {"act": "paint", "value": "red"},
])
def test_bad_settings_are_refused_and_change_nothing(moderated, room, request_):
    mod, ben = moderated
    error = mod.refused("moderate", {"room": room, **request_})
    assert error["code"] == "invalid_payload" and error["message"]
    state = ben.ask("join", {"room": room})
    assert (state["topic"], state["locked"], state["slow_mode"]) == ("", False, 0)


def test_a_mutes_end_is_told_with_each_refusal(moderated, room):
    mod, ben = moderated
    mod.moderate(room, "mute", member=ben.id, **{"for": "1h"})
    error = ben.refused("send", {"room": room, "text": "hello"})
    assert error["code"] == "muted" and 0 < error["until"] / 1000 - time.time() <= 3600
    assert ben.join(room)["muted_until"] == error["until"]
    assert "muted_until" not in mod.join(room)
    mod.moderate(room, "mute", member=ben.id)
    assert ben.join(room)["muted_until"] == 0
    mod.moderate(room, "unmute", member=ben.id)
    assert "muted_until" not in ben.join(room)
