"""Rooms and the requests about them (wire protocol, section 3)."""

import pytest

from chat import people, unique
from raw import Wire
from waiting import until

BAD_ROOMS = ["", "Upper", "-first", ".first", "_first", "with space", "ü", "a" * 65, "a/b", "a{b}", "a*", "a\nb", "a:b",
             7, None, True, [], {}]


def test_snapshot_has_its_fields(server, connect, room, transport):
    ann = connect(server, transport=transport)
    snapshot = ann.join(room)
    assert {"room", "status", "epoch", "seq", "first_seq", "topic", "locked", "slow_mode", "you", "count", "members",
            "complete", "messages"} <= set(snapshot)
    assert snapshot["room"] == room and snapshot["status"] == "fresh"
    assert isinstance(snapshot["epoch"], str) and len(snapshot["epoch"]) == 16
    assert snapshot["locked"] is False
    assert snapshot["you"]["id"] == ann.id
    assert snapshot["count"] == 1 and people(snapshot["members"]) == [ann.id] and snapshot["complete"] is True
    assert snapshot["messages"] == []


def test_snapshot_lists_who_is_there_and_what_was_said(pair, server, connect, room):
    ann, ben = pair
    ann.say(room, "before you came")
    snapshot = connect(server).join(room)
    assert set(people(snapshot["members"])) >= {ann.id, ben.id} and snapshot["count"] == 3
    assert [m["message"] for m in snapshot["messages"]] == ["before you came"]


def test_snapshot_takes_a_limit(pair, server, connect, room):
    ann, _ = pair
    for number in range(8):
        ann.say(room, f"number {number}")
    snapshot = connect(server).join(room, limit=3)
    assert [m["message"] for m in snapshot["messages"]] == ["number 5", "number 6", "number 7"]


def test_joining_again_gives_a_new_snapshot_and_no_noise(pair, room):
    ann, ben = pair
    mark = ben.mark()
    assert ann.join(room)["count"] == 2
    ben.sync(room)
    assert not ben.all("member_add", after=mark) and not ben.all("member_delete", after=mark)


def test_leaving_is_told_to_the_others(pair, room):
    ann, ben = pair
    ann.leave(room)
    gone = ben.wait("member_delete", lambda _, about: about["member"] == ann.id)
    assert gone.args[0] == ann.socket and gone.args[1]["room"] == room


def test_after_leaving_nothing_comes_any_more(pair, room):
    ann, ben = pair
    ann.leave(room)
    mark = ann.mark()
    ben.say(room, "among ourselves")
    ann.ask("rooms")
    assert not ann.all("messages", after=mark)
    assert ann.refused("send", {"room": room, "text": "x"})["code"] == "not_in_room"


def test_leaving_where_one_is_not_does_no_harm(server, connect, room):
    answer = connect(server).ack("leave", {"room": room})
    assert answer["ok"] or answer["error"]["code"] in ("not_in_room", "no_such_room")


def test_several_rooms_at_once_do_not_mix(server, connect):
    ann, ben = connect(server), connect(server)
    mine, ours = unique(), unique()
    ann.join(mine), ann.join(ours), ben.join(ours)
    ann.say(mine, "private"), ann.say(ours, "public")
    assert ben.wait_text("public")["room"] == ours
    assert ann.wait_text("private")["room"] == mine
    assert ben.texts() == ["public"]


@pytest.mark.parametrize("name", BAD_ROOMS)
def test_bad_room_id_is_refused(server, connect, name):
    ann = connect(server)
    for request in ("join", "leave", "history", "members"):
        assert ann.refused(request, {"room": name})["code"] == "invalid_payload", request


@pytest.mark.parametrize("shape", ["{}", "0{}", "a.b_c-{}", "{}" + "a" * 64])
def test_good_room_id_is_taken(server, connect, shape):
    name = shape.format(unique("r"))[:64]
    assert connect(server).join(name)["room"] == name


def test_history_before_after_and_around(pair, room):
    ann, _ = pair
    seqs = [ann.say(room, f"number {n}")["seq"] for n in range(20)]

    def numbers(**where):
        return [m["seq"] for m in ann.history(room, **where)["messages"]]

    assert numbers(before=seqs[10], limit=3) == seqs[7:10]
    assert numbers(after=seqs[10], limit=3) == seqs[11:14]
    around = numbers(around=seqs[10], limit=5)
    assert seqs[10] in around and len(around) == 5 and around == sorted(around)
    assert numbers(limit=4) == seqs[-4:]


def test_history_tells_epoch_and_bounds(pair, room):
    ann, _ = pair
    seqs = [ann.say(room, "x")["seq"] for _ in range(3)]
    page = ann.history(room, limit=1)
    assert page["first_seq"] == seqs[0] and page["seq"] == seqs[-1]
    assert page["epoch"] == ann.join(room)["epoch"]


