"""Redis, the link to it, the server and its readers fail under load; the promises hold (quality, Faults).

Short forms: fewer clients and shorter faults than the long runs, the same proofs.
"""

import asyncio
import json
import socket
import threading
import time

import pytest
import socketio

from chat import unique
from history_checker import BREAK, History, problems
from raw import Ended, Poller, RawSocket, Wire
from swarm import SwarmClient, many, until_true
from traffic import Talker, final_log, verify
from waiting import until

ROOMY = {"room_log": 100_000}
"""Keeps every message of a run, so that all can be accounted for."""


def pass_time(seconds):
    """Lets a fault last; nothing tells when it has lasted long enough."""
    threading.Event().wait(seconds)


@pytest.fixture
def talkers(closing, room):
    """Starts people who talk: `talkers(server, 4)`; every second one of them polls."""

    def start(server, count, interval=0.05, polling=True):
        people = [
            closing.keep(Talker(server, room, "polling" if polling and n % 2 else "websocket", interval))
            for n in range(count)
        ]
        for person in people:
            person.start()
        until(lambda: all(p.accepted_since(0) for p in people), "everybody is heard")
        return people

    return start


@pytest.fixture
def durable_server(new_server, durable_redis):
    return new_server(durable_redis, limits=ROOMY)


@pytest.mark.slow
def test_r1_redis_killed_loses_nothing_acknowledged(durable_server, durable_redis, talkers, connect, room):
    people = talkers(durable_server, 4)
    killed = time.monotonic()
    durable_redis.kill()
    for person in people:
        notice = person.chat.wait("notice", lambda n: n["code"] == "store_unavailable", timeout=4)
        assert notice.at - killed < 2.5
    pass_time(3)
    until(lambda: all(any(code == "store_unavailable" for _, code in p.refusals) for p in people), "sends are refused")
    durable_redis.start()
    back = time.monotonic()
    until(lambda: all(p.accepted_since(back) for p in people), "everybody is heard again")
    for person in people:
        first = min(answered for _, answered, ok in person.answers if ok and answered > back)
        assert first - back < 3.5
        refused = [answered - asked for asked, answered, ok in person.answers if not ok]
        assert refused and max(refused) < 2.5, "a send fails before Redis is back"
        assert not person.chat.all("disconnect"), "connections stay"
        assert {code for _, code in person.refusals} == {"store_unavailable"}
    verify(people, connect(durable_server, auth={"room": room}, wait_for="member_add"), room)


def test_r1_refused_sends_are_repeated_with_one_entry_each(durable_server, durable_redis, connect, room):
    ann = connect(durable_server)
    ann.join(room)
    durable_redis.kill()
    error = ann.refused("send", {"room": room, "text": "again and again", "client_id": "x"})
    assert error["code"] == "store_unavailable" and error["retry_after"] > 0
    durable_redis.start()
    until(lambda: ann.ack("send", {"room": room, "text": "again and again", "client_id": "x"})["ok"], "accepted")
    assert [m["message"] for m in ann.history(room)["messages"]] == ["again and again"]


def test_who_connects_while_redis_is_away_is_joined_when_it_is_back(durable_server, durable_redis):
    durable_redis.kill()
    with Wire(durable_server) as wire:
        assert set(json.loads(wire.connect()[2:])) == {"sid"}
        assert wire.read_event("notice")[1]["code"] == "store_unavailable"
        durable_redis.start()
        topics = []
        while "member_add" not in topics:
            topics.append(wire.read_event()[0])
        kept = [t for t in topics if t != "notice"]
        assert kept == ["session", "member_history", "message_history", "member_add"]


def test_requests_while_redis_is_away_are_refused_in_a_second(durable_server, durable_redis, connect, room):
    ann = connect(durable_server)
    ann.join(room)
    durable_redis.kill()
    for request, payload in [("join", {"room": unique()}), ("history", {"room": room}), ("rename", {"name": "Coot"})]:
        start = time.monotonic()
        assert ann.refused(request, payload)["code"] == "store_unavailable", request
        assert time.monotonic() - start < 2.5, request
    durable_redis.start()
    until(lambda: ann.ack("history", {"room": room})["ok"], "answers come again")


