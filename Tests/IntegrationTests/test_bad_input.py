"""Whatever a client sends: a defined error for itself, nothing for anybody else (wire protocol, section 5)."""

import json

import pytest

from chat import unique
from raw import BINARY, CLOSE, CONTINUATION, PING, POLLING_PATH, TEXT, WEBSOCKET_PATH, Ended, Poller, RawSocket, \
    RawWebSocket, Wire, frame
from waiting import TooLate


@pytest.fixture(autouse=True)
def bystander(server, connect):
    """Somebody who chats while others misbehave, and must not notice."""
    room = unique("calm")
    ann = connect(server)
    ann.join(room)
    pid = server.pid
    yield ann
    ann.sync(room)
    assert not ann.all("disconnect")
    assert server.is_running and server.pid == pid


@pytest.fixture
def wire(server, room):
    """A connected client whose bytes are ours."""
    with Wire(server) as wire:
        assert wire.connect({"room": room}).startswith("40")
        wire.read_event("member_add")
        yield wire


# WebSocket frames


@pytest.mark.parametrize("bad", [
    pytest.param(frame("2", mask=False), id="unmasked"),
    pytest.param(frame("2", rsv=4), id="rsv1"),
    pytest.param(frame("2", rsv=2), id="rsv2"),
    pytest.param(frame("2", rsv=1), id="rsv3"),
    pytest.param(frame("2", opcode=0x3), id="opcode 3"),
    pytest.param(frame("2", opcode=0xB), id="opcode 11"),
    pytest.param(frame("x" * 126, opcode=PING), id="long ping"),
    pytest.param(frame("x", opcode=PING, fin=False), id="fragmented ping"),
    pytest.param(frame("x", opcode=CONTINUATION), id="lone continuation"),
    pytest.param(frame("4", fin=False) + frame("2"), id="new message inside a fragmented one"),
    pytest.param(frame(b"\x03", opcode=CLOSE), id="close of one byte"),
    pytest.param(frame(b"\x03\xed", opcode=CLOSE), id="close 1005"),
    pytest.param(frame(b"\x00\x01", opcode=CLOSE), id="close 1"),
])
def test_protocol_error_closes_with_1002(wire, bad):
    wire.write(bad)
    # A length beyond all bounds may be called too large as well as wrong.
    assert wire.ended() in ((1002, 1009) if len(bad) > 2 and bad[1] & 0x7F == 127 else (1002,))


@pytest.mark.parametrize("bad", [
    pytest.param(frame(b"4\xff\xfe"), id="no utf-8"),
    pytest.param(frame(b"4\xc0\x80"), id="overlong nul"),
    pytest.param(frame(b"4\xed\xa0\x80"), id="surrogate"),
    pytest.param(frame(b"4\xe2\x82", fin=False) + frame(b"x", opcode=CONTINUATION), id="cut over fragments"),
    pytest.param(frame(b"4\xe2\x82"), id="cut at the end"),
    pytest.param(frame(b"\x03\xe8\xff\xfe", opcode=CLOSE), id="close with a spoiled reason"),
])
def test_text_that_is_not_utf_8_closes_with_1007(wire, bad):
    wire.write(bad)
    assert wire.ended() == 1007


def test_a_frame_beyond_64_kib_closes_with_1009(wire):
    wire.write(frame("4" + "2" * 66_000))
    assert wire.ended() == 1009


def test_an_announced_length_beyond_64_kib_closes_at_once(wire):
    wire.write(frame("4", length=1 << 40, wide=8))
    assert wire.ended() == 1009


def test_a_length_with_its_top_bit_set_closes_at_once(wire):
    wire.write(frame("4", length=1 << 63, wide=8))
    assert wire.ended() in (1002, 1009)


def test_fragments_beyond_64_kib_together_close_with_1009(wire):
    wire.write(frame("4" + "2" * 30_000, fin=False))
    for _ in range(3):
        wire.write(frame("2" * 30_000, opcode=CONTINUATION, fin=False))
    assert wire.ended() == 1009


def test_too_many_fragments_close_the_connection(wire):
    wire.write(frame("4", fin=False) + frame("2", opcode=CONTINUATION, fin=False) * 40)
    assert wire.ended() in (1002, 1008, 1009)


def test_a_message_in_fragments_is_taken(wire, room):
    text = '420["send","in pieces: é"]'.encode()
    cut = text.index(b"\xc3") + 1
    wire.write(frame(text[:5], fin=False) + frame(b"ping", opcode=PING))
    wire.write(frame(text[5:cut], opcode=CONTINUATION, fin=False) + frame(text[cut:], opcode=CONTINUATION))
    assert wire.read_ack(0)[0]["ok"] is True


