"""The client library, driven through `parlor chat`: it comes back by itself, loses nothing and doubles nothing."""

import pytest

from script_chat import Follower
from waiting import until

ROOMY = {"room_log": 100_000}


@pytest.fixture
def server(new_server, durable_redis):
    return new_server(durable_redis, limits=ROOMY)


def bring_down(server, how):
    if how == "stopped":
        assert server.stop() == 0
    else:
        server.kill()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_a_restarted_server_loses_and_doubles_nothing(server, closing, connect, room, how, figure):
    listener = closing.keep(Follower(server.url, room))
    listener.wait("joined")
    talkers = [closing.keep(Follower(server.url, room, "--name", f"T{n}")) for n in range(3)]
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
        until(lambda f=follower: len(f.messages) >= len(everything), "all is heard", timeout=30)
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
    import signal

    server = new_server(new_redis(), limits={"ping_ms": 500, "pong_ms": 500})
    listener = closing.keep(Follower(server.url, room))
    listener.wait("joined")
    server.child.signal(signal.SIGSTOP)
    try:
        lost = listener.wait("state", lambda e: e["state"] == "reconnecting")
        assert lost["error"]["code"] == "connection_lost"
    finally:
        server.child.signal(signal.SIGCONT)
    listener.wait("joined", count=2)


def test_a_slow_reader_is_held_up_and_misses_nothing(new_server, new_redis, closing, connect, room):
    server = new_server(new_redis(), limits=ROOMY)
    listener = closing.keep(Follower(server.url, room))
    listener.wait("joined")
    reader = listener.child
    talker = closing.keep(Follower(server.url, room))
    talker.wait("joined")
    import signal

    reader.signal(signal.SIGSTOP)
    talker.say(*("x" * 1000 + str(n) for n in range(3000)))
    talker.wait("sent", count=3000, timeout=60)
    reader.signal(signal.SIGCONT)
    until(lambda: len(listener.messages) == 3000, "all is heard", timeout=30)
    assert [m["seq"] for m in listener.messages] == list(range(1, 3001))