def test_a_page_holds_at_most_200(server, connect, room):
    ann = connect(server)
    ann.join(room)
    ann.pour(room, [f"number {n}" for n in range(205)])
    assert len(ann.history(room, limit=200)["messages"]) == 200
    answer = ann.ack("history", {"room": room, "limit": 500})
    assert not answer["ok"] or len(answer["messages"]) <= 200


def test_a_page_holds_at_most_256_kib(server, connect, room):
    ann = connect(server)
    ann.join(room)
    ann.pour(room, ["a" * 4096] * 80)
    page = ann.history(room, limit=200)["messages"]
    assert 0 < len(page) <= 64
    assert page[-1]["seq"] == ann.history(room, limit=1)["seq"]


@pytest.mark.parametrize("more", [
    {"limit": 0}, {"limit": -1}, {"limit": "x"}, {"limit": 1.5}, {"before": "x"}, {"after": -1}, {"around": 1e300},
    {"before": 2**63}, {"before": -(2**63)}, {"before": 3, "after": 4},
])
def test_odd_history_bounds_do_no_harm(pair, room, more):
    ann, _ = pair
    answer = ann.ack("history", {"room": room, **more})
    assert answer["ok"] or answer["error"]["code"] == "invalid_payload"
    assert ann.say(room, "fine")["ok"]


def test_members_are_paged(server, connect, room):
    clients = [connect(server) for _ in range(5)]
    for client in clients:
        client.join(room)
    seen, cursor = [], None
    for _ in range(10):
        page = clients[0].ask("members", {"room": room, "limit": 2, **({"cursor": cursor} if cursor else {})})
        assert len(page["members"]) <= 2
        seen += people(page["members"])
        cursor = page.get("cursor")
        if not cursor:
            break
    assert sorted(set(seen)) == sorted(c.id for c in clients)


def test_members_can_be_searched(server, connect, room):
    ann = connect(server, auth={"room": room, "name": "Zebra Finch"}, wait_for="member_add")
    connect(server, auth={"room": room, "name": "Grey Wagtail"}, wait_for="member_add")
    assert people(ann.ask("members", {"room": room, "match": "zebra"})["members"]) == [ann.id]


@pytest.mark.parametrize("cursor", ["", "x", "-1", "99999999999999999999", 7, None, {}])
def test_a_forged_cursor_does_no_harm(pair, room, cursor):
    answer = pair[0].ack("members", {"room": room, "cursor": cursor})
    assert answer["ok"] or answer["error"]["code"] == "invalid_payload"


def test_rooms_lists_rooms_with_counts(server, connect):
    name = unique("listed")
    ann, ben = connect(server), connect(server)
    ann.join(name), ben.join(name)

    def listed():
        found = [r for r in ann.ask("rooms", {"match": name})["rooms"] if r["room"] == name]
        return found and found[0]["count"] == 2 and found[0]

    entry = until(listed, "the room is listed with two people")
    assert set(entry) >= {"room", "topic", "count"}


def test_rooms_needs_no_payload(server, connect):
    assert isinstance(connect(server).ask("rooms")["rooms"], list)


@pytest.mark.parametrize("pattern", ["*", "?", "[", "[]", "{", "a\\", "%", "\x00", "\r\n", "‮"])
def test_patterns_in_match_are_plain_text(pair, room, pattern):
    ann, _ = pair
    assert ann.ask("members", {"room": room, "match": pattern})["members"] == []
    assert ann.ask("rooms", {"match": pattern})["rooms"] == []


def test_rename_is_told_to_all_rooms(server, connect):
    ann, ben, rooms = connect(server), connect(server), [unique(), unique()]
    for each in rooms:
        ann.join(each), ben.join(each)
    assert ann.ask("rename", {"name": "Tawny Owl"})["ok"]
    for each in rooms:
        update = ben.wait("member_update", lambda u: u["room"] == each).data
        assert update["member"]["id"] == ann.id and update["member"]["username"] == "Tawny Owl"
    ann.say(rooms[0], "who am I")
    assert ben.wait_text("who am I")["username"] == "Tawny Owl"


@pytest.mark.parametrize("name", ["", "   ", "a" * 33, "with\nbreak", "with\x00nul", "‮turned", 7, None, [], "\u200b"])
def test_bad_name_is_refused(server, connect, name):
    assert connect(server).refused("rename", {"name": name})["code"] in ("invalid_payload", "too_large")


@pytest.mark.parametrize("name", ["Ö", "李小龍", "👩‍👩‍👧‍👦", "a" * 32, "<b>&amp;", "O'Hara; DROP TABLE"])
def test_unusual_names_are_taken(server, connect, room, name):
    ann = connect(server)
    ann.join(room)
    ann.ask("rename", {"name": name})
    assert ann.wait("member_update").data["member"]["username"] == name


