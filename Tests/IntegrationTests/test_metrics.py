"""What a server tells of itself for whoever looks after it: /metrics, /ready, and a port of their own."""

import re

import pytest
import requests

from parlor_server import one_line
from scraper import samples
from waiting import until


def test_what_happens_is_counted(own_server, connect, room):
    before = samples(own_server.url)
    assert before["parlor_connections"] == 0 and before["parlor_store_up"] == 1
    ann, ben = connect(own_server), connect(own_server)
    ann.join(room)
    ben.join(room)
    for number in range(3):
        ann.say(room, f"message {number}")
    ben.wait_text("message 2")
    assert ann.refused("send", {"room": "nowhere", "text": "hello"})["code"] == "not_in_room"
    now = until(lambda: (s := samples(own_server.url))["parlor_deliveries_total"] >= 6 and s, "deliveries are counted")
    assert now["parlor_connections"] == now["parlor_people"] == now["parlor_connects_total"] == 2
    assert now["parlor_rooms"] == 1 and now["parlor_joins_total"] == 2
    assert now["parlor_messages_total"] == now["parlor_send_seconds_count"] == 3
    assert now["parlor_refusals_total", "not_in_room"] == 1
    buckets = [now[key] for key in now if key[0] == "parlor_send_seconds_bucket"]
    assert buckets == sorted(buckets) and buckets[-1] == 3 and now["parlor_send_seconds_sum"] > 0
    assert now["process_resident_memory_bytes"] > 1 << 20 and now["process_cpu_seconds_total"] > 0
    assert 0 < now["process_open_fds"] < now["process_max_fds"]
    ben.close()
    after = until(
        lambda: (s := samples(own_server.url)).get(("parlor_ends_total", "clientClosed")) and s, "the end is counted")
    assert after["parlor_connections"] == 1


def test_an_outage_is_counted(durable_redis, new_server, connect, room):
    server = new_server(durable_redis)
    ann = connect(server)
    ann.join(room)
    durable_redis.kill()
    until(lambda: samples(server.url)["parlor_store_up"] == 0, "the outage shows")
    assert ann.refused("send", {"room": room, "text": "hello"})["code"] == "store_unavailable"
    durable_redis.start()
    now = until(lambda: (s := samples(server.url))["parlor_store_up"] == 1 and s, "the store is back")
    assert now["parlor_store_outages_total"] == 1
    assert now["parlor_refusals_total", "store_unavailable"] >= 1


def test_nobody_is_named(own_server, connect, room):
    ann = connect(own_server, auth={"room": None, "name": "Ann of the Woods"})
    ann.join(room)
    text = requests.get(own_server.url + "/metrics", timeout=10).text
    for word in (room, "Woods", ann.member["id"], ann.member["socket"], "127.0.0.1"):
        assert word not in text


def ops_url(server):
    """Where the server serves its own port for operators, as its log says."""
    found = until(
        lambda: re.search(r"host=127\.0\.0\.1 port=(\d+).*Serving /ready and /metrics", server.log()), "its own port")
    return f"http://127.0.0.1:{found.group(1)}"


def test_a_port_of_their_own(new_server, connect, room):
    server = new_server(None, "--ops-port", "0")
    own = ops_url(server)
    connect(server).join(room)
    assert samples(own)["parlor_connections"] == 1
    for url, path, status in (
            (own, "/ready", 200), (own, "/health", 200), (own, "/", 404), (own, "/socket.io/?EIO=4&transport=polling", 404),
            (server.url, "/ready", 404), (server.url, "/metrics", 404), (server.url, "/health", 200),
            (server.url, "/", 200)):
        assert requests.get(url + path, timeout=10).status_code == status, (url, path)
    assert requests.post(own + "/metrics", timeout=10).status_code == 405


def test_ready_says_so_on_its_own_port_while_the_server_stops(new_server, connect, room):
    server = new_server(None, "--ops-port", "0", limits={"command_ms": 20_000, "drain_ms": 2000})
    own = ops_url(server)
    others = [connect(server) for _ in range(5)]
    others[0].join(room)
    # It takes its people out of their rooms first, for which it needs the store: so there is time to ask it.
    server.redis.freeze()
    server.child.signal(15)

    def says():
        answer = requests.get(own + "/ready", timeout=10)
        return answer.status_code, answer.text

    until(lambda: says() == (503, "The server is stopping.\n"), "it is not ready any more, and why")
    server.redis.thaw()
    assert server.child.wait(10) == 0
    assert others


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_a_port_that_is_none_is_one_clear_line(refused, port):
    assert "ops-port" in one_line(refused("--ops-port", port))


def test_a_taken_port_is_one_clear_line(refused, server):
    line = one_line(refused("--ops-port", str(server.port)))
    assert str(server.port) in line and "use" in line and "--ops-port" in line


def test_the_port_of_the_clients_is_not_for_operators_too(refused):
    assert "ops-port" in one_line(refused("--port", "3999", "--ops-port", "3999"))