def test_notice_tells_when_redis_is_back(durable_server, durable_redis, connect, room):
    ann = connect(durable_server, auth={"room": room}, wait_for="member_add")
    durable_redis.kill()
    ann.wait("notice", lambda n: n["code"] == "store_unavailable")
    mark = ann.mark()
    durable_redis.start()
    ann.wait("notice", after=mark)
    assert ann.say(room, "there we are")["ok"]


@pytest.mark.slow
def test_r3_redis_frozen_fires_deadlines_and_mixes_up_nothing(new_server, durable_redis, talkers, connect, room):
    server = new_server(durable_redis, limits={**ROOMY, "command_ms": 800, "ping_ms": 500, "pong_ms": 3000})
    people = talkers(server, 4)
    durable_redis.freeze()
    try:
        pass_time(5)
    finally:
        durable_redis.thaw()
    back = time.monotonic()
    until(lambda: all(p.accepted_since(back) for p in people), "everybody is heard again")
    for person in people:
        assert any(code == "store_unavailable" for _, code in person.refusals)
        assert max(answered - asked for asked, answered, _ in person.answers) < 4, "nothing waits for the thaw"
        assert not person.chat.all("disconnect"), "heartbeats go on"
    verify(people, connect(server, auth={"room": room}, wait_for="member_add"), room)


@pytest.mark.slow
def test_r4_subscriber_link_cut_again_and_again_misses_nothing(new_server, new_redis, talkers, connect, room):
    redis = new_redis()
    servers = [new_server(redis, limits=ROOMY) for _ in range(2)]
    people = talkers(servers[0], 3) + talkers(servers[1], 3)
    control, cuts = redis.client(), 0
    for _ in range(8):
        pass_time(0.8)
        cuts += control.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    assert cuts >= 8
    log = verify(people, connect(servers[0], auth={"room": room}, wait_for="member_add"), room)
    assert len(log) > 100
    assert all(BREAK not in p.history.seen for p in people), "nothing needed a reset"
    assert not any(p.refusals for p in people)


@pytest.mark.slow
def test_r4_command_link_cut_again_and_again_loses_nothing(new_server, new_redis, talkers, connect, room):
    redis = new_redis()
    server = new_server(redis, limits=ROOMY)
    people = talkers(server, 4)
    control = redis.client()
    for _ in range(5):
        pass_time(1)
        control.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
    verify(people, connect(server, auth={"room": room}, wait_for="member_add"), room)


def test_r5_full_redis_says_so_and_heals(new_redis, new_server, connect, room):
    redis = new_redis()
    server = new_server(redis)
    ann, ben = connect(server), connect(server)
    ann.join(room), ben.join(room)
    ann.say(room, "before")
    redis.client().config_set("maxmemory", 1)
    assert ann.refused("send", {"room": room, "text": "full"})["code"] == "store_full"
    assert [m["message"] for m in ben.history(room)["messages"]] == ["before"]
    assert ben.ask("members", {"room": room})["ok"]
    redis.client().config_set("maxmemory", 0)
    assert ann.say(room, "after")["ok"]
    assert ben.wait_text("after")
    assert ben.texts() == ["before", "after"]


def test_r5_one_may_leave_a_full_redis(new_redis, new_server, connect, room):
    redis = new_redis()
    server = new_server(redis)
    ann, ben = connect(server), connect(server)
    ann.join(room), ben.join(room)
    redis.client().config_set("maxmemory", 1)
    ben.leave(room)
    ann.wait("member_delete", lambda _, about: about["member"] == ben.id)