def test_names_are_normalised(server, connect, room):
    ann = connect(server)
    ann.join(room)
    ann.ask("rename", {"name": "Zoe\u0301"})
    assert ann.wait("member_update").data["member"]["username"] == "Zo\u00e9"


def test_typing_is_told_to_the_room(pair, room):
    ann, ben = pair
    ann.emit("typing", {"room": room})
    typing = ben.wait("typing").data
    assert (typing["room"], typing["member"], typing["username"]) == (room, ann.id, ann.member["username"])


def test_typing_comes_at_most_once_in_three_seconds(pair, room):
    ann, ben = pair
    for _ in range(5):
        ann.emit("typing", {"room": room})
    ben.wait("typing")
    ann.say(room, "done"), ben.wait_text("done")
    assert len(ben.all("typing")) == 1


def test_requests_are_worked_off_in_order(server):
    name = unique()
    with Wire(server) as wire:
        wire.connect({"room": None})
        wire.send_frame(f'420["join",{{"room":"{name}"}}]')
        wire.send_frame(f'421["send",{{"room":"{name}","text":"x"}}]')
        wire.send_frame(f'422["history",{{"room":"{name}"}}]')
        wire.send_frame(f'423["leave",{{"room":"{name}"}}]')
        wire.send_frame(f'424["send",{{"room":"{name}","text":"y"}}]')
        assert len(wire.read_ack(2)[0]["messages"]) == 1
        assert wire.read_ack(3)[0]["ok"]
        assert wire.read_ack(4)[0]["error"]["code"] == "not_in_room"


def test_renames_have_a_rate(new_server, connect):
    ann = connect(new_server(rates=True))
    answers = [ann.ack("rename", {"name": f"Number {n}"}) for n in range(5)]
    assert [a["ok"] for a in answers] == [True, True, True, False, False]
    assert answers[-1]["error"]["code"] == "rate_limited"


def test_joins_have_a_rate(new_server, connect, room):
    ann = connect(new_server(rates=True))
    answers = [ann.ack("join", {"room": room}) for _ in range(70)]
    assert answers[0]["ok"] and answers[-1]["error"]["code"] == "rate_limited"


def test_the_51st_room_is_refused(server, connect):
    ann, prefix = connect(server), unique("many")
    for number in range(50):
        ann.join(f"{prefix}-{number}")
    error = ann.refused("join", {"room": f"{prefix}-50"})
    assert error["code"] in ("forbidden", "rate_limited", "too_large") and error["hint"]
    ann.leave(f"{prefix}-0")
    assert ann.join(f"{prefix}-50")["ok"]


def test_five_new_rooms_an_hour(new_server, connect):
    server = new_server(rates=True)
    ann, prefix = connect(server), unique("new")
    for number in range(5):
        ann.join(f"{prefix}-{number}")
    assert ann.refused("join", {"room": f"{prefix}-5"})["code"] == "rate_limited"
    assert ann.join(f"{prefix}-0")["ok"], "a room that exists may be joined"


def test_nobody_may_create_rooms_when_so_set(new_server, connect, room):
    ann = connect(new_server(None, "--create-rooms", "none"), auth=None, wait_for="member_add")
    assert ann.refused("join", {"room": room})["code"] in ("forbidden", "no_such_room")
    assert ann.join("lobby")["ok"]


def test_only_moderators_may_create_rooms_when_so_set(new_server, connect, room):
    ann = connect(new_server(None, "--create-rooms", "moderators"), auth=None, wait_for="member_add")
    assert ann.refused("join", {"room": room})["code"] in ("forbidden", "no_such_room")


def test_rooms_in_all_are_bounded(new_server, connect):
    ann = connect(new_server(limits={"rooms": 3}))
    answers = [ann.ack("join", {"room": unique()}) for _ in range(6)]
    assert answers[0]["ok"] and not answers[-1]["ok"]


def test_history_of_an_unknown_room_is_refused(server, connect):
    assert connect(server).refused("history", {"room": unique("nowhere")})["code"] in ("no_such_room", "not_in_room")


def test_an_empty_room_without_messages_disappears(server, connect, redis_of_server, room):
    ann = connect(server)
    ann.join(room)
    assert redis_of_server.keys(f"*{{{room}}}*")
    ann.leave(room)
    until(lambda: not redis_of_server.keys(f"*{{{room}}}*"), "the room's keys are gone")


def test_a_room_with_messages_stays(server, connect, room):
    ann = connect(server)
    ann.join(room), ann.say(room, "remember me"), ann.leave(room)
    assert [m["message"] for m in ann.join(room)["messages"]] == ["remember me"]
