"""The published Engine.IO and Socket.IO conformance cases, and our own, against the built `conformance-server`."""

import base64
import contextlib
import json
import os
import pathlib
import struct
import subprocess
import time
import urllib.parse

import pytest
import requests
import websocket

from raw import RawSocket
from waiting import until

ROOT = pathlib.Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def serving(*rhythm):
    """`127.0.0.1:PORT` of a conformance-server."""
    folder = pathlib.Path(os.environ.get("PARLOR_BIN_DIR", ROOT / ".build" / "debug"))
    server = subprocess.Popen(
        [folder / "conformance-server", "--port", "0", *rhythm], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        line = server.stdout.readline().strip()
        assert line.startswith("listening on 127.0.0.1:"), line
        yield line.removeprefix("listening on ")
        assert server.poll() is None, "the server died"
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


@pytest.fixture(scope="module")
def address():
    """A server that is in no hurry: a test that is held up loses no session by it."""
    with serving("--ping-interval", "25000", "--ping-timeout", "20000", "--connect-timeout", "45000") as address:
        yield address


@pytest.fixture(scope="module")
def lively():
    """A server that pings often, and waits long for the answer."""
    with serving("--ping-timeout", "20000") as address:
        yield address


@pytest.fixture(scope="module")
def strict():
    """A server of the rhythm that the published suites expect."""
    with serving() as address:
        yield address


# Engine.IO ------------------------------------------------------------------------------------------------------------


class Polling:
    """A session on long-polling."""

    def __init__(self, address, path="/engine.io/"):
        self.address, self.path = address, path
        self.url = f"http://{address}{path}"
        self.http = requests.Session()
        response = self.http.get(self.url, params={"EIO": "4", "transport": "polling"}, timeout=5)
        assert response.status_code == 200
        assert response.text[0] == "0"
        self.handshake = json.loads(response.text[1:])
        self.sid = self.handshake["sid"]

    @property
    def query(self):
        return {"EIO": "4", "transport": "polling", "sid": self.sid}

    def get(self, timeout=5):
        # Every request has a connection of its own, as requests may run at the same time.
        return requests.get(self.url, params=self.query, timeout=timeout)

    def post(self, body, **options):
        return self.http.post(self.url, params=self.query, data=body, timeout=5, **options)

    def get_in_background(self):
        """Sends a poll that the server has read; returns how to wait for its answer: (status, text)."""
        connection = self.poll()

        def wait():
            with connection:
                status, _, body = connection.read_response()
                return status, body.decode()

        return wait

    def poll(self):
        """The connection of a poll that the server has read."""
        connection = RawSocket(f"http://{self.address}")
        path = f"{self.path}?{urllib.parse.urlencode(self.query)}"
        connection.write(f"GET {path} HTTP/1.1\r\nHost: {connection.host}\r\n\r\n".encode())
        connection.wait_until_read()
        return connection


def open_websocket(address, query="EIO=4&transport=websocket", path="/engine.io/", **options):
    return websocket.create_connection(f"ws://{address}{path}?{query}", timeout=5, **options)


def assert_closed(connection):
    """The server ends this WebSocket, by Close or by breaking off; what it said before does not matter."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            opcode, data = connection.recv_data()
        except (websocket.WebSocketException, OSError) as error:
            assert not isinstance(error, websocket.WebSocketTimeoutException), "still open"
            return None
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            return struct.unpack("!H", data[:2])[0] if data else None
    raise AssertionError("still open")


class TestPollingHandshake:
    def test_opens_a_session(self, strict):
        response = requests.get(f"http://{strict}/engine.io/?EIO=4&transport=polling")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/plain; charset=UTF-8"
        assert response.headers["Cache-Control"] == "no-store"
        handshake = json.loads(response.text[1:])
        assert set(handshake) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
        assert isinstance(handshake["sid"], str)
        assert handshake["upgrades"] == ["websocket"]
        assert handshake["pingInterval"] == 300
        assert handshake["pingTimeout"] == 200
        assert handshake["maxPayload"] == 1_000_000

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ("transport=polling", 5),
            ("EIO=abc&transport=polling", 5),
            ("EIO=3&transport=polling", 5),
            ("EIO=4", 0),
            ("EIO=4&transport=abc", 0),
            ("EIO=4&transport=websocket", 3),
            ("EIO=4&transport=polling&sid=abc", 1),
            ("EIO=4&transport=polling&sid=" + "A" * 24, 1),
            ("EIO=4&transport=polling&sid=" + "_" * 24, 1),
        ],
    )
    def test_refuses_wrong_parameters(self, address, query, code):
        response = requests.get(f"http://{address}/engine.io/?{query}")
        assert response.status_code == 400
        assert response.json()["code"] == code

    @pytest.mark.parametrize("method", ["POST", "PUT"])
    def test_refuses_other_methods(self, address, method):
        response = requests.request(method, f"http://{address}/engine.io/?EIO=4&transport=polling")
        assert response.status_code == 400
        assert response.json() == {"code": 2, "message": "Bad handshake method"}

    def test_lets_pages_of_any_origin_in(self, address):
        headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
        url = f"http://{address}/engine.io/?EIO=4&transport=polling"
        response = requests.options(url, headers=headers)
        assert response.status_code == 204
        assert response.headers["Access-Control-Allow-Origin"] == "https://example.org"
        assert "POST" in response.headers["Access-Control-Allow-Methods"]
        assert requests.get(url, headers=headers).headers["Access-Control-Allow-Origin"] == "https://example.org"


class TestWebSocketHandshake:
    def test_opens_a_session(self, address):
        connection = open_websocket(address)
        packet = connection.recv()
        assert packet[0] == "0"
        handshake = json.loads(packet[1:])
        assert set(handshake) == {"sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"}
        assert handshake["upgrades"] == []
        connection.close()

    @pytest.mark.parametrize(
        "query", ["transport=websocket", "EIO=abc&transport=websocket", "EIO=4", "EIO=4&transport=abc"]
    )
    def test_refuses_wrong_parameters(self, address, query):
        with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
            open_websocket(address, query)
        assert refusal.value.status_code == 400


class TestPolling:
    def test_sends_and_receives(self, address):
        session = Polling(address)
        response = session.post("4hello")
        assert (response.status_code, response.text) == (200, "ok")
        assert session.get().text == "4hello"

    def test_answers_a_waiting_poll(self, address):
        session = Polling(address)
        wait = session.get_in_background()
        session.post("4hello")
        assert wait() == (200, "4hello")

    def test_takes_several_packets_at_once(self, address):
        session = Polling(address)
        session.post("4test1\x1e4test2\x1e4test3")
        assert session.get().text == "4test1\x1e4test2\x1e4test3"

    def test_takes_binary(self, address):
        session = Polling(address)
        session.post("4hello\x1ebAQIDBA==")
        assert session.get().text == "4hello\x1ebAQIDBA=="

    def test_takes_unicode(self, address):
        session = Polling(address)
        session.post("4€ 🎉 ñ".encode())
        assert session.get().content == "4€ 🎉 ñ".encode()

    def test_sends_at_most_16_packets_at_once(self, address):
        session = Polling(address)
        messages = [f"4{number}" for number in range(40)]
        session.post("\x1e".join(messages))
        payloads = [session.get().text.split("\x1e") for _ in range(3)]
        assert [len(payload) for payload in payloads] == [16, 16, 8]
        assert sum(payloads, []) == messages

    def test_takes_at_most_1024_packets_at_once(self, address):
        session = Polling(address)
        assert session.post("\x1e".join(["3"] * 1024)).status_code == 200
        assert session.post("\x1e".join(["3"] * 1025)).status_code == 400
        assert session.get().status_code == 400

    @pytest.mark.parametrize("body", ["abc", "", "4a\x1e", "4a\x1ezz", "b***", "bA", "2", "5", "0{}", b"4\xff"])
    def test_ends_the_session_on_an_invalid_packet(self, address, body):
        session = Polling(address)
        assert session.post(body).status_code == 400
        assert session.get().status_code == 400

    def test_refuses_a_body_above_the_limit(self, address):
        session = Polling(address)
        assert session.post("4" + "x" * 999_999).status_code == 200
        session = Polling(address)
        assert session.post("4" + "x" * 1_000_000).status_code == 413

    def test_ends_the_session_on_a_second_poll(self, address):
        session = Polling(address)
        wait = session.get_in_background()
        second = session.get()
        assert second.status_code == 400
        assert wait() == (200, "1")
        assert session.get().json() == {"code": 1, "message": "Session ID unknown"}

    def test_ends_the_session_when_the_poll_is_cancelled(self, address):
        session = Polling(address)
        session.poll().close()
        # A pong: nothing is queued for it, so it answers no poll.
        until(lambda: session.post("3").status_code == 400, "the session has ended")
        assert session.get().json() == {"code": 1, "message": "Session ID unknown"}

    def test_closes(self, address):
        session = Polling(address)
        wait = session.get_in_background()
        assert session.post("1").status_code == 200
        assert wait() == (200, "6")
        assert session.get().status_code == 400


class TestWebSocket:
    def test_sends_and_receives(self, address):
        connection = open_websocket(address)
        connection.recv()
        connection.send("4hello")
        assert connection.recv() == "4hello"
        connection.close()

    def test_takes_binary(self, address):
        connection = open_websocket(address)
        connection.recv()
        connection.send_binary(b"\x01\x02\x03\x04")
        assert connection.recv() == b"\x01\x02\x03\x04"
        connection.close()

    def test_closes_on_packet_1(self, address):
        connection = open_websocket(address)
        connection.recv()
        connection.send("1")
        assert_closed(connection)

    @pytest.mark.parametrize("packet", ["abc", "", "9", "5", "0", "2", "2probe"])
    def test_closes_on_an_invalid_packet(self, address, packet):
        connection = open_websocket(address)
        connection.recv()
        connection.send(packet)
        assert assert_closed(connection) == 1002

    def test_closes_above_the_size_limit(self, address):
        connection = open_websocket(address)
        connection.recv()
        connection.send("4" + "x" * 999_999)
        assert len(connection.recv()) == 1_000_000
        connection.send("4" + "x" * 1_000_000)
        assert assert_closed(connection) == 1009


class TestHeartbeat:
    def test_pings_a_polling_client(self, lively):
        session = Polling(lively)
        for _ in range(3):
            assert session.get().text == "2"
            assert session.post("3").status_code == 200

    def test_forgets_a_polling_client_that_is_silent(self, strict):
        start = time.monotonic()
        session = Polling(strict)
        # It polls, and never answers a ping.
        until(lambda: session.get().status_code == 400, "the session has ended", timeout=4)
        assert time.monotonic() - start > 0.4

    def test_pings_a_websocket_client(self, lively):
        connection = open_websocket(lively)
        connection.recv()
        for _ in range(3):
            assert connection.recv() == "2"
            connection.send("3")
        connection.close()

    def test_closes_a_websocket_that_is_silent(self, strict):
        start = time.monotonic()
        connection = open_websocket(strict)
        connection.recv()
        assert_closed(connection)
        assert 0.4 < time.monotonic() - start < 4


class TestUpgrade:
    def probe(self, address, session):
        connection = open_websocket(address, f"EIO=4&transport=websocket&sid={session.sid}")
        connection.send("2probe")
        assert connection.recv() == "3probe"
        return connection

    def upgrade(self, address, session):
        connection = self.probe(address, session)
        connection.send("5")
        return connection

    def test_upgrades(self, address):
        connection = self.upgrade(address, Polling(address))
        connection.send("4hello")
        assert connection.recv() == "4hello"
        connection.close()

    def test_answers_the_waiting_poll(self, address):
        session = Polling(address)
        wait = session.get_in_background()
        connection = self.upgrade(address, session)
        assert wait() == (200, "6")
        connection.close()

    def test_keeps_what_is_queued(self, address):
        session = Polling(address)
        connection = self.probe(address, session)
        session.post("\x1e".join(f"4{number}" for number in range(50)))
        connection.send("5")
        for number in range(50, 100):
            connection.send(f"4{number}")
        received = []
        while len(received) < 100:
            packet = connection.recv()
            if packet == "2":
                connection.send("3")
            else:
                received.append(packet)
        assert received == [f"4{number}" for number in range(100)]
        connection.close()

    def test_stays_on_polling_when_the_probe_is_lost(self, address):
        session = Polling(address)
        self.probe(address, session).close()
        session.post("4still here")
        assert session.get().text == "4still here"

        def upgraded():
            with contextlib.suppress(AssertionError, websocket.WebSocketException, OSError):
                return self.upgrade(address, session)

        # As long as the server has not noticed that the first one is gone, it closes another.
        connection = until(upgraded, "the session is upgraded")
        connection.send("4hello")
        assert connection.recv() == "4hello"
        connection.close()

    def test_refuses_polling_afterwards(self, address):
        session = Polling(address)
        connection = self.upgrade(address, session)
        connection.send("4a")
        assert connection.recv() == "4a"
        assert session.get().status_code == 400
        assert session.post("4b").status_code == 400
        connection.send("4c")
        assert connection.recv() == "4c"
        connection.close()

    def test_closes_a_second_websocket(self, address):
        session = Polling(address)
        connection = self.upgrade(address, session)
        connection.send("4a")
        assert connection.recv() == "4a"
        second = open_websocket(address, f"EIO=4&transport=websocket&sid={session.sid}")
        assert_closed(second)
        connection.send("4b")
        assert connection.recv() == "4b"
        connection.close()

    @pytest.mark.parametrize("first", ["5", "4hello", "2", "abc"])
    def test_closes_a_websocket_that_does_not_probe(self, address, first):
        session = Polling(address)
        connection = open_websocket(address, f"EIO=4&transport=websocket&sid={session.sid}")
        connection.send(first)
        assert_closed(connection)
        session.post("4still here")
        assert session.get().text == "4still here"

    def test_refuses_an_unknown_sid(self, address):
        with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
            open_websocket(address, "EIO=4&transport=websocket&sid=" + "A" * 24)
        assert refusal.value.status_code == 400


# Plain WebSocket ------------------------------------------------------------------------------------------------------


class TestEcho:
    def test_takes_16_mebibytes(self, address):
        connection = websocket.create_connection(f"ws://{address}/echo", timeout=60)
        data = os.urandom(1 << 16) * 256
        connection.send_binary(data)
        assert connection.recv() == data
        connection.close()

    def test_takes_any_number_of_fragments(self, address):
        connection = websocket.create_connection(f"ws://{address}/echo", timeout=10)
        connection.send_frame(websocket.ABNF.create_frame("é", websocket.ABNF.OPCODE_TEXT, fin=0))
        for _ in range(500):
            connection.send_frame(websocket.ABNF.create_frame("x", websocket.ABNF.OPCODE_CONT, fin=0))
        connection.ping("still there?")
        connection.send_frame(websocket.ABNF.create_frame("", websocket.ABNF.OPCODE_CONT, fin=1))
        assert connection.recv() == "é" + "x" * 500
        connection.close()

    def test_answers_close_with_the_same_code(self, address):
        connection = websocket.create_connection(f"ws://{address}/echo", timeout=10)
        connection.send_close(3210, b"bye")
        assert assert_closed(connection) == 3210


# Socket.IO ------------------------------------------------------------------------------------------------------------


def open_socketio(address):
    connection = open_websocket(address, path="/socket.io/")
    assert connection.recv()[0] == "0"
    return connection


def recv_packet(connection):
    """The next packet that is no ping; pings are answered."""
    while True:
        packet = connection.recv()
        if packet != "2":
            return packet
        connection.send("3")


def connect(connection, namespace="/", auth=None):
    """Joins a namespace and returns its sid and what came as `auth`."""
    prefix = "" if namespace == "/" else namespace + ","
    connection.send(f"40{prefix}" + ("" if auth is None else json.dumps(auth)))
    answer = recv_packet(connection)
    assert answer.startswith("40" + prefix), answer
    payload = json.loads(answer[2 + len(prefix) :])
    assert set(payload) == {"sid"}
    event = recv_packet(connection)
    assert event.startswith("42" + prefix), event
    name, auth = json.loads(event[2 + len(prefix) :])
    assert name == "auth"
    return payload["sid"], auth


class TestSocketIOConnect:
    def test_over_websocket(self, address):
        connection = open_socketio(address)
        sid, auth = connect(connection)
        assert isinstance(sid, str) and sid
        assert auth == {}
        connection.close()

    def test_over_polling(self, address):
        session = Polling(address, "/socket.io/")
        assert session.post("40").text == "ok"
        packets = session.get().text.split("\x1e")
        assert packets[0].startswith('40{"sid":"')
        assert packets[1] == '42["auth",{}]'

    def test_with_a_payload(self, address):
        connection = open_socketio(address)
        _, auth = connect(connection, auth={"token": "123"})
        assert auth == {"token": "123"}
        connection.close()

    def test_to_another_namespace(self, address):
        connection = open_socketio(address)
        connect(connection, "/custom")
        connection.close()

    def test_to_another_namespace_with_a_payload(self, address):
        connection = open_socketio(address)
        _, auth = connect(connection, "/custom", {"token": "abc"})
        assert auth == {"token": "abc"}
        connection.close()

    def test_to_a_namespace_that_does_not_exist(self, address):
        connection = open_socketio(address)
        connection.send("40/random")
        assert recv_packet(connection) == '44/random,{"message":"Invalid namespace"}'
        connection.close()

    @pytest.mark.parametrize("packet", ["4abc", "4", "40{", '40"text"', "49", "4/"])
    def test_closes_on_an_invalid_packet(self, address, packet):
        connection = open_socketio(address)
        connection.send(packet)
        assert_closed(connection)

    def test_closes_who_does_not_connect(self, lively):
        start = time.monotonic()
        connection = open_socketio(lively)
        with pytest.raises((websocket.WebSocketException, OSError)):
            while True:
                recv_packet(connection)
        assert 0.9 < time.monotonic() - start < 4.5


class TestSocketIODisconnect:
    def test_leaves_a_namespace(self, lively):
        connection = open_socketio(lively)
        connect(connection)
        connection.send("41")
        # The transport stays, and its heartbeat goes on.
        assert connection.recv() == "2"
        connection.send("3")
        assert connection.recv() == "2"
        connection.close()

    def test_leaves_one_of_two_namespaces(self, address):
        connection = open_socketio(address)
        connect(connection)
        connect(connection, "/custom")
        connection.send("41/custom")
        connection.send('42["message","message to main namespace"]')
        assert recv_packet(connection) == '42["message-back","message to main namespace"]'
        connection.close()

    def test_connects_again(self, address):
        connection = open_socketio(address)
        first, _ = connect(connection)
        connection.send("41")
        second, _ = connect(connection)
        assert first != second
        connection.close()


class TestSocketIOMessages:
    def test_plain_text(self, address):
        connection = open_socketio(address)
        connect(connection)
        connection.send('42["message",1,"2",{"3":[true]}]')
        assert recv_packet(connection) == '42["message-back",1,"2",{"3":[true]}]'
        connection.close()

    def test_plain_text_over_polling(self, address):
        session = Polling(address, "/socket.io/")
        session.post("40")
        session.get()
        session.post('42["message","a"]')
        assert session.get().text == '42["message-back","a"]'

    def test_binary(self, address):
        connection = open_socketio(address)
        connect(connection)
        head = '[{0},{{"_placeholder":true,"num":0}},{{"_placeholder":true,"num":1}}]'
        connection.send("452-" + head.format('"message"'))
        connection.send_binary(b"\x01\x02\x03")
        connection.send_binary(b"\x04\x05\x06")
        assert recv_packet(connection) == "452-" + head.format('"message-back"')
        assert recv_packet(connection) == b"\x01\x02\x03"
        assert recv_packet(connection) == b"\x04\x05\x06"
        connection.close()

    def test_binary_over_polling(self, address):
        session = Polling(address, "/socket.io/")
        session.post("40")
        session.get()
        placeholder = '{"_placeholder":true,"num":0}'
        session.post(f'451-["message",{placeholder}]\x1eb' + base64.b64encode(b"\x00\xff").decode())
        assert session.get().text == f'451-["message-back",{placeholder}]\x1ebAP8='

    def test_plain_text_with_ack(self, address):
        connection = open_socketio(address)
        connect(connection)
        connection.send('42456["message-with-ack",1,"2",{"3":[false]}]')
        assert recv_packet(connection) == '43456[1,"2",{"3":[false]}]'
        connection.close()

    def test_binary_with_ack(self, address):
        connection = open_socketio(address)
        connect(connection)
        placeholders = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}'
        connection.send(f'452-789["message-with-ack",{placeholders}]')
        connection.send_binary(b"\x01\x02\x03")
        connection.send_binary(b"\x04\x05\x06")
        assert recv_packet(connection) == f"462-789[{placeholders}]"
        assert recv_packet(connection) == b"\x01\x02\x03"
        assert recv_packet(connection) == b"\x04\x05\x06"
        connection.close()

    def test_in_another_namespace(self, address):
        connection = open_socketio(address)
        connect(connection, "/custom")
        connection.send('42/custom,7["message-with-ack","x"]')
        assert recv_packet(connection) == '43/custom,7["x"]'
        connection.close()

    @pytest.mark.parametrize("packet", ["42{}", '42abc["message","x"]', "42", '42"x"', "42[1]", "42[", "4x", '451-["a"]'])
    def test_closes_on_an_invalid_packet(self, address, packet):
        connection = open_socketio(address)
        connect(connection)
        connection.send(packet)
        assert_closed(connection)

    def test_closes_on_a_binary_message_nobody_announced(self, address):
        connection = open_socketio(address)
        connect(connection)
        connection.send_binary(b"\x01")
        assert_closed(connection)


class TestStockClient:
    @pytest.mark.parametrize("transports", [["polling"], ["websocket"], ["polling", "websocket"]], ids="+".join)
    def test_talks(self, address, transports):
        socketio = pytest.importorskip("socketio")
        client = socketio.SimpleClient()
        client.connect(f"http://{address}", transports=transports, auth={"token": "123"})
        assert client.receive(timeout=5) == ["auth", {"token": "123"}]
        for number in range(100):
            client.emit("message", (number, b"\x00\x01", {"key": "é"}))
        for number in range(100):
            assert client.receive(timeout=5) == ["message-back", number, b"\x00\x01", {"key": "é"}]
        assert list(client.call("message-with-ack", ("a", 1), timeout=5)) == ["a", 1]
        assert client.transport == transports[-1]
        client.disconnect()