def test_bytes_that_drip_are_taken(wire):
    for byte in frame('420["send","slowly"]'):
        wire.write(bytes([byte]))
    assert wire.read_ack(0)[0]["ok"] is True


def test_close_is_answered(wire):
    wire.send_frame(b"\x03\xe8", opcode=CLOSE)
    assert wire.ended() == 1000


def test_ping_is_answered(wire):
    wire.send_frame(b"are you there", opcode=PING)
    while True:
        _, _, opcode, payload = wire.read_frame()
        if opcode == 0xA:
            assert payload == b"are you there"
            return


def test_what_is_no_websocket_after_the_upgrade_closes(server):
    with RawWebSocket(server) as raw:
        raw.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 4)
        raw.wait_closed()


# Upgrade


@pytest.mark.parametrize("headers", [
    {"Sec-WebSocket-Version": "12"}, {"Sec-WebSocket-Key": ""}, {"Sec-WebSocket-Key": "short"}, {"Upgrade": "smoke"},
])
def test_a_wrong_upgrade_is_refused(server, headers):
    with RawWebSocket(server, headers=headers) as raw:
        assert 400 <= raw.status < 500


@pytest.mark.parametrize("path", [
    "/socket.io/?transport=websocket", "/socket.io/?EIO=4", "/socket.io/?EIO=9&transport=websocket",
    "/socket.io/?EIO=4&transport=websocket&sid=unknown", "/socket.io/?EIO=4&transport=websocket&sid=%00%ff",
])
def test_a_websocket_with_a_wrong_query_ends(server, path):
    with RawSocket(server) as raw:
        raw.write(f"GET {path} HTTP/1.1\r\nHost: {raw.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode())
        status = raw.wait_closed().split(b" ")[1]
        assert status.startswith(b"4") or status == b"101"


def test_extensions_are_not_negotiated(server):
    with RawWebSocket(server, headers={"Sec-WebSocket-Extensions": "permessage-deflate"}) as raw:
        assert raw.status == 101 and "sec-websocket-extensions" not in raw.headers


# Engine.IO and Socket.IO packets


@pytest.mark.parametrize("packet", [
    "", "9", "x", "7hello", "0{}", "4", "4abc", "49", "42", "42{}", "42[]", "42[1]", "42[null]", '42["x"', "42abc[]",
    '42["send","x"]trailing', "42-1[]", '42/custom["x"]', '4299999999999999999999["send","x"]', '43["x"]', "43",
    '44{"message":"no"}', '45-["x"]', '451-["x"]', '45999-["x"]', '42/["x"', "40{", '40"x"', "40[]", '42["connect"]',
    "42" + "[" * 500 + "]" * 500, '42["a",' + '{"a":' * 40 + "1" + "}" * 40 + "]",
    '42["\\ud800"]', '42["send",1e999]', '42["send",01]', "42['send']", "42[NaN]",
    '42["disconnect"]', '42["connect_error"]', '46-["x"]',
])
def test_a_malformed_packet_is_defined_on_websocket(wire, packet):
    """Either it closes its own connection, or it is refused; it never hangs and never goes unnoticed elsewhere."""
    wire.send_frame(packet)
    wire.send_frame('427["rooms"]')
    try:
        answer = wire.read_ack(7)
        assert "ok" in answer[0]
    except Ended as end:
        assert end.code in (None, 1000, 1002, 1003, 1007, 1008, 1009)


@pytest.mark.parametrize("packet", ["4abc", "42{}", "42abc[]", '42["x"', "42[]", "9", ""])
def test_these_packets_close_the_connection(wire, packet):
    wire.send_frame(packet)
    wire.ended()


@pytest.mark.parametrize("packet", ["4abc", "42{}", "42abc[]", "9", "bAAA!", "\x1e", "4\x1e\x1e4"])
def test_these_packets_end_a_polling_session(server, packet):
    poller = Poller(server)
    assert poller.post("40") == (200, "ok")
    poller.read_packet()
    poller.post(packet)

    with pytest.raises(Ended) as end:
        poller.read_packet(lambda packet: packet == "1")
    assert end.value.code == 400


def test_an_empty_post_is_refused(server):
    poller = Poller(server)
    with RawSocket(server) as raw:
        raw.write(f"POST {poller.path} HTTP/1.1\r\nHost: {raw.host}\r\nContent-Length: 0\r\n\r\n".encode())
        assert raw.read_response()[0] in (200, 400)


def test_a_payload_beyond_64_kib_is_refused(server):
    poller = Poller(server)
    poller.post("40")
    assert poller.post("4" + "2" * 70_000)[0] in (400, 413)


def test_too_many_packets_in_a_payload_are_refused(server):
    poller = Poller(server)
    poller.post("40")
    assert poller.post(*["3"] * 1100)[0] in (400, 413)


def test_before_connect_8_kib_are_enough(server):
    with Wire(server) as wire:
        wire.send_frame("40" + json.dumps({"name": "x" * 9000}))
        wire.ended()


def test_events_before_connect_close_the_connection(server):
    with Wire(server) as wire:
        wire.send_frame('42["send","x"]')
        wire.ended()


def test_connecting_twice_does_no_harm(wire):
    wire.send_frame("40")
    try:
        assert wire.ask("rooms")[0]["ok"]
    except Ended:
        pass


def test_an_unknown_namespace_is_refused(server):
    with Wire(server) as wire:
        wire.send_frame("40/admin,")
        reply = wire.read_packet()
        assert reply.startswith("44/admin,") and json.loads(reply[9:])["message"] == "Invalid namespace"


def test_who_says_nothing_is_closed(new_server):
    server = new_server(limits={"connect_ms": 500})
    with Wire(server) as wire:
        wire.ended(5)


def test_who_does_not_answer_pings_is_closed(new_server):
    server = new_server(limits={"ping_ms": 300, "pong_ms": 2000})
    with Wire(server) as wire:
        wire.connect({"room": None})
        wire.ended()


# Binary


@pytest.mark.parametrize("packet", ['451-0["send",{"_placeholder":true,"num":0}]',
                                    '451-0["join",{"room":{"_placeholder":true,"num":0}}]'])
def test_binary_arguments_are_refused(wire, packet):
    wire.send_frame(packet)
    wire.send_frame(b"\x00\x01\x02", opcode=BINARY)
    answer = wire.read_ack(0)[0]
    assert answer["ok"] is False and answer["error"]["code"] == "invalid_payload"


def test_binary_arguments_of_a_stock_client_are_refused(server, connect, room, transport):
    ann = connect(server, transport=transport)
    ann.join(room)
    assert ann.refused("send", b"\x00\x01")["code"] == "invalid_payload"
    assert ann.refused("send", {"room": room, "text": b"\x00\x01"})["code"] == "invalid_payload"
    assert ann.say(room, "words")["ok"]


def test_binary_without_acknowledgement_is_a_notice(server, connect, room):
    ann = connect(server)
    ann.join(room)
    ann.emit("send", {"room": room, "text": b"\x00"})
    assert ann.wait("notice").data["code"] == "invalid_payload"


@pytest.mark.parametrize("packet", [
    '455-0["send",{"_placeholder":true,"num":0}]', '451-0["send",{"_placeholder":true,"num":7}]',
    '451-0["send",{"_placeholder":true,"num":-1}]', '452-0["send",{"_placeholder":true,"num":0}]',
])
def test_wrong_attachments_are_defined(wire, packet):
    wire.send_frame(packet)
    try:
        wire.send_frame(b"\x00", opcode=BINARY)
        wire.send_frame(b"\x00", opcode=BINARY)
        assert wire.read_ack(0)[0]["error"]["code"] == "invalid_payload"
    except Ended:
        pass


def test_binary_nobody_announced_closes_the_connection(wire):
    wire.send_frame(b"\x00", opcode=BINARY)
    wire.ended()


def test_attachments_before_connect_close_the_connection(server):
    with Wire(server) as wire:
        wire.send_frame('451-["send",{"_placeholder":true,"num":0}]')
        wire.ended()


# Events


@pytest.mark.parametrize("name", ["explode", "message", "session", "member_add", "SEND", "", " send", "__proto__", "é"])
def test_an_unknown_event_is_refused(wire, name):
    answer = wire.ask(name, {"room": "x"})[0]
    assert answer["ok"] is False and answer["error"]["code"] == "unknown_event"


@pytest.mark.parametrize("event", ["send", "join", "leave", "history", "members", "typing", "rename", "moderate"])
@pytest.mark.parametrize("payload", [None, 7, True, "x", [], [[]], {"room": None}, {"room": {"room": "x"}}])
def test_wrong_payloads_are_refused(wire, event, payload):
    if event == "send" and payload == "x":
        return
    answer = wire.ask(event, payload)[0]
    assert answer["ok"] is False
    assert answer["error"]["code"] in ("invalid_payload", "no_such_room")


def test_events_without_arguments_are_refused(wire):
    for event in ("send", "join", "leave", "history", "members", "rename", "moderate"):
        assert wire.ask(event)[0]["error"]["code"] == "invalid_payload"


def test_many_arguments_do_no_harm(wire):
    answer = wire.ask("send", "x", *range(1000))
    assert "ok" in answer[0]


def test_deep_json_is_refused(wire, room):
    deep = "[" * 40 + "]" * 40
    wire.send_frame(f'425["send",{{"room":"{room}","text":"x","extra":{deep}}}]')
    try:
        assert wire.read_ack(5)[0]["error"]["code"] == "invalid_payload"
    except Ended:
        pass


def test_doubled_keys_are_defined(wire, room):
    wire.send_frame(f'425["send",{{"room":"{room}","text":"a","text":"b","room":"{room}"}}]')
    try:
        assert "ok" in wire.read_ack(5)[0]
    except Ended:
        pass


def test_errors_tell_no_secrets(wire):
    said = json.dumps([wire.ask("join", {"room": "BAD"}), wire.ask("send", 7), wire.ask("explode", 1)])
    assert "/tmp" not in said and "parlor:" not in said and ".swift" not in said and "redis" not in said.lower()


def test_a_flood_of_requests_is_bounded(new_server):
    server = new_server(rates=True)
    with Wire(server) as wire:
        wire.connect({"room": None})
        for number in range(500):
            wire.send_frame(f'42{number}["rooms"]')
        codes, count = set(), 0
        try:
            while count < 500:
                packet = wire.read_packet()
                if packet.startswith("43"):
                    count += 1
                    answer = json.loads(packet[packet.index("["):])[0]
                    codes.add("ok" if answer["ok"] else answer["error"]["code"])
        except Ended:
            codes.add("closed")
        assert codes & {"rate_limited", "closed"}
        assert codes <= {"ok", "rate_limited", "closed"}


# Origins


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "file://", "http://127.0.0.1:1", "x"])
def test_a_foreign_origin_is_refused_on_both_transports(server, origin):
    with RawWebSocket(server, headers={"Origin": origin}) as raw:
        assert raw.status == 403
    with RawSocket(server) as raw:
        assert raw.request("GET", POLLING_PATH, {"Origin": origin})[0] == 403


