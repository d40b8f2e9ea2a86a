"""`parlor bench` against a real server and against the floor, small; and what it says when something is wrong."""

import contextlib
import json
import signal
import socket

import pytest

from parlor_server import binary, clean_environment
from processes import Child
from raw import Wire

SMALL = ["--members", "12", "--senders", "3", "--duration", "1", "--warm-up", "0.2"]


def bench(*words, status=0, timeout=60):
    child = Child("parlor bench", [binary(), "bench", *map(str, words)], env=clean_environment())
    found = child.wait(timeout)
    assert found == status, f"{found} instead of {status}: {child.text()}"
    return child


def measured(kind, server, *words, **more):
    child = bench(kind, "--format", "json", "--url", server.url, "--server-pid", server.child.pid, *words, **more)
    return json.loads(child.text("out"))


class Floor:
    def __init__(self):
        self.child = Child("floor-server", [binary("floor-server"), "--port", "0"])
        self.port = int(self.child.wait_for_line(r"listening on 127\.0\.0\.1:(\d+)").group(1))
        self.url = f"http://127.0.0.1:{self.port}"

    def close(self):
        self.child.kill()


@pytest.fixture
def floor(closing):
    return closing.keep(Floor())


@pytest.fixture(params=["parlor", "floor"])
def either(request):
    return request.getfixturevalue("own_server" if request.param == "parlor" else "floor")


def test_a_paced_load_reaches_everybody_once(either):
    result = measured("fanout", either, *SMALL, "--rate", 50)
    assert (result["lost"], result["doubled"], result["foreign"], result["refused"]) == (0, 0, 0, 0)
    # Of what may be sent in the time and while warming up: all at most, and half of the time's at least.
    assert 12 * 50 / 2 <= result["deliveries"] <= 12 * 50 * 1.2
    assert 0 < result["latency_ms"]["p50"] <= result["latency_ms"]["p99"] <= result["latency_ms"]["max"]
    assert result["servers"][0]["cpu_us_per_delivery"] > 0


def test_a_flood_reaches_everybody_once(either):
    result = measured("flood", either, *SMALL, "--window", 16)
    assert (result["lost"], result["doubled"], result["dropped_connections"]) == (0, 0, 0)
    assert result["messages"] > 100


def test_members_may_be_in_many_rooms(either):
    result = measured("fanout", either, *SMALL, "--rate", 100, "--rooms", 40, "--rooms-per-member", 10)
    assert (result["lost"], result["doubled"], result["foreign"]) == (0, 0, 0)
    assert 3 * 100 / 2 <= result["deliveries"] <= 3 * 100 * 1.2


def test_messages_are_counted_as_accepted(own_server):
    result = measured("send", own_server, *SMALL, "--window", 8)
    assert result["messages"] > 50
    assert result["ack_ms"]["p99"] > 0


def test_joins_are_timed_by_quarters(own_server):
    result = measured("join", own_server, "--members", 40)
    assert [quarter["joins"] for quarter in result["quarters"]] == [10, 10, 10, 10]
    assert result["joins_per_s"] > 10
    assert result["servers"][0]["cpu_us_per_join"] > 0


def test_idle_members_are_weighed(own_server):
    result = measured("idle", own_server, "--members", 40, "--duration", 0.5)
    assert result["servers"][0]["kib_per_connection"] > 0


def test_members_are_spread_over_servers(new_server, new_redis):
    redis = new_redis()
    first, second = new_server(redis), new_server(redis)
    child = bench("fanout", "--format", "json", "--url", first.url, "--url", second.url, "--server-pid",
                  first.child.pid, "--server-pid", second.child.pid, *SMALL, "--rate", 50)
    result = json.loads(child.text("out"))
    assert (result["lost"], result["doubled"]) == (0, 0)
    assert all(server["cpu_us_per_delivery"] > 0 for server in result["servers"])


def test_people_get_a_table(own_server):
    child = bench("fanout", "--url", own_server.url, *SMALL)
    assert "lost, doubled  0, 0" in child.text("out")
    assert child.text("err") == "", "no progress line where there is no terminal"


def test_what_was_lost_is_said_and_ends_with_1(own_server):
    child = Child("parlor bench", [
        binary(), "bench", "fanout", "--format", "json", "--url", own_server.url, "--members", "12", "--rate", "100",
        "--duration", "20"], env=clean_environment())
    watcher = Wire(own_server)
    watcher.connect({"room": None})
    assert watcher.ask("join", {"room": "bench-0"})[0]["ok"]
    watcher.read_event("messages")
    own_server.child.kill()
    assert child.wait(60) == 1, child.text()
    result = json.loads(child.text("out"))
    assert result["dropped_connections"] == 12
    assert result["lost"] > 0


def test_ctrl_c_shows_what_was_measured(own_server):
    child = Child("parlor bench", [
        binary(), "bench", "fanout", "--format", "json", "--url", own_server.url, *SMALL[:4], "--duration", "60"],
        env=clean_environment())
    watcher = Wire(own_server)
    watcher.connect({"room": None})
    assert watcher.ask("join", {"room": "bench-0"})[0]["ok"]
    watcher.read_event("messages")
    child.signal(signal.SIGINT)
    assert child.wait(30) == 130, child.text()
    assert json.loads(child.text("out"))["interrupted"] is True


@pytest.mark.parametrize("words", [
    ["--members", "0"], ["--senders", "13", "--members", "12"], ["--size", "5"], ["--rate", "0"],
    ["--rooms", "500", "--members", "12"], ["--url", "127.0.0.1:3000"], ["--duration", "-1"],
])
def test_words_that_make_no_sense_end_with_64(words):
    child = bench("fanout", *words, status=64)
    assert words[0] in child.text("err")


def test_a_server_that_is_not_there_is_named():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        child = bench("fanout", "--url", url, *SMALL, status=1)
    assert url in child.text("err") and "start a server" in child.text("err")


def test_limits_that_stand_in_the_way_are_named(new_server):
    server = new_server(rates=True)
    child = bench("flood", "--url", server.url, *SMALL, "--format", "json", status=1)
    assert "rate_limited" in child.text()


def test_a_process_that_is_not_there_is_named(own_server):
    child = bench("fanout", "--url", own_server.url, "--server-pid", 2**22 + 1, *SMALL, status=1)
    assert "--server-pid" in child.text("err")


@pytest.mark.parametrize("payload", [
    b"", b"4", b"42", b"42[", b'420["send",{}]', b'420["join",{"room":"' + b"x" * 80 + b'"}]', b"9" * 300,
    b'421["send",{"room":"a","text":"' + b"x" * 5000 + b'"}]',
])
def test_the_floor_outlives_what_it_does_not_understand(floor, payload):
    with socket.create_connection(("127.0.0.1", floor.port)) as rude:
        rude.sendall(b"GET /socket.io/ HTTP/1.1\r\nSec-WebSocket-Key: " + b"A" * 22 + b"==\r\n\r\n")
        header = bytes([0x81, 0x80 | len(payload)]) if len(payload) < 126 else (
            bytes([0x81, 0xFE]) + len(payload).to_bytes(2, "big"))
        rude.sendall(header + bytes(4) + payload)
        rude.sendall(b"\x82\xff" + b"\xff" * 8)
        rude.settimeout(10)
        with contextlib.suppress(ConnectionResetError):
            while rude.recv(4096):
                pass
    assert measured("fanout", floor, *SMALL)["lost"] == 0
