"""Clients of Socket.IO 1.x and 2.x (Engine.IO 3) work unmodified (wire protocol, section 7)."""

import json
import time

import pytest

from old_clients import OLD_POLLING, OLD_WEBSOCKET, OldPage, OldPoller, OldWire, encoded
from raw import BINARY, Ended, RawSocket, RawWebSocket, frame
from scraper import samples
from test_browser import browser  # noqa: F401 (fixture)
from waiting import TooLate, until

TOPICS = ["session", "member_history", "message_history", "member_add"]
MESSAGE = {"date", "username", "avatar", "message", "id", "seq", "room", "from", "kind"}
TEXT = "grüße \U0001F600 \U0001F468\u200d\U0001F469 3:x"
WAYS = {"upgraded": ["polling", "websocket"], "polling": ["polling"], "websocket": ["websocket"]}


@pytest.fixture
def lobby(new_server):
    return new_server(limits={"leave_grace_ms": 50})


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def old_page(browser, closing):  # noqa: F811
    """Opens the library on a page: `old_page(server, way)`; comes back when the guest is in the default room."""

    def open_page(server, way="upgraded"):
        page = closing.keep(OldPage(browser, server, WAYS[way]))
        page.wait("member_add")
        if way == "upgraded":
            until(lambda: page.engine == "websocket", "the transport is upgraded")
        else:
            assert page.engine == way
        return page

    return open_page


# --- The library 2.0.3, used as the sample used it --------------------------------------------------------------------


def test_it_connects_as_a_guest_and_gets_the_topics_in_order(lobby, old_page, way):
    page = old_page(lobby, way)
    assert [name for name in page.order if name != "connect"][:4] == TOPICS
    members, = page.heard("member_history")[0]
    me, = page.heard("member_add")[0]
    assert members[me["socket"]] == me
    assert {"socket", "username", "avatar", "id", "room"} <= set(me)
    assert me["room"] == "lobby"
    assert page.heard("message_history") == [[[]]]


def test_it_talks_with_clients_of_today(lobby, old_page, connect, way):
    page = old_page(lobby, way)
    me, = page.wait("member_add")
    other = connect(lobby, auth=None, wait_for="member_add")
    assert page.wait("member_add", 2)[0]["id"] == other.id
    page.do(f"socket.emit('send', {json.dumps(TEXT)})")
    told = other.wait_text(TEXT)
    mine, = page.wait("messages")
    assert mine == told and MESSAGE <= set(mine)
    assert (mine["from"], mine["username"], mine["message"]) == (me["id"], me["username"], TEXT)
    other.say("lobby", "from today " + TEXT)
    assert page.wait("messages", 2)[0]["message"] == "from today " + TEXT
    answer = page.do("new Promise((done) => socket.emit('send', {room: 'lobby', text: 'acked'}, done))")
    assert answer["ok"] is True and {"id", "seq", "date"} <= set(answer)
    refused = page.do("new Promise((done) => socket.emit('send', {room: 'lobby', text: ''}, done))")
    assert refused["ok"] is False and refused["error"]["code"] and refused["error"]["message"]


def test_somebody_who_comes_later_gets_what_was_said(lobby, old_page, way):
    first = old_page(lobby, way)
    first.do("socket.emit('send', 'one'); socket.emit('send', 'two')")
    first.wait("messages", 2)
    later = old_page(lobby, way)
    history, = later.heard("message_history")[0]
    assert [message["message"] for message in history] == ["one", "two"]
    assert len(later.heard("member_history")[0][0]) == 2


def test_disconnecting_is_told_and_one_may_come_back(lobby, old_page, connect, way):
    page = old_page(lobby, way)
    me, = page.wait("member_add")
    other = connect(lobby, auth=None, wait_for="member_add")
    page.do("socket.disconnect()")
    assert page.wait("disconnect") == ["io client disconnect"]
    assert other.wait("member_delete").args[0] == me["socket"]
    page.do("socket.connect()")
    page.wait("session", 2)
    again, = page.wait("member_add", 2)
    assert again["room"] == "lobby"
    assert page.wait("member_history", 2)[0][again["socket"]]["id"] == again["id"]


def test_it_comes_back_by_itself_when_the_server_does(lobby, old_page, way):
    page = old_page(lobby, way)
    page.do("socket.emit('send', 'before')")
    page.wait("messages")
    lobby.stop()
    page.wait("disconnect")
    lobby.start()
    page.wait("reconnect")
    history, = page.wait("message_history", 2)
    assert [message["message"] for message in history] == ["before"]
    page.do("socket.emit('send', 'after')")
    until(lambda: page.heard("messages")[-1][0]["message"] == "after", "it talks again")


def test_it_stays_connected_over_many_heartbeats(new_server, old_page, way):
    server = new_server(limits={"ping_ms": 300, "pong_ms": 2500})
    page = old_page(server, way)
    page.do("window.pongs = 0; socket.io.on('pong', () => pongs++)")
    # That is longer than the server would wait for a client it does not hear of.
    until(lambda: page.do("pongs") >= 12, "twelve heartbeats", timeout=20)
    assert page.heard("disconnect") == []
    assert page.do("new Promise((done) => socket.emit('send', 'still here', (answer) => done(answer.ok)))")


def test_a_kicked_client_is_told_and_stays_away(lobby, old_page, connect, way):
    page = old_page(lobby, way)
    me, = page.wait("member_add")
    moderator = connect(lobby, auth=None, wait_for="member_add")
    lobby.redis.client().hset("parlor:{lobby}:roles", moderator.id, "moderator")
    moderator.ask("moderate", {"room": "lobby", "act": "kick", "member": me["id"], "reason": "noise"})
    assert page.wait("kicked")[0]["reason"] == "noise"
    assert page.wait("disconnect") == ["io server disconnect"]
    assert page.do("socket.io.skipReconnect"), "it would come back"


