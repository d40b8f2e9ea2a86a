"""`send`: forms, answers, order, repeats and rates (wire protocol, sections 2 and 4; limits)."""

import json

import pytest

from chat import unique
from raw import Wire
from waiting import until


def test_acknowledgement_tells_the_place_in_the_log(server, connect, room, transport):
    ann = connect(server, transport=transport)
    ann.join(room)
    answer = ann.say(room, "hello")
    assert set(answer) == {"ok", "id", "seq", "date"}
    assert all(isinstance(answer[key], int) for key in ("id", "seq", "date"))
    message = ann.wait_text("hello")
    assert (message["id"], message["seq"], message["date"]) == (answer["id"], answer["seq"], answer["date"])


def test_string_form_is_acknowledged_too(server, connect, room, transport):
    ann = connect(server, auth={"room": room}, transport=transport)
    assert ann.ask("send", "hello")["seq"] == ann.wait_text("hello")["seq"]


def test_sending_without_acknowledgement_works(pair, room):
    ann, ben = pair
    ann.emit("send", {"room": room, "text": "quietly"})
    assert ben.wait_text("quietly")["from"] == ann.id


def test_refusal_without_acknowledgement_is_a_notice(server, connect, room):
    ann = connect(server)
    ann.emit("send", {"room": room, "text": "to nobody"})
    notice = ann.wait("notice").data
    assert notice["code"] == "not_in_room"
    assert notice["severity"] in ("info", "warning", "critical") and notice["text"]


def test_seq_rises_by_one_and_id_strictly(pair, room):
    ann, ben = pair
    for number in range(30):
        (ann, ben)[number % 2].say(room, f"number {number}")
    ben.wait_text("number 29")
    messages = [e.data for e in ben.all("messages")]
    first = messages[0]["seq"]
    assert [m["seq"] for m in messages] == list(range(first, first + 30))
    ids = [m["id"] for m in messages]
    assert all(a < b for a, b in zip(ids, ids[1:]))


def test_pipelined_sends_keep_their_order(server, connect, room):
    ben = connect(server)
    ben.join(room)
    with Wire(server) as wire:
        wire.connect({"room": room})
        wire.read_event("member_add")
        for number in range(50):
            wire.emit("send", f"number {number}")
        ben.wait_text("number 49")
    assert ben.texts() == [f"number {n}" for n in range(50)]


def test_more_sends_than_may_wait_are_refused_not_lost_silently(server, room):
    with Wire(server) as wire:
        wire.connect({"room": room})
        wire.read_event("member_add")
        for number in range(300):
            wire.send_frame(f'42{number}["send","number {number}"]')
        accepted, refused = [], []
        while len(accepted) + len(refused) < 300:
            packet = wire.read_packet()
            if packet.startswith("43"):
                answer = json.loads(packet[packet.index("["):])[0]
                (accepted if answer["ok"] else refused).append(answer)
        assert accepted and {a["error"]["code"] for a in refused} <= {"rate_limited"}


def test_send_right_behind_connect_waits_for_the_join(server, room):
    with Wire(server) as wire:
        assert wire.connect({"room": room}).startswith("40")
        wire.send_frame('420["send","early"]')
        assert wire.read_ack(0)[0]["ok"] is True


def test_send_right_behind_join_waits_for_it(server, room):
    with Wire(server) as wire:
        wire.connect({"room": None})
        wire.send_frame(f'420["join",{{"room":"{room}"}}]')
        wire.send_frame(f'421["send",{{"room":"{room}","text":"early"}}]')
        assert wire.read_ack(1)[0]["ok"] is True


def test_everybody_sees_one_order(server, connect, room):
    clients = [connect(server) for _ in range(3)]
    for client in clients:
        client.join(room)
    for number in range(20):
        for client in clients:
            client.emit("send", {"room": room, "text": f"{client.id} {number}"})
    for client in clients:
        client.wait("messages", count=60)
    orders = [[e.data["seq"] for e in client.all("messages")] for client in clients]
    assert orders[0] == orders[1] == orders[2] == sorted(orders[0])


def test_repeated_client_id_gets_the_first_answer_and_adds_nothing(pair, room):
    ann, ben = pair
    first = ann.say(room, "once", client_id="a-1")
    again = ann.say(room, "once", client_id="a-1")
    assert again == first
    ann.sync(room), ben.sync(room)
    assert ben.texts().count("once") == 1


def test_client_ids_of_two_people_do_not_meet(pair, room):
    ann, ben = pair
    assert ann.say(room, "mine", client_id="x")["seq"] != ben.say(room, "yours", client_id="x")["seq"]


def test_client_ids_of_two_rooms_do_not_meet(server, connect):
    ann = connect(server)
    rooms = [unique(), unique()]
    for each in rooms:
        ann.join(each)
        ann.say(each, f"in {each}", client_id="x")
    for each in rooms:
        ann.wait_text(f"in {each}")


@pytest.mark.parametrize("client_id", ["", "a" * 65, "with space", "ü", "a/b", 7, ["a"]])
def test_bad_client_id_is_refused(pair, room, client_id):
    ann, _ = pair
    assert ann.refused("send", {"room": room, "text": "x", "client_id": client_id})["code"] == "invalid_payload"


def test_longest_client_id_is_taken(pair, room):
    assert pair[0].say(room, "x", client_id="aZ09_-" + "a" * 58)["ok"]


