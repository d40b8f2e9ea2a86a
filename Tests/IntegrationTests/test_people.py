"""Many connections of one person, short absences, and rooms too large for names (wire protocol, sections 3 and 4)."""

import time

import pytest


@pytest.fixture
def tab(connect):
    """Another connection of the same person."""
    return lambda client, server, room=None: connect(
        server, auth={"room": room, "resume": client.session["resume"]},
        wait_for="member_add" if room else "session")


def test_a_second_tab_is_the_same_person(pair, server, tab, room):
    ann, ben = pair
    second = tab(ann, server)
    assert second.id == ann.id and second.socket != ann.socket
    snapshot = second.join(room)
    assert snapshot["count"] == 2


def test_a_second_tab_makes_no_noise(pair, server, tab, room):
    ann, ben = pair
    mark = ben.mark()
    tab(ann, server, room)
    ben.sync(room)
    assert not ben.all("member_add", after=mark) and not ben.all("member_delete", after=mark)


def test_a_second_tab_gets_its_own_member_add_with_the_first_socket(pair, server, tab, room):
    ann, _ = pair
    second = tab(ann, server, room)
    assert second.last("member_add").data["socket"] == ann.socket
    assert ann.socket in second.last("member_history").data


def test_the_person_leaves_with_the_last_tab_only(pair, server, tab, room):
    ann, ben = pair
    second = tab(ann, server, room)
    first_socket, member = ann.socket, ann.id
    ann.leave(room)
    ben.sync(room)
    assert not ben.all("member_delete")
    second.leave(room)
    gone = ben.wait("member_delete")
    assert (gone.args[0], gone.args[1]["member"]) == (first_socket, member)


def test_both_tabs_hear_everything(pair, server, tab, room):
    ann, ben = pair
    second = tab(ann, server, room)
    ben.say(room, "to you both")
    assert ann.wait_text("to you both") and second.wait_text("to you both")


def test_a_reload_makes_no_noise(pair, server, tab, room):
    ann, ben = pair
    mark = ben.mark()
    ann.drop()
    back = tab(ann, server, room)
    assert back.id == ann.id
    with pytest.raises(AssertionError):
        ben.wait("member_delete", after=mark, timeout=4)
    assert not ben.all("member_add", after=mark)


def test_a_drop_is_told_after_three_seconds(pair):
    ann, ben = pair
    member, start = ann.id, time.monotonic()
    ann.drop()
    gone = ben.wait("member_delete", lambda _, about: about["member"] == member, timeout=12)
    assert 2.5 < gone.at - start < 8


def test_leaving_in_order_is_told_at_once(pair, room):
    ann, ben = pair
    ann.leave(room)
    ben.wait("member_delete", timeout=2)


def test_twenty_connections_a_person_and_room(server, connect, tab, room):
    ann = connect(server)
    ann.join(room)
    tabs = [tab(ann, server) for _ in range(20)]
    for each in tabs[:19]:
        each.join(room)
    assert tabs[19].refused("join", {"room": room})["code"] in ("forbidden", "rate_limited", "too_large")


@pytest.fixture
def crowd_server(new_server):
    """A server whose rooms show names up to 5 people, and again at 3."""
    return new_server(limits={"presence_people": 5, "presence_back": 3, "snapshot_members": 4})


def crowd(connect, server, room, count):
    clients = [connect(server) for _ in range(count)]
    for client in clients:
        client.join(room)
    return clients


def test_a_large_room_tells_its_count_only(crowd_server, connect, room):
    clients = crowd(connect, crowd_server, room, 6)
    update = clients[0].wait("room_update", lambda u: u["presence"] == "count").data
    assert update["room"] == room and update["count"] == 6
    assert {"room", "topic", "locked", "slow_mode", "count", "presence"} <= set(update)
    mark = clients[0].mark()
    late = connect(crowd_server, auth={"room": room}, wait_for="member_add")
    assert late.last("member_add").data["id"] == late.id
    clients[0].wait("room_update", lambda u: u["count"] == 7, after=mark)
    assert not clients[0].all("member_add", after=mark)


def test_a_large_room_updates_its_count_once_a_second(crowd_server, connect, room):
    begin = time.monotonic()
    clients = crowd(connect, crowd_server, room, 6)
    ann = clients[0]
    ann.wait("room_update", lambda u: u["presence"] == "count")
    crowd(connect, crowd_server, room, 10)
    ann.wait("room_update", lambda u: u["count"] == 16)
    # One when it becomes large, one at once after that, and from then on one a second; not one for each who comes.
    counts = [e.data["count"] for e in ann.all("room_update")]
    assert 2 <= len(counts) <= time.monotonic() - begin + 2, counts


def test_a_large_room_lists_people_in_pages(crowd_server, connect, room):
    clients = crowd(connect, crowd_server, room, 7)
    snapshot = connect(crowd_server).join(room)
    assert snapshot["count"] == 8 and snapshot["complete"] is False and len(snapshot["members"]) <= 4
    assert clients


def test_a_room_small_again_lists_everybody_once(crowd_server, connect, room):
    clients = crowd(connect, crowd_server, room, 6)
    ann = clients[0]
    ann.wait("room_update", lambda u: u["presence"] == "count")
    mark = ann.mark()
    for client in clients[2:]:
        client.leave(room)
    listing = ann.wait("member_history", after=mark).data
    assert {m["id"] for m in listing.values()} >= {c.id for c in clients[:2]}
    assert len(listing) <= 3
    member = clients[1].id
    clients[1].leave(room)
    ann.wait("member_delete", lambda _, about: about["member"] == member, after=mark)
    assert len(ann.all("member_history", after=mark)) == 1


def test_typing_is_off_in_a_large_room(crowd_server, connect, room):
    clients = crowd(connect, crowd_server, room, 6)
    clients[0].wait("room_update", lambda u: u["presence"] == "count")
    clients[1].emit("typing", {"room": room})
    clients[1].sync(room)
    clients[0].sync(room)
    assert not clients[0].all("typing")
