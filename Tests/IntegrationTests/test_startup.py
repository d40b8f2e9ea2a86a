"""What keeps a server from starting is said in one clear line with a remedy; and the configuration's order."""

import json
import os
import re
import signal
import socket
import stat

import pytest
import yaml

from chat import unique
from parlor_server import ParlorServer, binary, clean_environment, one_line, run_to_end
from processes import Child
from redis_fixture import PretendRedis


def test_port_in_use(refused):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = one_line(refused("--port", port))
    assert port in line and "port" in line and "use" in line


def test_address_not_of_this_machine(refused):
    assert "192.0.2.1" in one_line(refused("--host", "192.0.2.1"))


def test_host_that_is_no_address(refused):
    line = one_line(refused("--host", "no.such.host.invalid"))
    assert "no.such.host.invalid" in line and "Error" not in line


def test_no_redis_server_installed(refused, tmp_path):
    (tmp_path / "empty").mkdir()
    line = one_line(refused(redis=None, path=str(tmp_path / "empty")))
    assert "redis-server" in line and re.search(r"install|--redis", line)


def test_nobody_at_the_redis_address(refused, tmp_path):
    line = one_line(refused(redis=f"unix://{tmp_path}/nobody.sock"))
    assert "edis" in line


def test_redis_host_unknown(refused):
    one_line(refused(redis="redis://no.such.host.invalid:6379"))


def test_wrong_password(refused, new_redis):
    redis = new_redis(password="right")
    line = one_line(refused(redis=redis))
    assert re.search("password|user", line, re.I) and "right" not in line


def test_wrong_password_given_is_not_repeated(refused, new_redis):
    redis = new_redis("--port", "0", password="right")
    said = refused(redis=f"redis://:secret-guess@{_tcp(redis)}")
    assert "secret-guess" not in said and re.search("password", one_line(said), re.I)