# --- By hand ----------------------------------------------------------------------------------------------------------


def test_the_handshake_and_the_bare_connect(lobby):
    poller = OldPoller(lobby)
    assert set(poller.handshake) == {"sid", "upgrades", "pingInterval", "pingTimeout"}
    assert poller.handshake["upgrades"] == ["websocket"]
    assert poller.read("40") == "40"
    assert [json.loads(poller.read("42")[2:])[0] for _ in TOPICS] == TOPICS
    with OldWire(lobby) as wire:
        assert wire.handshake["upgrades"] == []
        assert wire.read_message() == "40"
        assert [json.loads(wire.read("42")[2:])[0] for _ in TOPICS] == TOPICS


def test_the_client_pings_and_the_server_does_not(new_server):
    server = new_server(limits={"ping_ms": 1000, "pong_ms": 2000})
    poller = OldPoller(server)
    poller.read("42")
    assert poller.post("2") == (200, "ok")
    assert poller.read("3") == "3"
    with OldWire(server) as wire:
        wire.send_frame("2")
        assert wire.read("3") == "3"
        seen = []
        with pytest.raises(Ended) as end:
            while True:
                seen.append(wire.read_message())
        assert "2" not in seen
        assert end.value.code == 1008
    with pytest.raises(Ended) as end:
        poller.read("2")
    assert end.value.code == 400


def test_who_pings_and_never_reads_is_let_go(new_server, connect):
    server = new_server(limits={"outbox_bytes": 65_536})
    poller = OldPoller(server)
    poller.read('42["member_add"')
    answers = [poller.post(*["2"] * 1000)[0] for _ in range(4)]
    assert answers[0] == 200 and answers[-1] == 400
    let_go = lambda: samples(server.url).get(("parlor_ends_total", "slowConsumer"), 0)  # noqa: E731
    before = let_go()
    other = connect(server, auth=None, wait_for="member_add")
    with OldWire(server, receive_buffer=4096) as wire:
        wire.read('42["member_add"')
        # The kernel takes megabytes: messages fill it sooner than answers to pings, of three bytes each.
        with pytest.raises(TooLate):
            while True:
                taken = wire.untaken()
                other.pour("lobby", ["x" * 4000] * 4)
                until(lambda: wire.untaken() > taken, "the kernel takes more", timeout=3)
        assert let_go() == before, "it is the pings that are too many"
        wire.socket.settimeout(30)
        deadline = time.monotonic() + 60
        with pytest.raises(ConnectionError):
            while time.monotonic() < deadline:
                wire.socket.sendall(frame("2") * 1000)
    until(lambda: let_go() == before + 1, "it is let go for that")


def test_packets_of_a_payload_are_taken_in_order(lobby, connect):
    other = connect(lobby, auth=None, wait_for="member_add")
    poller = OldPoller(lobby)
    poller.read("40")
    packets = ["42" + json.dumps(["send", text], ensure_ascii=False) for text in ("é1", "\U0001F600", "3:x")]
    assert poller.post(*packets) == (200, "ok")
    for text in ("é1", "\U0001F600", "3:x"):
        other.wait_text(text)
        assert json.loads(poller.read('42["messages"')[2:])[1]["message"] == text


def test_text_framed_in_bytes_is_taken_too(lobby, connect):
    other = connect(lobby, auth=None, wait_for="member_add")
    poller = OldPoller(lobby)
    poller.read("40")
    packet = '42["send","framed \U0001F600"]'.encode()
    status, _, body = poller.request("POST", bytes([0, *map(int, str(len(packet))), 255]) + packet)
    assert (status, body) == (200, b"ok")
    other.wait_text("framed \U0001F600")


@pytest.mark.parametrize("payload", [b"5:2", b"x", b"1:x", encoded("b4AQID"), b"\x01\x02\xff\x04\x01", b"3:4\xff\xfe", b""])
def test_bad_payloads_and_binary_end_the_session(lobby, payload):
    poller = OldPoller(lobby)
    status, _, _ = poller.request("POST", payload)
    assert status == 400
    with pytest.raises(Ended):
        while True:
            poller.get()


def test_binary_over_websocket_ends_the_session(lobby):
    with OldWire(lobby) as wire:
        wire.read("42")
        wire.send_frame(b"\x04\x01\x02", BINARY)
        assert wire.ended() == 1002


def test_scripts_are_refused_as_answers(lobby):
    with RawSocket(lobby) as connection:
        status, _, body = connection.request("GET", OLD_POLLING + "&j=0")
    assert status == 400 and json.loads(body)["message"] == "Bad request"


def test_other_namespaces_are_refused_in_the_old_form(lobby):
    with OldWire(lobby) as wire:
        wire.read("40")
        wire.send_frame("40/admin?x=1")
        assert wire.read("44") == '44/admin,"Invalid namespace"'
        wire.send_frame('42["send","still here"]')
        assert "still here" in wire.read('42["messages"')


def test_a_second_poll_is_refused_in_the_old_form(lobby):
    poller = OldPoller(lobby)
    poller.read('42["member_add"')
    with RawSocket(lobby) as first:
        first.write(f"GET {OLD_POLLING}{poller.more} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        first.wait_until_read()
        status, _, _ = poller.request("GET")
        assert status == 400
        assert first.read_response()[2] == b"1:1"


def test_they_can_be_turned_off(new_server):
    server = new_server(None, "--no-eio3")
    with RawSocket(server) as connection:
        status, _, body = connection.request("GET", OLD_POLLING)
    assert status == 400 and json.loads(body)["message"] == "Unsupported protocol version"
    assert RawWebSocket(server, OLD_WEBSOCKET).status == 400
