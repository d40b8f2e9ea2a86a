"""The client library, driven through `parlor chat`: it comes back by itself, loses nothing and doubles nothing."""

import json
import os
import signal
import subprocess

import pytest

from parlor_server import binary, clean_environment
from script_chat import Follower
from waiting import TooLate, until

ROOMY = {"room_log": 100_000, "drain_ms": 200, "resume": 10_000, "page_bytes": 1 << 22}
"""Keeps every message of a run, and brings all that was said meanwhile to those who come back."""


@pytest.fixture
def server(new_server, durable_redis):
    return new_server(durable_redis, limits=ROOMY)


def bring_down(server, how):
    if how == "stopped":
        assert server.stop() == 0
    else:
        server.kill()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_a_restarted_server_loses_and_doubles_nothing(server, closing, connect, room, how, figure):
    listener = closing.keep(Follower(server.url, room))
    listener.wait("joined")
    talkers = [closing.keep(Follower(server.url, room, "--name", f"T{n}")) for n in range(3)]
    for talker in talkers:
        talker.wait("joined")
    lines = 1500
    for number, talker in enumerate(talkers):
        talker.say(*(f"{number}-{line}" for line in range(lines)))
    restarts = 0
    for part in (1, 2, 3):
        until(lambda part=part: len(listener.messages) >= part * lines // 2, "traffic flows", timeout=30)
        bring_down(server, how)
        server.start()
        restarts += 1
    for talker in talkers:
        talker.wait("sent", count=lines, timeout=60)
        assert not talker.all("not_sent")
    everything = [f"{number}-{line}" for number in range(3) for line in range(lines)]
    for follower in [listener, *talkers]:
        try:
            until(lambda f=follower: len(f.messages) >= len(everything), "all is heard", timeout=30)
        except TooLate:
            seqs = {m["seq"] for m in follower.messages}
            raise AssertionError(sorted(set(range(1, len(everything) + 1)) - seqs)[:20], follower.all("state")) from None
        heard = follower.messages
        assert [m["seq"] for m in heard] == list(range(heard[0]["seq"], heard[0]["seq"] + len(heard)))
        assert not follower.all("gap") and not follower.all("reset")
        if follower is listener:
            assert sorted(m["message"] for m in heard) == sorted(everything)
            for number in range(3):
                own = [m["message"] for m in heard if m["message"].startswith(f"{number}-")]
                assert own == [f"{number}-{line}" for line in range(lines)], "each talker's order"
    resumed = listener.all("joined", lambda e: e["status"] == "resumed")
    assert len(resumed) == restarts
    figure(f"client: {restarts} restarts ({how}), {len(everything)} messages, 0 lost, 0 twice, 0 gaps")


def test_an_emptied_redis_is_told_as_a_reset(new_server, new_redis, closing, connect, room):
    redis = new_redis()
    server = new_server(redis, limits=ROOMY)
    listener = closing.keep(Follower(server.url, room))
    listener.wait("joined")
    listener.say("before")
    listener.wait("message")
    redis.client().flushall()
    listener.say("after")
    listener.wait("reset")
    until(lambda: [m["message"] for m in listener.messages].count("after") == 1, "it goes on")
    assert [m["message"] for m in listener.messages].count("before") == 1


def test_more_than_a_resume_brings_is_told_as_a_gap(new_server, new_redis, closing, connect, room):
    server = new_server(new_redis(), limits={"room_log": 100})
    listener = closing.keep(Follower(server.url, room))
    listener.wait("joined")
    port = server.port
    server.kill()
    server.port = 0
    server.start()
    ann = connect(server)
    ann.join(room)
    for number in range(150):
        ann.ask("send", {"room": room, "text": str(number)})
    server.kill()
    server.port = port
    server.start()
    gap = listener.wait("gap", timeout=30)
    assert gap["trimmed"] is True and gap["from_seq"] == 1
    until(lambda: listener.messages and listener.messages[-1]["message"] == "149", "the newest are brought")
    assert listener.messages[0]["seq"] == gap["to_seq"] + 1


def test_a_dead_server_is_noticed_by_its_silence(new_server, new_redis, closing, connect, room):
    server = new_server(new_redis(), limits={"ping_ms": 500, "pong_ms": 2000})
    listener = closing.keep(Follower(server.url, room))
    listener.wait("joined")
    server.child.signal(signal.SIGSTOP)
    try:
        lost = listener.wait("state", lambda e: e["state"] == "reconnecting")
        assert lost["error"]["code"] == "connection_lost"
    finally:
        server.child.signal(signal.SIGCONT)
    listener.wait("joined", count=2)


def resident_bytes(pid):
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.slow
def test_a_reader_that_stands_still_costs_bounded_memory_and_is_told_what_it_missed(
        new_server, new_redis, closing, room, figure):
    server = new_server(new_redis(), limits={"room_log": 100_000})
    count = 8000
    with subprocess.Popen(
            [binary(), "chat", room, "--url", server.url, "--follow", "--format", "jsonl"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, env=clean_environment()) as reader:
        try:
            joined = next(row for row in map(json.loads, reader.stdout) if row["event"] == "joined")
            assert joined["status"] == "fresh"
            talker = closing.keep(Follower(server.url, room))
            talker.say(*("x" * 2500 + str(n) for n in range(count)))
            talker.wait("sent", count=count, timeout=90)
            resident = resident_bytes(reader.pid)
            assert resident < 100 << 20
            told = 0
            for row in map(json.loads, reader.stdout):
                if row["event"] == "gap":
                    assert row["from_seq"] == told + 1
                    told = row["to_seq"]
                elif row["event"] == "message":
                    assert row["message"]["seq"] == told + 1, "each message once, in order, or a gap"
                    told += 1
                if told == count:
                    break
        finally:
            reader.kill()
    figure(f"client: a reader that stands still for {count} messages of 2.5 KB holds {resident >> 20} MiB")


def test_who_follows_into_a_pipe_nobody_reads_can_be_interrupted(server, closing, room):
    with subprocess.Popen(
            [binary(), "chat", room, "--url", server.url, "--follow", "--format", "jsonl"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, env=clean_environment()) as reader:
        try:
            assert any(json.loads(line)["event"] == "joined" for line in reader.stdout)
            talker = closing.keep(Follower(server.url, room))
            talker.say(*("x" * 4000 for _ in range(100)))
            talker.wait("sent", count=100, timeout=30)
            reader.send_signal(signal.SIGINT)
            assert reader.wait(10) == 0
        finally:
            reader.kill()