def _tcp(redis):
    """Opens a TCP port the system picks on a running Redis."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    redis.client().config_set("port", port)
    return f"127.0.0.1:{port}"


def test_right_password_serves(new_redis, new_server, connect):
    redis = new_redis(password="right")
    server = new_server(f"redis://:right@{_tcp(redis)}")
    assert connect(server).ask("rooms")["ok"]


def test_too_old(refused):
    with PretendRedis() as old:
        line = one_line(refused(redis=old))
    assert "6.2.14" in line and "7" in line


def test_something_that_is_not_redis(refused):
    with PretendRedis(greeting=b"SSH-2.0-OpenSSH_9.2p1\r\n") as other:
        one_line(refused(redis=other))


def test_read_only_replica(refused, new_redis):
    primary = new_redis()
    replica = new_redis()
    replica.client().replicaof(*_tcp(primary).split(":"))
    assert re.search("replica|read-only|primary", one_line(refused(redis=replica)), re.I)


def test_full(refused, new_redis):
    redis = new_redis()
    redis.client().config_set("maxmemory", 1)
    assert re.search("full|memory", one_line(refused(redis=redis)), re.I)


def test_unwritable_data_directory(refused, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    line = one_line(refused("--data-dir", str(blocked / "data"), redis=None))
    assert "--data-dir" in line or "director" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_data_directory_without_rights(refused, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert "director" in one_line(refused("--data-dir", str(closed), redis=None))
    closed.chmod(stat.S_IRWXU)


def test_data_directory_with_too_long_a_path(refused, tmp_path):
    line = one_line(refused("--data-dir", str(tmp_path / ("d" * 120)), redis=None))
    assert "path" in line or "long" in line


@pytest.mark.parametrize("args, word", [
    (["--no-such-flag"], "--no-such-flag"), (["--prot", "1"], "--port"), (["surplus"], "surplus"),
])
def test_unknown_flag(refused, args, word):
    assert word in one_line(refused(*args))


def test_flag_without_its_value(refused):
    assert "--default-room" in one_line(refused("--default-room"))


@pytest.mark.parametrize("args, word", [
    (["--port", "x"], "port"), (["--port", "70000"], "port"),
    (["--default-room", "Not A Room"], "default-room"), (["--create-rooms", "everyone"], "create-rooms"),
    (["--limit", "room_log"], "NAME=VALUE"), (["--limit", "room_log=x"], "room_log"),
    (["--limit", "room_log=0"], "room_log"), (["--limit", "room_lag=1"], "room_log"),
    (["--log-format", "xml"], "log-format"), (["--log-level", "loud"], "log-level"), (["--threads", "0"], "threads"),
    (["--allow-origin", "not an origin"], "allow-origin"), (["--config", "/no/such/file.yaml"], "/no/such/file.yaml"),
])
def test_bad_value(refused, args, word):
    assert word in one_line(refused(*args))


@pytest.mark.parametrize("address", ["ftp://x", "redis://", "redis://h:99999", "unix://", "redis://h/x", "http://h:1"])
def test_bad_redis_address(refused, address):
    one_line(refused(redis=address))


@pytest.mark.parametrize("text, words", [
    ("prot: 3000", ["prot", "port"]), ("threads: x", ["threads"]), ("limits: {room_lag: 5}", ["room_lag", "room_log"]),
    ("limits: 5", ["limits"]), ("[", []), ("- a\n- b", []), ("port: [1, 2]", ["port"]), ("a: &a [*a]", []),
])
def test_bad_configuration_file(refused, tmp_path, text, words):
    file = tmp_path / "parlor.yaml"
    file.write_text(text)
    line = one_line(refused("--config", str(file)))
    assert "parlor.yaml" in line
    assert all(word in line for word in words)


def test_bad_environment(refused):
    assert "PARLOR_CREATE_ROOMS" in one_line(refused(env={"PARLOR_CREATE_ROOMS": "everyone"}))


# What holds


def shown(*args, env=None, cwd=None):
    """What `--print-config` prints, as values, and as text."""
    child = Child("parlor serve --print-config", [binary(), "serve", "--print-config", *args],
                  env=clean_environment(**(env or {})), cwd=cwd)
    assert child.wait() == 0, child.text()
    text = child.text("out")
    return yaml.safe_load(text), text


def test_flags_come_before_environment_before_file_before_defaults(tmp_path):
    file = tmp_path / "parlor.yaml"
    file.write_text("port: 1001\nhost: 127.0.0.2\ndefault-room: from-file\n")
    values, _ = shown("--config", str(file), "--port", "1003", env={"PARLOR_PORT": "1002", "PARLOR_HOST": "127.0.0.3"})
    assert (values["port"], values["host"], values["default-room"]) == (1003, "127.0.0.3", "from-file")
    assert values["create-rooms"] == "anyone"


def test_file_of_the_working_directory_is_read(tmp_path):
    (tmp_path / "parlor.yaml").write_text("default-room: found\n")
    assert shown(cwd=tmp_path)[0]["default-room"] == "found"


def test_the_samples_variables_are_read():
    values, text = shown(env={"PORT": "4321", "REDIS_ADDRESS": "redis:6379"})
    assert values["port"] == 4321 and values["redis"] == "redis:6379"
    assert "PORT" in text and "REDIS_ADDRESS" in text


def test_limits_come_from_flag_and_file(tmp_path):
    file = tmp_path / "parlor.yaml"
    file.write_text("limits:\n  room_log: 200\n  page: 20\n")
    values, text = shown("--config", str(file), "--limit", "page=10")
    assert (values["limits"]["room_log"], values["limits"]["page"]) == (200, 10)
    assert values["limits"]["text_bytes"] == 4096
    assert "parlor.yaml" in text


def test_printed_configuration_hides_the_password():
    assert "hunter2" not in shown("--redis", "redis://:hunter2@localhost")[1]


def test_printed_configuration_is_a_configuration_file(tmp_path):
    file = tmp_path / "printed.yaml"
    first, text = shown("--limit", "room_log=7", "--default-room", "yard")
    file.write_text(text)
    assert shown("--config", str(file))[0] == first


def test_environment_serves(shared_redis, new_server, connect):
    server = ParlorServer(shared_redis, env={"PARLOR_DEFAULT_ROOM": "variable-room"})
    try:
        client = connect(server, auth=None, wait_for="member_add")
        assert client.last("member_add").data["room"] == "variable-room"
    finally:
        server.close()


# Running


def test_listens_on_the_loopback_only(shared_server):
    with open(f"/proc/{shared_server.pid}/net/tcp") as file:
        listening = [line.split() for line in file if line.split()[3] == "0A"]
    port = f"{shared_server.port:04X}"
    assert [f[1] for f in listening if f[1].endswith(":" + port)] == [f"0100007F:{port}"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_with_status_zero(new_server, number):
    server = new_server()
    server.child.signal(number)
    assert server.child.wait(10) == 0


def test_log_as_json_is_json(new_server, connect, room):
    server = new_server(None, "--log-format", "json", "--log-level", "debug")
    connect(server).join(room)
    server.stop()
    lines = [line for line in server.child.text("err").splitlines() if line]
    assert lines and all(isinstance(json.loads(line), dict) for line in lines)


def test_normal_traffic_logs_nothing_at_info(new_server, connect, room):
    server = new_server()
    ann = connect(server)
    ann.join(room)
    ann.say(room, "quiet please")
    ann.leave(room)
    ann.close()
    assert server.stop() == 0
    # With its end its log is whole: nothing of it is still on its way to the test.
    lines = server.child.text("err").splitlines()
    assert len(lines) == 1 and lines[0].endswith("Serving."), lines


def test_logs_hold_no_message_and_no_token(new_server, connect, room):
    server = new_server(None, "--log-level", "trace")
    ann = connect(server)
    ann.join(room)
    secret = unique("secret")
    ann.say(room, secret)
    again = connect(server, auth={"room": room, "resume": ann.session["resume"]}, wait_for="member_add")
    again.sync(room)
    engine = ann.sio.eio.sid
    # Stopped, so that the log is whole.
    assert server.stop(timeout=20) == 0
    log = server.log()
    assert " debug parlor: " in log and "Service lifecycle ended" in log
    assert secret not in log and ann.session["resume"] not in log
    assert engine and engine not in log


def test_help_names_every_flag():
    status, text, _ = run_to_end("serve", "--help")
    assert status == 0
    for flag in ("--host", "--port", "--redis", "--data-dir", "--default-room", "--create-rooms", "--no-rate-limits",
                 "--log-format", "--log-level", "--config", "--print-config", "--threads", "--allow-origin", "--limit"):
        assert flag in text