@pytest.mark.slow
def test_r5_a_full_redis_keeps_leases_alive(new_redis, new_server, connect, room):
    redis = new_redis()
    servers = [new_server(redis) for _ in range(2)]
    ann, ben = connect(servers[0]), connect(servers[1])
    ann.join(room), ben.join(room)
    redis.client().config_set("maxmemory", 1)
    pass_time(14)
    assert not ann.all("member_delete") and not ben.all("member_delete")
    redis.client().config_set("maxmemory", 0)
    assert ann.say(room, "alive")["ok"] and ben.wait_text("alive")


def test_r6_emptied_redis_is_a_reset_and_nothing_is_spliced(new_redis, new_server, talkers, connect, room):
    redis = new_redis()
    server = new_server(redis, limits=ROOMY)
    people = talkers(server, 4)
    reader = connect(server)
    before = reader.join(room)
    redis.client().flushall()
    emptied = time.monotonic()
    for person in people:
        assert person.chat.wait("room_reset", timeout=15).data["epoch"] != before["epoch"]
    until(lambda: all(p.accepted_since(emptied) for p in people), "everybody is heard again", timeout=15)
    after = reader.join(room, since={"epoch": before["epoch"], "seq": before["seq"]})
    assert after["status"] == "reset" and after["epoch"] != before["epoch"]
    log = final_log(people, reader, room)
    assert log[0][0] > before["seq"], "no seq is used twice"
    for person in people:
        assert len(person.chat.all("room_reset")) == 1, "one reset an epoch"
        until(lambda: person.history.sees(log[-1][0]), "everybody sees the end")  # noqa: B023
        seen = person.history.seen
        newest = len(seen) - seen[::-1].index(BREAK)
        old, new = seen[:seen.index(BREAK)], seen[newest:]
        assert not problems(log, [History("after", seen=new)])
        assert not {number for _, number, _ in old} & {number for _, number, _ in new}, "no id is used twice"


