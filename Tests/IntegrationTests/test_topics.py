"""The sample's topics: a client that knows nothing of Parlor connects and chats (wire protocol, sections 1 and 2)."""

import json
import re

import pytest

from chat import unique
from parlor_server import ParlorServer
from raw import POLLING_PATH, Poller, RawSocket, Wire
from redis_fixture import RedisServer

TOPICS = ["session", "member_history", "message_history", "member_add"]
MEMBER_ID = re.compile(r"m_[a-z2-7]{16}\Z", re.IGNORECASE)


@pytest.fixture(scope="module")
def lobby_server(shared_redis_of_module):
    with ParlorServer(shared_redis_of_module, limits={"leave_grace_ms": 50}) as server:
        yield server


@pytest.fixture(scope="module")
def shared_redis_of_module():
    with RedisServer() as server:
        yield server


@pytest.fixture
def lobby(lobby_server):
    """A server whose default room may be used by these tests, one after another."""
    return lobby_server


def test_handshake_has_exactly_its_five_fields(lobby):
    with Wire(lobby) as wire:
        assert set(wire.handshake) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
        assert wire.handshake["upgrades"] == []
        assert (wire.handshake["pingInterval"], wire.handshake["pingTimeout"]) == (25_000, 20_000)
        assert wire.handshake["maxPayload"] == 65_536


def test_polling_handshake_offers_the_upgrade(lobby):
    poller = Poller(lobby)
    assert set(poller.handshake) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
    assert poller.handshake["upgrades"] == ["websocket"]


@pytest.mark.parametrize("auth", [None, {}])
def test_connect_reply_and_topics_come_in_order(lobby, auth):
    with Wire(lobby) as wire:
        reply = wire.connect(auth)
        assert reply.startswith("40{")
        assert set(json.loads(reply[2:])) == {"sid"}
        assert [wire.read_event()[0] for _ in TOPICS] == TOPICS


def test_topics_come_in_order_over_polling(lobby):
    poller = Poller(lobby)
    assert poller.post("40") == (200, "ok")
    reply = poller.read_packet()
    assert reply.startswith("40{") and set(json.loads(reply[2:])) == {"sid"}
    assert [json.loads(poller.read_packet()[2:])[0] for _ in TOPICS] == TOPICS


def test_socket_id_is_not_the_secret_session_id(lobby):
    with Wire(lobby) as wire:
        sid = json.loads(wire.connect()[2:])["sid"]
        assert sid != wire.handshake["sid"]
        assert len(wire.handshake["sid"]) >= 20
        said = json.dumps([wire.read_event() for _ in TOPICS])
        assert wire.handshake["sid"] not in said


def test_session_says_who_one_is(lobby, connect, transport):
    client = connect(lobby, auth=None, transport=transport)
    session = client.session
    assert isinstance(session["resume"], str) and session["resume"]
    member = session["member"]
    assert MEMBER_ID.match(member["id"])
    assert member["username"] and member["avatar"] == f"/avatar/{member['id']}.svg"
    assert session["room"]["room"] == "lobby"
    assert session["room"]["status"] == "fresh"
    assert "messages" not in session["room"] and "members" not in session["room"]


def test_member_history_holds_the_joiner_by_socket_id(lobby, connect, transport):
    client = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    listing = client.last("member_history").data
    assert isinstance(listing, dict)
    mine = listing[client.socket]
    assert mine["id"] == client.id
    assert mine["socket"] == client.socket
    assert mine["room"] == "lobby"
    assert {"socket", "username", "avatar", "id", "room"} <= set(mine)


def test_member_history_holds_those_who_are_there(lobby, connect):
    ann = connect(lobby, auth=None, wait_for="member_add")
    ben = connect(lobby, auth=None, wait_for="member_add")
    listing = ben.last("member_history").data
    assert listing[ann.socket]["username"] == ann.member["username"]


def test_own_member_add_ends_the_greeting(lobby, connect, transport):
    client = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    added = client.last("member_add").data
    assert added["id"] == client.id and added["socket"] == client.socket
    assert [e.name for e in client.events][:5] == ["connect", *TOPICS]


def test_guests_are_different_people_with_friendly_names(lobby, connect):
    guests = [connect(lobby, auth=None) for _ in range(4)]
    assert len({g.id for g in guests}) == 4
    assert all(re.match(r"[A-Z][a-z]+ [A-Z][a-z]+", g.member["username"]) for g in guests)


def test_others_see_the_newcomer(lobby, connect, transport):
    ann = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    ben = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    added = ann.wait("member_add", lambda m: m["id"] == ben.id).data
    assert {"socket", "username", "avatar", "id", "room"} <= set(added)
    assert added["socket"] == ben.socket


def test_member_delete_has_two_arguments(lobby, connect, transport):
    ann = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    ben = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    socket, member = ben.socket, ben.id
    ben.close()
    gone = ann.wait("member_delete", lambda s, *_: s == socket)
    assert len(gone.args) == 2
    assert gone.args[1]["room"] == "lobby"
    assert gone.args[1]["member"] == member
    assert isinstance(gone.args[1]["reason"], str)


def test_a_plain_string_is_a_message_for_the_default_room(lobby, connect, transport):
    ann = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    ben = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    text = unique("hello")
    ann.emit("send", text)
    for client in (ann, ben):
        message = client.wait_text(text)
        assert message["username"] == ann.member["username"]
        assert message["avatar"] == ann.member["avatar"]
        assert message["from"] == ann.id
        assert message["room"] == "lobby"
        assert message["kind"] == "chat"
        assert isinstance(message["date"], int) and message["date"] > 1_600_000_000_000
        assert isinstance(message["id"], int) and 0 < message["id"] < 2**53
        assert isinstance(message["seq"], int) and message["seq"] > 0
        assert message["date"] == message["id"] // 1000


