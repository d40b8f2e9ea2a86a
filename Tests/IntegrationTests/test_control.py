"""What those who look after the chat do reaches every server at once, by the documented keys (ChatStore, Keys)."""

import json
import uuid

import pytest

from chat import Chat, unique
from waiting import until

# Less than the ten seconds after which servers look by themselves.
SOON = 5
LOBBY = {"room": "lobby"}


def new_act():
    return "a_" + uuid.uuid4().hex[:12]


class Acts:
    """Writes what the console writes."""

    def __init__(self, redis):
        self.redis = redis

    def _open(self):
        act = new_act()
        seconds, micros = self.redis.time()
        self.redis.hset(f"parlor:act:{act}", "at", seconds * 1000 + micros // 1000)
        self.redis.pexpire(f"parlor:act:{act}", 600_000)
        return act

    def announce(self, text, ends=0, wake=True):
        act = self._open()
        notice = json.dumps({"severity": "warning", "code": "announcement", "text": text, "act": act})
        self.redis.hset("parlor:announcements", act, f"{ends} {notice}")
        self._changed("announcements", act, wake)
        return act

    def end(self, announcement):
        act = self._open()
        self.redis.hdel("parlor:announcements", announcement)
        self._changed("announcements", act)
        return act

    def ban(self, member, reason="enough"):
        act = self._open()
        self.redis.hset("parlor:bans", member, json.dumps({"until": 0, "by": "console:x", "reason": reason, "act": act}))
        self._changed("bans", act)
        return act

    def unban(self, member):
        self.redis.hdel("parlor:bans", member)
        self._changed("bans", self._open())

    def _changed(self, name, act, wake=True):
        version = self.redis.hincrby(f"parlor:{name}", "ver", 1)
        if wake:
            self.redis.publish("parlor:control", f"{name} {version} {act}")

    def receipts(self, act, count):
        """Server → (ms, told, connections), once so many servers have answered."""

        def read():
            fields = self.redis.hgetall(f"parlor:act:{act}")
            return {name: value.split() for name, value in fields.items() if name.startswith("s_")}

        until(lambda: len(read()) >= count, "the servers' receipts", timeout=SOON)
        return {name: (int(words[0]), int(words[1]), words[2:]) for name, words in read().items()}


@pytest.fixture
def chat(new_redis, new_server):
    """Two servers of one chat of the test's own, and the acts on it."""
    redis = new_redis()
    servers = [new_server(redis), new_server(redis)]
    return servers, Acts(redis.client())


def test_an_announcement_reaches_everybody_at_once_and_each_server_says_so(chat, connect):
    servers, acts = chat
    clients = [connect(servers[0], auth=LOBBY), connect(servers[1], auth=LOBBY), connect(servers[1])]
    act = acts.announce("the cellar is \"flooded\"")
    for client in clients:
        notice = client.wait("notice", timeout=SOON).data
        assert notice == {
            "severity": "warning", "code": "announcement", "text": "the cellar is \"flooded\"", "act": act}
    receipts = acts.receipts(act, 2)
    assert sorted(told for _, told, _ in receipts.values()) == [1, 2]
    assert all(0 <= ms < SOON * 1000 for ms, _, _ in receipts.values())


def test_whoever_connects_is_told_until_it_ends(chat, connect):
    servers, acts = chat
    first = connect(servers[0])
    act = acts.announce("until tomorrow")
    first.wait("notice", timeout=SOON)
    later = connect(servers[0], auth=LOBBY, wait_for="notice")
    names = [event.name for event in later.events]
    assert names.index("session") < names.index("member_add") < names.index("notice")
    acts.receipts(acts.end(act), 2)
    assert first.wait("notice", lambda n: n["code"] == "announcement_ended", timeout=SOON).data["act"] == act
    last = connect(servers[0], auth=LOBBY, wait_for="member_add")
    last.sync("lobby")
    assert not last.all("notice")


def test_an_announcement_that_is_over_is_told_to_nobody(chat, connect):
    servers, acts = chat
    first = connect(servers[0], auth=LOBBY, wait_for="member_add")
    acts.receipts(acts.announce("long ago", ends=1000), 2)
    first.sync("lobby")
    assert not first.all("notice")


def test_a_server_that_was_not_woken_looks_by_itself(chat, connect):
    servers, acts = chat
    first = connect(servers[0])
    acts.announce("nobody called", wake=False)
    assert first.wait("notice", timeout=25).data["text"] == "nobody called"


def test_a_ban_everywhere_ends_all_sessions_at_once(chat, connect, closing):
    servers, acts = chat
    room = unique()
    ann, ben = (connect(servers[0], auth=LOBBY, wait_for="member_add") for _ in range(2))
    resume = ben.session["resume"]
    tab = connect(servers[1], auth={"room": room, "resume": resume}, wait_for="member_add")
    idle = connect(servers[1], auth={"room": None, "resume": resume})
    act = acts.ban(ben.id, reason="spam")
    for client in (ben, tab, idle):
        assert "server disconnect" in str(client.wait_disconnected(timeout=SOON).data)
    kicked = tab.last("kicked").data
    assert kicked["room"] == room and kicked["reason"] == "spam" and kicked["banned_until"] is None
    assert ann.wait("member_delete", timeout=SOON).args[1]["reason"] == "banned"
    held = [connection for _, _, connections in acts.receipts(act, 2).values() for connection in connections]
    assert len(held) == 3 and {ben.member["socket"], tab.member["socket"]} <= set(held)
    back = closing.keep(Chat(servers[1].url, {"room": None, "resume": resume}))
    assert back.connect_refused()["data"]["code"] == "banned"
    acts.unban(ben.id)

    def is_let_in():
        again = Chat(servers[1].url, {"room": None, "resume": resume})
        try:
            again.sio.connect(again.url, auth=again.auth, transports=["websocket"])
            return True
        except Exception:
            return False
        finally:
            again.close()

    until(is_let_in, "the ban is lifted", timeout=SOON)


def test_a_role_everywhere_is_known_without_coming_back(new_redis, new_server, connect):
    redis = new_redis()
    server = new_server(redis, "--create-rooms", "moderators")
    boss = connect(server, auth={"room": None})
    room = unique()
    assert boss.refused("join", {"room": room})["code"] == "no_such_room"
    client = redis.client()
    client.hset(f"parlor:person:{boss.id}", mapping={"name": boss.member["username"], "role": "admin", "ver": 7})
    client.publish("parlor:control", f"person 7 {boss.id}")
    until(lambda: boss.ack("join", {"room": room})["ok"], "the role is known", timeout=SOON)


@pytest.mark.parametrize("words", [
    "", "bans", "bans 1", "bans x y z", "announcements 1 *", "person 1 m_", "\r\n", "bans 99999999999999999999 a_",
    "announcements 1 " + "x" * 100_000,
])
def test_nonsense_on_the_channel_harms_nobody(chat, connect, words):
    servers, acts = chat
    first = connect(servers[0], auth=LOBBY, wait_for="member_add")
    acts.redis.publish("parlor:control", words)
    act = acts.announce("still here")
    assert first.wait("notice", timeout=SOON).data["act"] == act