@pytest.mark.slow
def test_r8_after_a_failover_to_a_replica_that_is_behind_no_number_is_used_twice(
        new_redis, new_server, talkers, connect, room, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    primary = new_redis("--port", port, "--bind", "127.0.0.1")
    replica = new_redis("--replicaof", "127.0.0.1", port)
    address = tmp_path / "redis.sock"
    address.symlink_to(primary.socket)
    server = new_server(f"unix://{address}", limits=ROOMY)
    people = talkers(server, 4)
    reader = connect(server)
    before = reader.join(room)
    until(lambda: replica.client().exists(f"parlor:{{{room}}}:state"), "the replica has the room", timeout=20)
    replica.client().replicaof("127.0.0.1", 1)
    behind = time.monotonic()
    until(lambda: all(len(p.accepted_since(behind)) > 3 for p in people), "the replica is behind")
    address.unlink()
    address.symlink_to(replica.socket)
    replica.client().replicaof("NO", "ONE")
    primary.kill()
    for person in people:
        assert person.chat.wait("room_reset", timeout=20).data["epoch"] != before["epoch"]
    promoted = time.monotonic()
    until(lambda: all(p.accepted_since(promoted) for p in people), "everybody is heard again", timeout=20)
    after = reader.join(room, since={"epoch": before["epoch"], "seq": before["seq"]})
    assert after["status"] == "reset" and after["epoch"] != before["epoch"]
    log = final_log(people, reader, room)
    kept = {number for _, number, _ in log}
    jumps = [index for index in range(1, len(log)) if log[index][0] != log[index - 1][0] + 1]
    assert len(jumps) == 1, "the new epoch goes on above all numbers that may have been given"
    since = log[jumps[0]:]
    for person in people:
        assert len(person.chat.all("room_reset")) == 1, "one reset an epoch"
        until(lambda: person.history.sees(log[-1][0]), "everybody sees the end")  # noqa: B023
        seen = person.history.seen
        newest = len(seen) - seen[::-1].index(BREAK)
        lost = {number for _, number, _ in seen[:seen.index(BREAK)]} - kept
        later = {entry[1] for entry in seen[seen.index(BREAK):] if entry is not BREAK}
        assert lost, "the new primary lacks what the old one said last"
        assert not lost & later, "no id is used twice"
        new = [entry for entry in seen[newest:] if entry[0] >= since[0][0]]
        assert new and not problems(since, [History("after", seen=new)])


def test_r6_people_are_there_again_after_an_emptying(new_redis, new_server, connect, room):
    redis = new_redis()
    server = new_server(redis)
    ann, ben = connect(server), connect(server)
    ann.join(room), ben.join(room)
    redis.client().flushall()
    until(lambda: ann.ack("send", {"room": room, "text": "hello?"})["ok"], "heard again", timeout=15)
    until(lambda: {m["id"] for m in ann.ask("members", {"room": room})["members"]} == {ann.id, ben.id},
          "both are listed", timeout=15)


def test_r6_a_resume_token_outlives_an_emptying(new_redis, new_server, connect, room):
    redis = new_redis()
    server = new_server(redis)
    ann = connect(server, auth={"room": room}, wait_for="member_add")
    token = ann.wait("session").data["resume"]
    redis.client().flushall()
    until(lambda: redis.client().exists("parlor:secret"), "the secret is put back", timeout=15)
    again = connect(server, auth={"room": room, "resume": token}, wait_for="member_add")
    assert again.id == ann.id


@pytest.mark.slow
def test_r9_a_killed_server_leaves_no_ghosts_and_one_leave_each(new_redis, new_server, connect, figure):
    redis = new_redis()
    doomed, living = new_server(redis), new_server(redis)
    rooms = [unique() for _ in range(4)]
    watchers = [connect(living, auth={"room": each}, wait_for="member_add") for each in rooms]

    async def crowd():
        return await many(100, lambda n: arrive(rooms[n % 4]))

    async def arrive(each):
        client = await SwarmClient.open(doomed.url, {"room": each}, keep=("session", "member_add"))
        await until_true(lambda: "member_add" in client.kept, "joined")
        return client

    async def run():
        clients = await crowd()
        members = {client.kept["session"][0][0]["member"]["id"] for client in clients}
        assert len(members) == 100
        doomed.kill()
        start = time.monotonic()
        for watcher in watchers:
            await asyncio.to_thread(watcher.wait, "member_delete", count=25, timeout=20)
        return members, time.monotonic() - start

    members, took = asyncio.run(run())
    figure(f"people of a killed server are gone after {took:.1f} s")
    assert took < 20
    pass_time(3)
    gone = [about["member"] for watcher in watchers for _, about in (e.args for e in watcher.all("member_delete"))]
    assert sorted(gone) == sorted(members)
    for each, watcher in zip(rooms, watchers):
        snapshot = watcher.join(each)
        assert snapshot["count"] == 1 and [m["id"] for m in snapshot["members"]] == [watcher.id]


@pytest.mark.slow
def test_r10_sigterm_under_load_loses_nothing(durable_server, talkers, connect, room):
    people = talkers(durable_server, 4)
    start = time.monotonic()
    assert durable_server.stop(10) == 0
    assert time.monotonic() - start < 10
    for person in people:
        assert person.chat.all("notice", lambda n: n.get("retry_after") is not None), "told when to come back"
    durable_server.start()
    back = time.monotonic()
    until(lambda: all(p.accepted_since(back) for p in people), "everybody is back", timeout=20)
    verify(people, connect(durable_server, auth={"room": room}, wait_for="member_add"), room)
    assert all(BREAK not in p.history.seen for p in people), "all resumed"


def test_r10_sigterm_closes_websockets_with_1012(own_server, room):
    with Wire(own_server) as wire:
        wire.connect({"room": room})
        wire.read_event("member_add")
        assert own_server.stop() == 0
        assert wire.ended() == 1012


@pytest.mark.slow
def test_r10_a_killed_server_loses_nothing_acknowledged(durable_server, talkers, connect, room):
    people = talkers(durable_server, 4)
    durable_server.kill()
    durable_server.start()
    back = time.monotonic()
    until(lambda: all(p.accepted_since(back) for p in people), "everybody is back", timeout=20)
    verify(people, connect(durable_server, auth={"room": room}, wait_for="member_add"), room)


def test_r12_a_reader_that_stops_is_closed_alone(new_server, connect, room):
    server = new_server(limits={"outbox_bytes": 262_144, "leave_grace_ms": 100, **ROOMY})
    ann, ben = connect(server), connect(server)
    ann.join(room), ben.join(room)
    with Wire(server, receive_buffer=4096) as slow:
        slow.connect({"room": room})
        slow.read_event("member_add")
        text = "a" * 4000
        sent = 0
        while not ann.all("member_delete"):
            ann.say(room, text)
            sent += 1
            assert sent < 4000, "never closed"
        assert ann.connected and ben.connected
        ben.sync(room)
        assert ben.texts().count(text) == sent, "nobody else misses anything"
        slow.ended()
    back = connect(server, auth={"room": room}, wait_for="member_add")
    assert back.say(room, "here again")["ok"]


def test_r12_a_reader_that_stalls_is_closed_in_time(new_server, connect, room):
    server = new_server(limits={"outbox_stall_ms": 3000, "outbox_bytes": 1 << 26, "leave_grace_ms": 100, **ROOMY})
    ann = connect(server)
    ann.join(room)
    with Wire(server, receive_buffer=4096) as slow:
        slow.connect({"room": room})
        slow.read_event("member_add")
        ann.pour(room, ["a" * 4000] * 1800)
        ann.wait("member_delete", timeout=15)


@pytest.mark.slow
def test_r15_all_resume_after_a_restart(new_server, new_redis, connect, room, figure):
    server = new_server(new_redis(), limits={"drain_ms": 1000})
    speaker = connect(server, auth={"room": room}, wait_for="member_add", reconnect=True)

    async def arrive(auth):
        client = await SwarmClient.open(server.url, auth, keep=("session", "message_history"))
        await until_true(lambda: "message_history" in client.kept, "joined", timeout=15)
        return client

    async def run():
        clients = await many(300, lambda _: arrive({"room": room}))
        await asyncio.to_thread(speaker.say, room, "before")
        sessions = [client.kept["session"][0][0] for client in clients]
        assert await asyncio.to_thread(server.stop, 10) == 0
        await asyncio.gather(*(client.closed for client in clients))
        # Not in another thread: the server ends with the thread that started it.
        server.start()
        start = time.monotonic()
        back = await many(300, lambda n: arrive({
            "room": room, "resume": sessions[n]["resume"],
            "since": {"epoch": sessions[n]["room"]["epoch"], "seq": sessions[n]["room"]["seq"]}}))
        took = time.monotonic() - start
        return sessions, back, took

    sessions, back, took = asyncio.run(run())
    figure(f"300 clients came back in {took:.2f} s")
    assert took < 15
    assert all(c.kept["session"][0][0]["member"]["id"] == s["member"]["id"] for c, s in zip(back, sessions))
    resumed = [c for c in back if c.kept["session"][0][0]["room"]["status"] == "resumed"]
    assert len(resumed) >= 297
    assert all([m["message"] for m in c.kept["message_history"][0][0]] == ["before"] for c in resumed)


def test_r18_a_send_repeated_on_two_servers_is_one_entry(new_redis, new_server, connect, room):
    redis = new_redis()
    servers = [new_server(redis) for _ in range(2)]
    ann = connect(servers[0], auth={"room": room}, wait_for="member_add")
    tab = connect(servers[1], auth={"room": room, "resume": ann.session["resume"]}, wait_for="member_add")
    answers, lock = [], threading.Lock()

    def repeat(client):
        answer = client.say(room, "once", client_id="x")
        with lock:
            answers.append(answer)

    threads = [threading.Thread(target=repeat, args=(client,)) for client in (ann, tab, ann, tab, ann)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(answers) == 5 and all(answer == answers[0] for answer in answers)
    assert [m["message"] for m in ann.history(room)["messages"]] == ["once"]


def test_r27_joins_and_leaves_leave_nothing_behind(new_redis, new_server, connect):
    redis = new_redis()
    server = new_server(redis, limits={"leave_grace_ms": 50})
    anchor = connect(server)
    control = redis.client()

    def cycle(count):
        async def one(number):
            client = await SwarmClient.open(server.url, {"room": f"cycle-{number % 5}"}, keep=("member_add",))
            await until_true(lambda: client.adds, "joined")
            client.hang_up()

        asyncio.run(many(count, one, at_once=20))

    cycle(100)
    until(lambda: not control.keys("*{cycle-*"), "no keys are left")
    descriptors = server.child.descriptors()
    cycle(300)
    until(lambda: not control.keys("*{cycle-*"), "no keys are left")
    until(lambda: server.child.descriptors() <= descriptors + 2, "descriptors came back")
    assert anchor.ask("rooms")["ok"]


def test_polling_client_comes_back_by_itself_after_a_restart(durable_server, connect, room):
    ann = connect(durable_server, auth={"room": room}, transport="polling", wait_for="member_add", reconnect=True)
    durable_server.stop()
    ann.wait_disconnected()
    mark = ann.mark()
    durable_server.start()
    ann.wait("session", after=mark, timeout=15)
    assert ann.say(room, "back")["ok"]


def test_an_open_poll_is_answered_unknown_session_at_a_stop(own_server):
    """Never `1`: python-socketio would take it as final."""
    poller = Poller(own_server)
    poller.post("40")
    poller.read_packet(lambda packet: packet.startswith('42["member_add"'))
    with RawSocket(own_server) as raw:
        raw.write(f"GET {poller.path} HTTP/1.1\r\nHost: {raw.host}\r\n\r\n".encode())
        raw.wait_until_read()
        assert own_server.stop() == 0
        status, _, body = raw.read_response()
        if status == 200:
            assert b'42["notice"' in body and body.split(b"\x1e")[-1] != b"1"
        else:
            assert status == 400 and b"Session ID unknown" in body


def test_a_cut_poll_shows_unknown_session_after_a_restart(own_server):
    poller = Poller(own_server)
    poller.post("40")
    poller.read_packet()
    own_server.stop()
    own_server.start()
    with pytest.raises(Ended) as end:
        poller.read_packet(lambda packet: packet == "1")
    assert end.value.code == 400 and "Session ID unknown" in end.value.reason


def test_r17_upgrades_under_traffic_lose_and_reorder_nothing(new_server, connect, room):
    server = new_server(limits=ROOMY)
    over = threading.Event()
    speaker = connect(server, auth={"room": room}, wait_for="member_add")

    def talk():
        number = 0
        while not over.wait(0.003):
            speaker.emit("send", {"room": room, "text": f"number {number}"})
            number += 1

    async def upgrade():
        client = socketio.AsyncClient(reconnection=False)
        seen, enough = [], asyncio.Event()

        def note(message):
            seen.append(message["seq"])
            if client.transport() == "websocket" and len(seen) > 100:
                enough.set()

        client.on("message_history", lambda page: seen.extend(message["seq"] for message in page))
        client.on("messages", note)
        await client.connect(server.url, auth={"room": room}, transports=["polling", "websocket"])
        await asyncio.wait_for(enough.wait(), 60)
        await client.disconnect()
        return seen

    async def run():
        return [seen for _ in range(4) for seen in await asyncio.gather(*(upgrade() for _ in range(20)))]

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        histories = asyncio.run(run())
    finally:
        over.set()
        thread.join()
    assert len(histories) == 80
    assert all(seen == list(range(seen[0], seen[0] + len(seen))) for seen in histories)