@pytest.mark.parametrize("payload", [
    None, 7, 1.5, True, [], ["x"], {}, {"room": "Lobby", "text": "x"}, {"room": 1, "text": "x"},
    {"room": "ROOM"}, {"room": "ROOM", "text": 7}, {"room": "ROOM", "text": None}, {"room": "ROOM", "text": ["x"]},
    {"room": "ROOM", "text": "x", "hops": "many"},
])
def test_wrong_types_are_refused(pair, room, payload):
    ann, _ = pair
    if isinstance(payload, dict) and payload.get("room") == "ROOM":
        payload = {**payload, "room": room}
    assert ann.refused("send", payload)["code"] == "invalid_payload"


def test_nothing_at_all_is_refused(pair):
    assert pair[0].refused("send")["code"] == "invalid_payload"


@pytest.mark.parametrize("text", ["", "   ", "\n\t "])
def test_empty_text_is_refused(pair, room, text):
    assert pair[0].refused("send", {"room": room, "text": text})["code"] == "invalid_payload"


def test_text_up_to_4_kib_is_taken_and_beyond_refused(pair, room):
    ann, ben = pair
    assert ann.say(room, "a" * 4096)["ok"]
    assert ben.wait_text("a" * 4096)
    assert ann.refused("send", {"room": room, "text": "a" * 4097})["code"] == "too_large"
    assert ann.refused("send", {"room": room, "text": "é" * 2049})["code"] == "too_large"


@pytest.mark.parametrize("text", [
    'quotes " and \\ and /', "line\nbreak\r\n", "tab\tand bell\x07", "emoji 👩‍👩‍👧‍👦 and ‮right to left", "</script><b>",
    "*?[]{}", "nul \x00 inside", "\u2028 and \u2029", "%s %d {0} $1", "cjson \\u0000",
])
def test_text_comes_through_as_it_was(pair, room, text):
    ann, ben = pair
    ann.say(room, text)
    assert ben.wait("messages").data["message"] == text
    assert ann.history(room)["messages"][-1]["message"] == text


def test_sending_where_one_is_not_is_refused(server, connect, room):
    ann = connect(server)
    error = ann.refused("send", {"room": room, "text": "x"})
    assert error["code"] == "not_in_room" and error["hint"]


def test_a_person_cannot_forge_fields(pair, room):
    ann, ben = pair
    ann.say(room, "forged", username="System", kind="system", id=1, seq=1, **{"from": ben.id})
    message = ben.wait_text("forged")
    assert (message["kind"], message["from"], message["username"]) == ("chat", ann.id, ann.member["username"])
    assert message["id"] > 1_000_000


def test_hops_are_kept(pair, room):
    ann, ben = pair
    ann.say(room, "relayed", hops=2)
    assert ben.wait_text("relayed")["hops"] == 2


def test_ten_at_once_then_the_rate_holds(new_server, connect, room):
    ann = connect(new_server(rates=True, limits={"sends_per_second": 1}))
    ann.join(room)
    for number in range(10):
        ann.say(room, f"number {number}")
    refusals = []
    for number in range(10):
        answer = ann.ack("send", {"room": room, "text": f"more {number}"})
        if not answer["ok"]:
            refusals.append(answer["error"])
    assert refusals and {e["code"] for e in refusals} == {"rate_limited"}
    assert 0 < refusals[0]["retry_after"] < 60_000


def test_a_duplicate_gives_its_rate_back(new_server, connect, room):
    ann = connect(new_server(rates=True, limits={"sends_per_second": 1}))
    ann.join(room)
    first = ann.say(room, "once", client_id="x")
    for _ in range(8):
        assert ann.say(room, "once", client_id="x") == first
    for number in range(8):
        ann.say(room, f"number {number}")


def test_duplicates_have_a_budget_of_their_own(new_server, connect, room):
    ann = connect(new_server(rates=True, limits={"sends_per_second": 1}))
    ann.join(room)
    ann.say(room, "once", client_id="x")
    answers = [ann.ack("send", {"room": room, "text": "once", "client_id": "x"}) for _ in range(30)]
    assert answers[0]["ok"] and not answers[-1]["ok"]
    assert answers[-1]["error"]["code"] == "rate_limited"


def test_a_client_id_is_forgotten_in_the_end(new_server, connect, room):
    ann = connect(new_server(limits={"dedupe_ms": 200}))
    ann.join(room)
    first = ann.say(room, "once", client_id="x")
    until(lambda: ann.say(room, "once", client_id="x") != first, "a new place in the log", every=0.3)


def test_the_rate_counts_all_connections_of_a_person(new_server, connect, room):
    server = new_server(rates=True, limits={"sends_per_second": 1})
    ann = connect(server)
    tab = connect(server, auth={"room": None, "resume": ann.session["resume"]})
    ann.join(room), tab.join(room)
    answers = [client.ack("send", {"room": room, "text": "x"})["ok"] for _ in range(8) for client in (ann, tab)]
    assert answers.count(True) < 14


def test_a_rate_of_one_person_does_not_hold_another(new_server, connect, room):
    server = new_server(rates=True)
    ann, ben = connect(server), connect(server)
    ann.join(room), ben.join(room)
    for _ in range(20):
        ann.ack("send", {"room": room, "text": "x"})
    assert ben.say(room, "still here")["ok"]


def test_a_full_log_drops_its_oldest(new_server, connect, room):
    ann = connect(new_server(limits={"room_log": 20}))
    ann.join(room)
    for number in range(50):
        ann.say(room, f"number {number}")
    page = ann.history(room)
    assert [m["message"] for m in page["messages"]] == [f"number {n}" for n in range(30, 50)]
    assert page["first_seq"] == page["messages"][0]["seq"]
    assert page["seq"] == page["messages"][-1]["seq"]
