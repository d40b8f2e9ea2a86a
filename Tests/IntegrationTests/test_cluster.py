"""Two servers on one Redis are one chat."""

import pytest

from chat import people, unique
from parlor_server import ParlorServer


@pytest.fixture(scope="module")
def two(shared_redis):
    with ParlorServer(shared_redis) as first, ParlorServer(shared_redis) as second:
        yield first, second


@pytest.fixture
def across(two, connect, room):
    """Two people in one room, on a server each."""
    ann, ben = connect(two[0]), connect(two[1])
    ann.join(room)
    ben.join(room)
    ann.wait("member_add", lambda m: m["id"] == ben.id)
    return ann, ben


def test_people_see_each_other(across, room):
    ann, ben = across
    assert set(people(ann.join(room)["members"])) == set(people(ben.join(room)["members"])) == {ann.id, ben.id}


def test_messages_cross_in_one_order(across, room):
    ann, ben = across
    for number in range(50):
        for client in across:
            client.emit("send", {"room": room, "text": f"{client.id} {number}"})
    orders = []
    for client in across:
        client.wait("messages", count=100)
        orders.append([(e.data["seq"], e.data["id"], e.data["message"]) for e in client.all("messages")])
    assert orders[0] == orders[1]
    assert [seq for seq, _, _ in orders[0]] == list(range(orders[0][0][0], orders[0][0][0] + 100))


def test_leaving_is_told_across(across, room):
    ann, ben = across
    member = ben.id
    ben.leave(room)
    assert ann.wait("member_delete").args[1]["member"] == member


def test_rename_is_told_across(across, room):
    ann, ben = across
    ben.ask("rename", {"name": "Sand Martin"})
    assert ann.wait("member_update").data["member"]["username"] == "Sand Martin"


def test_typing_is_told_across(across, room):
    ann, ben = across
    ben.emit("typing", {"room": room})
    assert ann.wait("typing").data["member"] == ben.id


def test_client_ids_hold_across(across, two, connect, room):
    ann, _ = across
    tab = connect(two[1], auth={"room": room, "resume": ann.session["resume"]}, wait_for="member_add")
    assert ann.say(room, "once", client_id="x") == tab.say(room, "once", client_id="x")


def test_one_person_on_both_servers_counts_once(across, two, connect, room):
    ann, ben = across
    mark = ben.mark()
    tab = connect(two[1], auth={"room": room, "resume": ann.session["resume"]}, wait_for="member_add")
    assert tab.join(room)["count"] == 2
    socket = ann.socket
    ann.leave(room)
    ben.sync(room)
    assert not ben.all("member_add", after=mark) and not ben.all("member_delete", after=mark)
    tab.leave(room)
    assert ben.wait("member_delete").args[0] == socket


def test_kick_reaches_across(across, redis_of_server, room):
    ann, ben = across
    redis_of_server.hset(f"parlor:{{{room}}}:roles", ann.id, "moderator")
    ann.moderate(room, "kick", member=ben.id)
    ben.wait("kicked")
    ben.wait_disconnected()


def test_mute_reaches_across(across, redis_of_server, room):
    ann, ben = across
    redis_of_server.hset(f"parlor:{{{room}}}:roles", ann.id, "moderator")
    ann.moderate(room, "mute", member=ben.id)
    assert ben.refused("send", {"room": room, "text": "x"})["code"] == "muted"


def test_delete_reaches_across(across, redis_of_server, room):
    ann, ben = across
    redis_of_server.hset(f"parlor:{{{room}}}:roles", ann.id, "moderator")
    sent = ben.say(room, "oh no")
    ann.moderate(room, "delete", ids=[sent["id"]])
    assert ben.wait("message_update").data["message"]["kind"] == "deleted"


def test_a_reload_onto_the_other_server_makes_no_noise(across, two, connect, room):
    ann, ben = across
    mark = ben.mark()
    ann.drop()
    back = connect(two[1], auth={"room": room, "resume": ann.session["resume"]}, wait_for="member_add")
    assert back.id == ann.id
    with pytest.raises(AssertionError):
        ben.wait("member_delete", after=mark, timeout=4)
    assert not ben.all("member_add", after=mark)


@pytest.mark.slow
def test_people_of_a_killed_server_are_gone_once_within_20_s(new_redis, new_server, connect, room):
    redis = new_redis()
    living, doomed = new_server(redis), new_server(redis)
    ann, ben = connect(living), connect(doomed)
    ann.join(room), ben.join(room)
    member = ben.id
    doomed.kill()
    assert ann.wait("member_delete", timeout=20).args[1]["member"] == member
    ann.say(room, "alone"), ann.sync(room)
    assert len(ann.all("member_delete")) == 1
    assert people(ann.join(room)["members"]) == [ann.id]


def test_a_restarted_server_reaps_its_own_dead(new_redis, new_server, connect, room):
    redis = new_redis()
    server = new_server(redis)
    ann = connect(server)
    ann.join(room)
    gone = ann.id
    server.kill()
    server.start()
    ben = connect(server)
    ben.join(room)
    if ben.join(room)["count"] == 2:
        assert ben.wait("member_delete", timeout=20).args[1]["member"] == gone
    assert people(ben.join(room)["members"]) == [ben.id]


def test_a_room_of_its_own_prefix_name_stays_apart(two, connect):
    ann, ben = connect(two[0]), connect(two[1])
    name = unique()
    ann.join(name), ben.join(name + "-x")
    ann.say(name, "here"), ben.say(name + "-x", "there")
    ann.wait_text("here"), ben.wait_text("there")
    assert ann.texts() == ["here"] and ben.texts() == ["there"]