def test_message_history_is_oldest_first(lobby, connect, transport):
    ann = connect(lobby, auth=None, wait_for="member_add")
    texts = [unique("past") for _ in range(5)]
    for text in texts:
        ann.ask("send", text)
    ben = connect(lobby, auth=None, transport=transport, wait_for="member_add")
    history = ben.last("message_history").data
    assert [m["message"] for m in history][-5:] == texts
    assert [m["seq"] for m in history] == sorted(m["seq"] for m in history)


def test_message_history_holds_the_last_50(own_server, connect):
    ann = connect(own_server, auth=None, wait_for="member_add")
    for number in range(60):
        ann.ask("send", f"number {number}")
    ben = connect(own_server, auth=None, wait_for="member_add")
    assert [m["message"] for m in ben.last("message_history").data] == [f"number {n}" for n in range(10, 60)]


def test_default_room_can_be_chosen(new_server, connect):
    server = new_server(None, "--default-room", "the-yard")
    client = connect(server, auth=None, wait_for="member_add")
    assert client.last("member_add").data["room"] == "the-yard"


def test_auth_room_null_joins_nothing(lobby, connect):
    client = connect(lobby, auth={"room": None})
    assert client.ask("rooms")["ok"]
    assert not client.all("member_history") and not client.all("message_history")
    assert client.refused("send", "hello")["code"] == "not_in_room"


def test_auth_room_joins_that_one(lobby, connect, room):
    client = connect(lobby, auth={"room": room}, wait_for="member_add")
    assert client.last("member_add").data["room"] == room
    assert client.session["room"]["room"] == room


def test_auth_without_room_joins_the_default_room(lobby, connect):
    client = connect(lobby, auth={"name": "Quiet Heron"}, wait_for="member_add")
    assert client.last("member_add").data["room"] == "lobby"
    assert client.last("member_add").data["username"] == "Quiet Heron"


def test_bot_is_marked_as_one(lobby, connect, room):
    bot = connect(lobby, auth={"room": room, "bot": True}, wait_for="member_add")
    assert bot.last("member_add").data["bot"] is True
    bot.say(room, "beep")
    assert bot.wait_text("beep")["bot"] is True


def test_upgrade_from_polling_loses_nothing(lobby, connect, room):
    ann = connect(lobby, auth={"room": room}, wait_for="member_add")
    ben = connect(lobby, auth={"room": room}, transport=["polling", "websocket"], wait_for="member_add")
    assert ben.sio.transport() == "websocket"
    texts = [unique("up") for _ in range(20)]
    for text in texts:
        ann.say(room, text)
    ben.wait_text(texts[-1])
    assert ben.texts() == texts


def test_a_polling_payload_holds_at_most_16_packets(lobby, connect, room):
    poller = Poller(lobby)
    poller.post("40" + json.dumps({"room": room}))
    poller.read_packet(lambda packet: packet.startswith('42["member_add"'))
    ann = connect(lobby, auth={"room": room}, wait_for="member_add")
    ann.pour(room, [f"number {n}" for n in range(100)])
    heard = []
    while len(heard) < 100:
        status, packets = poller.get()
        assert status == 200 and 0 < len(packets) <= 16
        heard += [json.loads(p[2:])[1]["message"] for p in packets if p.startswith('42["messages"')]
    assert heard == [f"number {n}" for n in range(100)]


@pytest.mark.parametrize("query", ["", "?EIO=4", "?transport=polling", "?EIO=2&transport=polling",
                                   "?EIO=4&transport=smoke", "?EIO=x&transport=polling"])
def test_wrong_handshake_query_is_a_400(lobby, query):
    with RawSocket(lobby) as connection:
        assert connection.request("GET", "/socket.io/" + query)[0] == 400


def test_post_without_a_session_is_a_400(lobby):
    with RawSocket(lobby) as connection:
        assert connection.request("POST", POLLING_PATH, body=b"40")[0] == 400


def test_a_second_poll_ends_the_session(lobby, room):
    poller = Poller(lobby)
    # Alone there: nothing that others do answers a poll.
    poller.post("40" + json.dumps({"room": room}))
    poller.read_packet(lambda packet: packet.startswith('42["member_add"'))
    with RawSocket(lobby) as first, RawSocket(lobby) as second:
        for connection in (first, second):
            connection.write(f"GET {poller.path} HTTP/1.1\r\nHost: {connection.host}\r\n\r\n".encode())
        answers = sorted(connection.read_response()[::2] for connection in (first, second))
    assert answers[0] == (200, b"1") and answers[1][0] == 400
    assert poller.get()[0] == 400


def test_post_is_answered_ok(lobby):
    poller = Poller(lobby)
    assert poller.post("40") == (200, "ok")


def test_leaving_the_namespace_takes_one_out_of_the_room(lobby, connect, room):
    ann = connect(lobby, auth={"room": room}, wait_for="member_add")
    with Wire(lobby) as wire:
        wire.connect({"room": room})
        me = wire.read_event("session")[1]["member"]["id"]
        ann.wait("member_add", lambda m: m["id"] == me)
        wire.send_frame("41")
        ann.wait("member_delete", lambda _, about: about["member"] == me)
        wire.send_frame(b"", opcode=0x9)
        while (opcode := wire.read_frame()[2]) == 0x1:
            pass
        assert opcode == 0xA, "the transport stays"
