"""The private Redis of a data directory: started, shared, adopted, stopped (redis, Embedded default)."""

import os
import shutil
import signal
import stat
import tempfile
import time
from pathlib import Path

import pytest
import redis

from parlor_server import ParlorServer, binary, clean_environment
from processes import Child
from waiting import until


def redis_socket(directory):
    """The Unix socket of the directory's Redis, if there is one."""
    found = [path for path in directory.rglob("*") if path.is_socket()]
    return found[0] if found else None


def redis_of(directory):
    socket = redis_socket(directory)
    return redis.Redis(unix_socket_path=str(socket), decode_responses=True, socket_timeout=5) if socket else None


def redis_pid(directory):
    """Process id of the directory's Redis, or None when nobody answers."""
    client = redis_of(directory)
    try:
        return client.info("server")["process_id"] if client else None
    except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
        return None


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def data_dir():
    """A data directory; whatever Redis is left in it is ended by its pid."""
    directory = Path(tempfile.mkdtemp(prefix="parlor-own-"))
    yield directory
    pid = redis_pid(directory)
    if pid:
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def serve(closing, data_dir):
    """Starts a server on the directory's own Redis."""
    return lambda *args, **more: closing.keep(ParlorServer(None, *args, data_dir=data_dir, **more))


def test_serves_without_any_address(serve, connect):
    client = connect(serve(), auth=None, wait_for="member_add")
    assert client.ask("send", "hello")["ok"]


def test_its_socket_is_private_and_there_is_no_port(serve, data_dir):
    serve()
    socket = redis_socket(data_dir)
    assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
    client = redis_of(data_dir)
    assert client.config_get("port")["port"] == "0"


def test_it_keeps_what_it_is_told(serve, data_dir):
    serve()
    config = redis_of(data_dir).config_get("*")
    assert config["appendonly"] == "yes" and config["appendfsync"] == "everysec"
    assert config["maxmemory-policy"] == "noeviction"


def test_it_runs_in_a_session_of_its_own(serve, data_dir):
    server = serve()
    pid = redis_pid(data_dir)
    assert os.getsid(pid) != os.getsid(server.pid)


def test_history_outlives_a_restart(serve, connect, room):
    server = serve()
    ann = connect(server)
    ann.join(room)
    ann.say(room, "remember me")
    assert server.stop() == 0
    server.start()
    assert [m["message"] for m in connect(server).join(room)["messages"]] == ["remember me"]


def test_the_last_one_out_stops_it(serve, data_dir):
    server = serve()
    pid = redis_pid(data_dir)
    assert is_alive(pid)
    assert server.stop() == 0
    until(lambda: not is_alive(pid), "redis-server has ended")


def test_a_second_server_shares_it(serve, connect, data_dir, room):
    first, second = serve(), serve()
    ann, ben = connect(first), connect(second)
    ann.join(room), ben.join(room)
    ann.say(room, "shared")
    assert ben.wait_text("shared")
    pid = redis_pid(data_dir)
    assert first.stop() == 0
    assert is_alive(pid) and ben.say(room, "still here")["ok"]
    assert second.stop() == 0
    until(lambda: not is_alive(pid), "redis-server has ended")


def test_three_started_at_once_share_one(data_dir):
    command = [binary(), "serve", "--port", "0", "--data-dir", str(data_dir)]
    children = [Child("parlor serve", command, env=clean_environment()) for _ in range(3)]
    try:
        for child in children:
            child.wait_for_line("listening", timeout=20)
        clients = redis_of(data_dir).client_list()
        assert len(clients) >= 4, "all of them use the one that answers"
    finally:
        for child in children:
            child.signal(signal.SIGTERM)
        assert [child.wait(15) for child in children] == [0, 0, 0]


def test_after_a_kill_the_next_start_adopts_it(serve, connect, data_dir, room):
    server = serve()
    ann = connect(server)
    ann.join(room)
    ann.say(room, "remember me")
    pid = redis_pid(data_dir)
    server.kill()
    assert is_alive(pid)
    server.start()
    assert redis_pid(data_dir) == pid
    assert [m["message"] for m in connect(server).join(room)["messages"]] == ["remember me"]
    assert server.stop() == 0
    until(lambda: not is_alive(pid), "redis-server has ended")


def test_a_dead_one_is_started_again(serve, connect, data_dir, room):
    server = serve()
    ann = connect(server)
    ann.join(room)
    pid = redis_pid(data_dir)
    os.kill(pid, signal.SIGKILL)
    until(lambda: (redis_pid(data_dir) or pid) != pid, "another redis-server", timeout=20)
    until(lambda: ann.ack("send", {"room": room, "text": "again"})["ok"], "sends are accepted again", timeout=15)


def test_both_killed_leaves_nothing_in_the_way(serve, connect, data_dir, room):
    server = serve()
    pid = redis_pid(data_dir)
    server.kill()
    os.kill(pid, signal.SIGKILL)
    until(lambda: not is_alive(pid), "redis-server is dead")
    server.start()
    assert connect(server).join(room)["ok"]


def test_stop_is_in_time_and_clients_come_back(serve, connect, room):
    server = serve()
    ann = connect(server, auth={"room": room}, reconnect=True, wait_for="member_add")
    start = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - start < 10
    ann.wait_disconnected()
    mark = ann.mark()
    server.start()
    ann.wait("session", after=mark, timeout=15)
    assert ann.ask("send", "there again")["ok"]


def test_interrupt_does_not_reach_it_first(serve, connect, data_dir):
    """Ctrl-C goes to the whole foreground group; the server must still stop it cleanly itself."""
    server = serve()
    pid = redis_pid(data_dir)
    assert os.getpgid(pid) != os.getpgid(server.pid)
    server.child.signal(signal.SIGINT)
    assert server.child.wait(10) == 0
    until(lambda: not is_alive(pid), "redis-server has ended")