def test_the_own_origin_is_let_in_on_both_transports(server):
    with RawWebSocket(server, headers={"Origin": server.url}) as raw:
        assert raw.status == 101
    with RawSocket(server) as raw:
        assert raw.request("GET", POLLING_PATH, {"Origin": server.url})[0] == 200


def test_an_allowed_origin_is_let_in(new_server):
    server = new_server(None, "--allow-origin", "https://chat.example")
    with RawWebSocket(server, headers={"Origin": "https://chat.example"}) as raw:
        assert raw.status == 101
    with RawSocket(server) as raw:
        status, headers, _ = raw.request("GET", POLLING_PATH, {"Origin": "https://chat.example"})
        assert status == 200 and headers["access-control-allow-origin"] == "https://chat.example"
    with RawSocket(server) as raw:
        assert raw.request("GET", POLLING_PATH, {"Origin": "https://chat.example.evil.example"})[0] == 403


# HTTP


@pytest.mark.parametrize("text", [
    b"\r\n\r\n", b"hello\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nNo colon\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST /socket.io/?EIO=4 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nabcd",
    b"POST /socket.io/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
])
def test_malformed_http_is_refused(server, text):
    with RawSocket(server) as raw:
        raw.write(text)
        try:
            status, _, _ = raw.read_response()
            assert 400 <= status < 600
        except (Ended, TooLate) as end:
            if isinstance(end, TooLate):
                raw.socket.shutdown(1)
                raw.wait_closed()


