"""Over TLS everything is as without it: the server, its clients, and the way to Redis."""

import asyncio
import signal
import socket
import ssl

import aiohttp
import pytest
import socketio

from admin_console import Admin
from bots import ECHO, Runner, write_plugin
from browser import Page
from certificates import Authority
from parlor_server import one_line
from raw import Ended, RawSocket, Wire
from scraper import samples
from script_chat import Follower, said
from test_browser import browser  # noqa: F401 (fixture)
from waiting import PATIENCE, until

HERE = ("127.0.0.1", "localhost")


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "certificates")


@pytest.fixture
def tls_server(new_server, authority):
    return new_server(certificate=authority.issue(*HERE))


def serial_shown(server, version=None):
    """The serial number of the certificate that a new connection is shown."""
    trust = ssl.create_default_context(cafile=server.certificate.authority)
    if version:
        trust.minimum_version, trust.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, version
        trust.set_ciphers("DEFAULT@SECLEVEL=0")
    with socket.create_connection(("127.0.0.1", server.port), 10) as plain:
        with trust.wrap_socket(plain, server_hostname="localhost") as wrapped:
            return int(wrapped.getpeercert()["serialNumber"], 16)


@pytest.mark.parametrize("through_another", [False, True])
def test_stock_clients_talk_on_both_transports(new_server, authority, room, transport, through_another):
    certificate = authority.issue(*HERE, through_another=through_another)
    server = new_server(certificate=certificate)
    trust = ssl.create_default_context(cafile=certificate.authority)

    async def talk():
        # Not the library's other client: it has a thread for reading and one for writing, and Python's TLS is safe for
        # that from 3.13.1 on only.
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as http:
            ann, ben = (socketio.AsyncSimpleClient(http_session=http) for _ in range(2))
            for client, transports in ((ann, [transport]), (ben, ["polling", "websocket"])):
                await client.connect(server.url, auth={"room": room}, transports=transports, wait_timeout=PATIENCE)
                while (await client.receive(timeout=PATIENCE))[0] != "member_add":
                    pass
            assert (ann.transport, ben.transport) == (transport, "websocket")
            for number in range(20):
                answer = await ann.call("send", {"room": room, "text": f"message {number}"}, timeout=PATIENCE)
                assert answer["ok"], answer
            heard = []
            while len(heard) < 20:
                name, *args = await ben.receive(timeout=PATIENCE)
                if name == "messages":
                    heard.append(args[0]["message"])
            assert heard == [f"message {number}" for number in range(20)]
            await ann.disconnect()
            await ben.disconnect()

    asyncio.run(talk())


def test_the_page_is_live_over_tls(tls_server, browser, room):
    page = Page(browser, tls_server, room, ignore_https_errors=True)
    page.say("hello over TLS")
    page.wait_text("hello over TLS")
    assert all(url.startswith("wss:") for url in page.sockets) and page.sockets
    page.check()
    page.close()


def wire_in(server, room, **more):
    """A client in a room by hand."""
    wire = Wire(server, **more)
    assert wire.connect({"room": room}).startswith("40")
    wire.read_event("member_add")
    return wire


def test_a_burst_for_many_arrives_whole_and_in_order(tls_server, room):
    wires = [wire_in(tls_server, room) for _ in range(20)]
    ann = wire_in(tls_server, room)
    long = "x" * 3000
    for number in range(200):
        assert ann.ask("send", {"room": room, "text": f"{number} {long}"})[0]["ok"]
    for wire in wires:
        numbers = [int(wire.read_event("messages")[1]["message"].split()[0]) for _ in range(200)]
        assert numbers == list(range(200))
        wire.close()