def test_too_many_header_fields_are_refused(server):
    with RawSocket(server) as raw:
        raw.write(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n")
        try:
            assert raw.read_response()[0] == 431
        except Ended:
            pass


def test_too_large_headers_are_refused(server):
    with RawSocket(server) as raw:
        raw.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + b"y" * 100_000 + b"\r\n\r\n")
        try:
            assert raw.read_response()[0] in (400, 431)
        except Ended:
            pass


def test_headers_without_end_are_cut_off(new_server):
    server = new_server(limits={"header_ms": 500})
    with RawSocket(server) as raw:
        raw.write(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        raw.wait_closed(5)


def test_a_fragmented_message_without_end_is_cut_off(new_server):
    server = new_server(limits={"fragment_ms": 500})
    with Wire(server) as wire:
        wire.connect({"room": None})
        wire.send_frame("4", TEXT, fin=False)
        wire.ended(5)


def test_hanging_up_anywhere_does_no_harm(server):
    greeting = (f"GET {WEBSOCKET_PATH} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode()
    whole = greeting + frame("40") + frame('420["send","x"]')
    for cut in range(0, len(whole), 7):
        with RawSocket(server) as raw:
            raw.write(whole[:cut])


def test_sessions_in_all_are_bounded(new_server):
    server = new_server(limits={"sessions": 3})
    wires = [Wire(server) for _ in range(3)]
    with RawWebSocket(server) as raw:
        assert raw.status in (429, 503) or raw.ended() is not None
    for wire in wires:
        wire.close()