def test_who_does_not_read_is_let_go(new_server, authority, room):
    server = new_server(limits={"outbox_bytes": 65_536}, certificate=authority.issue(*HERE))
    ann = wire_in(server, room)
    deaf = wire_in(server, room, receive_buffer=4096)
    for number in range(4000):
        assert ann.ask("send", {"room": room, "text": f"{number} " + "x" * 4000})[0]["ok"]
        if number % 100 == 99 and samples(server.url, authority.path).get(("parlor_ends_total", "slowConsumer")):
            break
    assert samples(server.url, authority.path)["parlor_ends_total", "slowConsumer"] == 1
    assert samples(server.url, authority.path)["parlor_connections"] == 1
    deaf.close()


def test_the_end_of_the_server_is_told_over_tls(tls_server):
    wire = Wire(tls_server)
    wire.connect({"room": None})
    wire.read_event("session")
    tls_server.child.signal(signal.SIGTERM)
    with pytest.raises(Ended) as end:
        while True:
            wire.read_packet()
    assert end.value.code == 1012
    assert tls_server.child.wait(10) == 0


def test_a_renewed_certificate_is_taken_up_without_a_restart(tls_server, authority, connect, room):
    first = tls_server.certificate.serial
    assert serial_shown(tls_server) == first
    ann = connect(tls_server)
    ann.join(room)
    renewed = authority.issue(*HERE)
    assert renewed.serial != first
    tls_server.child.signal(signal.SIGHUP)
    until(lambda: serial_shown(tls_server) == renewed.serial, "the renewed certificate is shown")
    ann.say(room, "still here")
    renewed.key.write_text("no key")
    tls_server.child.signal(signal.SIGHUP)
    until(lambda: "The certificate stays as it was" in tls_server.log(), "the fault is told")
    assert serial_shown(tls_server) == renewed.serial
    ann.say(room, "and here")


def test_old_versions_and_plain_http_get_nowhere(tls_server, connect, room):
    assert serial_shown(tls_server, ssl.TLSVersion.TLSv1_2) == tls_server.certificate.serial
    with pytest.warns(DeprecationWarning), pytest.raises((ssl.SSLError, ConnectionResetError)):
        serial_shown(tls_server, ssl.TLSVersion.TLSv1_1)
    with RawSocket(f"http://127.0.0.1:{tls_server.port}") as plain:
        plain.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"HTTP" not in plain.wait_closed()
    connect(tls_server).join(room)


def test_an_expired_certificate_is_warned_of(new_server, authority):
    server = new_server(certificate=authority.issue(*HERE, expired=True))
    until(lambda: "The certificate has expired" in server.log(), "the warning")


def test_bad_certificates_are_one_clear_line(refused, authority, tmp_path):
    good, other = authority.issue(*HERE), authority.issue(*HERE, file="other")
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    for words, chain, key in (
            ("cannot be read", tmp_path / "none.pem", good.key), ("cannot be read", good.chain, tmp_path / "none.key"),
            ("does not belong", good.chain, other.key), (str(empty), empty, good.key), (str(empty), good.chain, empty)):
        line = one_line(refused("--tls-cert", str(chain), "--tls-key", str(key)))
        assert words in line and str(chain if "pem" in line else key)
    assert "tls-key" in one_line(refused("--tls-cert", str(good.chain)))
    assert "tls-cert" in one_line(refused("--tls-key", str(good.key)))


def test_the_terminal_client_believes_whom_it_is_told_to(tls_server, authority, room, connect):
    ann = connect(tls_server)
    ann.join(room)
    trusting = ("--ca-file", str(authority.path))
    done = said(tls_server.url, room, "hello\n", *trusting)
    assert done.returncode == 0, done.stderr
    ann.wait_text("hello")
    by_name = said(tls_server.url.replace("127.0.0.1", "localhost"), room, "hello again\n", *trusting)
    assert by_name.returncode == 0, by_name.stderr
    doubting = said(tls_server.url, room, "hello\n")
    assert doubting.returncode == 1 and "not to be trusted" in doubting.stderr
    missing = said(tls_server.url, room, "hello\n", "--ca-file", "/nowhere.pem")
    assert missing.returncode == 64 and "/nowhere.pem" in missing.stderr


def test_the_terminal_client_tells_a_certificate_for_another_name(new_server, authority, room):
    server = new_server(certificate=authority.issue("chat.example.org"))
    done = said(server.url, room, "hello\n", "--ca-file", str(authority.path))
    assert done.returncode == 1 and ("another name" in done.stderr or "not to be trusted" in done.stderr), done.stderr


def test_http_and_https_mixed_up_are_told(tls_server, server, authority, room):
    plain = said(tls_server.url.replace("https", "http"), room, "hello\n")
    assert plain.returncode == 1 and plain.stderr.count("\n") == 1, plain.stderr
    encrypted = said(server.url.replace("http", "https"), room, "hello\n", "--ca-file", str(authority.path))
    assert encrypted.returncode == 1 and "TLS" in encrypted.stderr, encrypted.stderr


def test_the_terminal_client_comes_back_over_tls(tls_server, authority, room, connect, closing):
    follower = closing.keep(Follower(tls_server.url, room, "--ca-file", str(authority.path)))
    follower.wait("joined")
    tls_server.kill()
    follower.wait("state", lambda e: e["state"] == "reconnecting")
    tls_server.start()
    follower.wait("joined", count=2)
    ann = connect(tls_server)
    ann.join(room)
    ann.say(room, "welcome back")
    follower.wait("message", lambda e: e["message"]["message"] == "welcome back")


def test_bots_come_in_over_tls(tls_server, authority, room, connect, closing, tmp_path):
    ann = connect(tls_server)
    ann.join(room)
    write_plugin(tmp_path, "echo", ECHO)
    (tmp_path / "bots.yaml").write_text(f"url: {tls_server.url}\nca_file: {authority.path}\n")
    runner = closing.keep(Runner(
        tls_server, tmp_path, rooms=[room], options=("--config", str(tmp_path / "bots.yaml"))))
    runner.wait_log("It is in")


class TLSRedis:
    """The addresses of a Redis that speaks TLS only."""

    def __init__(self, new_redis, certificate):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.redis = new_redis(
            "--tls-port", str(self.port), "--bind", "127.0.0.1", "--tls-cert-file", str(certificate.chain),
            "--tls-key-file", str(certificate.key), "--tls-ca-cert-file", str(certificate.authority),
            "--tls-auth-clients", "no")
        self.address = f"rediss://127.0.0.1:{self.port}?ca={certificate.authority}"


@pytest.fixture
def tls_redis(new_redis, authority):
    return TLSRedis(new_redis, authority.issue(*HERE))


def test_redis_is_reached_over_tls(tls_redis, new_server, connect, room):
    server = new_server(tls_redis.address)
    ann, ben = connect(server), connect(server)
    ann.join(room)
    ben.join(room)
    for number in range(300):
        ann.say(room, f"{number} " + "x" * 2000)
    assert [m["seq"] for m in ben.whole_history(room)] == list(range(1, 301))
    admin = Admin(tls_redis.address)
    assert len(admin.ask("members", room)) == 2
    assert tls_redis.redis.client().exists(f"parlor:{{{room}}}:state")


def test_an_end_of_redis_over_tls_is_called_so(tls_redis, new_server):
    server = new_server(tls_redis.address)
    tls_redis.redis.kill()
    until(lambda: "The store is away." in server.log(), "the end is noticed", timeout=30)
    assert "Redis closed the connection." in server.log() and "speak TLS" not in server.log()


def test_a_redis_that_cannot_be_trusted_is_one_clear_line(tls_redis, shared_redis, refused, tmp_path, authority):
    plain = f"rediss://127.0.0.1:{tls_redis.port}"
    assert "not to be trusted" in one_line(refused(redis=plain))
    assert "/nowhere.pem" in one_line(refused(redis=plain + "?ca=/nowhere.pem"))
    other = Authority(tmp_path / "other")
    assert "not to be trusted" in one_line(refused(redis=f"{plain}?ca={other.path}"))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        line = one_line(refused(redis=f"rediss://127.0.0.1:{silent.getsockname()[1]}?ca={authority.path}"))
        assert "does not answer" in line
