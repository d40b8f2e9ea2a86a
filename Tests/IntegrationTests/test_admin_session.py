"""A moderator's work from beginning to end, at a terminal and from scripts, followed by pages and servers (admin)."""

import re
import signal
import time

import pytest

from admin_console import NOT_FOUND, OK, REFUSED, Admin
from chat import Chat, unique
from terminal import Terminal
from waiting import until


@pytest.fixture
def admin(server, shared_redis, room):
    return Admin(shared_redis, "--room", room)


@pytest.fixture
def console(admin, closing, tmp_path, room):
    """The console at a terminal, in the test's room."""
    terminal = closing.keep(Terminal(admin.command(), HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path)))
    terminal.wait(rf"parlor {room}> ")
    return terminal


def test_a_moderators_session_at_a_terminal(console, admin, pair, room, connect, server):
    ann, ben = pair
    prompt = rf"parlor {room}> "
    back = {"room": None, "resume": ben.session["resume"]}

    console.line("members")
    console.wait(ann.id)
    console.wait(prompt)

    console.line(f"kick {ben.id} --reason 'too loud'")
    console.wait("kicked")
    receipt = console.wait(r"server (s_\w+) answered for (\S+) in (\d+) ms")
    assert receipt.group(2) == ben.member["socket"] and int(receipt.group(3)) < 2000
    console.wait(prompt)
    assert ben.wait("kicked").data["reason"] == "too loud"

    ben = connect(server, auth=back)
    ben.join(room)
    console.line(f"ban {ben.id} --for 8s --reason spam")
    console.wait("banned")
    console.wait(prompt)
    assert ben.wait("kicked", lambda k: k["reason"] == "spam").data["banned_until"] > time.time() * 1000
    ben = connect(server, auth=back)
    assert ben.refused("join", {"room": room})["code"] == "banned"
    until(lambda: ben.ack("join", {"room": room}).get("ok"), "the ban ends by itself", timeout=20, every=0.3)

    console.line(f"mute {ben.id} --reason 'calm down'")
    console.wait("muted")
    console.wait(prompt)
    assert ben.refused("send", {"room": room, "text": "x"})["code"] == "muted"

    console.line("announce 'Maintenance at noon' --severity warning --for 10m")
    console.wait("announced")
    console.wait(r"server s_\w+ told \d+ connection")
    console.wait(prompt)
    notice = ann.wait("notice", lambda n: n["code"] == "announcement").data
    assert (notice["text"], notice["severity"]) == ("Maintenance at noon", "warning")

    for number in range(1, 8):
        ann.say(room, f"message {number}")
    console.line("trim --keep 2")
    console.wait(r"trim \d+ messages? in")
    console.wait("plan [0-9a-f]{16}")
    console.wait(r"\[y/N\]")
    console.line("y")
    console.wait("trimmed")
    console.wait(prompt)
    removed = ann.wait("messages_removed").data
    assert removed["room"] == room and removed["up_to_seq"] == ann.whole_history(room)[0]["seq"] - 1
    console.line("undo")
    console.wait(r"restored +\d+")
    console.wait(prompt)
    ann.wait("messages_restored")
    assert "message 1" in [m["message"] for m in ann.whole_history(room)]

    console.line("tail")
    console.wait("Showing what is said")
    console.wait(prompt)
    console.type("say half a sen")
    ann.say(room, "meanwhile, somebody else")
    console.wait("meanwhile, somebody else")
    console.wait(r"say half a sen")
    console.type("tence\n")
    ann.wait_text("half a sentence")
    console.line("tail --off")
    console.line("quit")
    assert console.end() == OK
    for act in admin.ask("announcements"):
        admin.run("announce", "--end", act["act"])


def test_a_locked_room_refuses_and_settings_are_followed_live(admin, pair, room):
    ann, ben = pair
    assert admin.one("lock", "--reason", "fight")["locked"]
    ann.wait("room_update", lambda r: r.get("locked"))
    assert ann.refused("send", {"room": room, "text": "x"})["code"] == "room_locked"
    assert not admin.one("unlock")["locked"]
    assert admin.one("slowmode", "1m")["slow_mode"] == 60_000
    ann.say(room, "one")
    assert ann.refused("send", {"room": room, "text": "two"})["code"] == "slow_mode"
    assert admin.one("slowmode", "off")["slow_mode"] is None
    assert ann.say(room, "two")["ok"]
    assert admin.one("topic", "All", "about", "<b>things</b>")["topic"] == "All about <b>things</b>"
    ann.wait("room_update", lambda r: r.get("topic") == "All about <b>things</b>")
    assert admin.one("topic", "--clear")["topic"] == ""
    assert room in people_rooms(ann)
    admin.one("hide")
    until(lambda: room not in people_rooms(ann), "the room is hidden")
    admin.one("unhide")
    assert "no such room" in admin.fails(NOT_FOUND, "lock", unique()).lower()
    fresh = unique()
    assert admin.one("lock", fresh, "--create")["locked"]
    assert ann.ask("join", {"room": fresh})["ok"]
    assert ann.refused("send", {"room": fresh, "text": "x"})["code"] == "room_locked"
    plan = admin.run("topic", "Something", "--dry-run")
    assert plan.status == OK and "Something" in plan.out and admin.one("room")["topic"] == ""


def people_rooms(client):
    return [entry["room"] for entry in client.ask("rooms", {})["rooms"]]


def test_retention_cuts_what_no_longer_fits_after_asking(admin, pair, room):
    ann, _ = pair
    for number in range(10):
        ann.say(room, f"message {number}")
    assert "confirmed" in admin.fails(REFUSED, "retain", "--count", 3)
    plan = admin.run("retain", "--count", 3, "--dry-run")
    assert plan.status == OK and "7 messages" in plan.out and "cannot be undone" in plan.out
    assert admin.one("retain", "--count", 3, "--age", "30d", "--yes")["retain_count"] == 3
    until(lambda: len(ann.whole_history(room)) == 3, "the rest is cut off")
    reset = admin.one("retain", "--reset")
    assert reset["retain_count"] is None and reset["retain_age"] is None


def test_roles_are_given_and_taken(admin, pair, room):
    ann, ben = pair
    assert ann.refused("moderate", {"room": room, "act": "kick", "member": ben.id})["code"] == "forbidden"
    assert admin.one("role", ann.id, "moderator")["role"] == "moderator"
    ben.wait("member_update", lambda u: u["member"].get("role") == "moderator")
    assert [(r["id"], r["role"]) for r in admin.ask("roles")] == [(ann.id, "moderator")]
    assert ann.moderate(room, "mute", member=ben.id)["ok"]
    admin.one("unmute", ben.id)
    admin.one("role", ann.id, "member")
    assert admin.ask("roles") == []
    assert ann.refused("moderate", {"room": room, "act": "kick", "member": ben.id})["code"] == "forbidden"
    admin.one("role", ann.id, "admin", "--everywhere")
    assert admin.one("whois", ann.id)["role"] == "admin"
    ben.wait("member_update", lambda u: u["member"].get("role") == "admin")
    admin.one("role", ann.id, "member", "--everywhere")
    assert "add --everywhere" in admin.run("role", ann.id, "admin").err


def test_a_token_lets_somebody_new_in(admin, pair, room, connect, server, tmp_path):
    name = unique("Bot")[:20]
    made = admin.one("token", name, "--bot", "--role", "moderator")
    bot = connect(server, auth={"room": room, "resume": made["token"], "bot": True}, wait_for="member_add")
    assert bot.id == made["id"] and bot.member["username"] == name and bot.member["role"] == "moderator"
    path = tmp_path / "token"
    again = admin.one("token", made["id"], "-o", path)
    assert again["token"] is None and path.stat().st_mode & 0o777 == 0o600
    same = connect(server, auth={"room": room, "resume": path.read_text().strip()}, wait_for="member_add")
    assert same.id == made["id"]
    assert "cannot be written" in admin.run("token", made["id"], "-o", path).err


def test_a_ban_everywhere_holds_at_connect(admin, pair, room, connect, server, closing):
    ann, ben = pair
    resume = ben.session["resume"]
    done = admin.one("ban", ben.id, "--everywhere", "--for", "1h", "--reason", "spam")
    assert [len(r["connections"]) for r in done["receipts"]] == [1] and done["silent"] == done["gone"] == []
    ben.wait_disconnected()
    assert [b["id"] for b in admin.ask("bans", "--everywhere") if b["id"] == ben.id] == [ben.id]
    back = closing.keep(Chat(server.url, {"room": None, "resume": resume}))
    assert back.connect_refused()["data"]["code"] == "banned"
    assert admin.one("unban", ben.id, "--everywhere")["outcome"] == "unbanned"
    assert connect(server, auth={"room": None, "resume": resume}).session


def test_kick_after_the_server_died_and_while_none_runs(new_redis, new_server, connect, room):
    redis = new_redis()
    first, second = new_server(redis), new_server(redis)
    ann, ben = connect(first), connect(second)
    ann.join(room)
    ben.join(room)
    admin = Admin(redis, "--room", room)
    server = next(m for m in admin.ask("members") if m["id"] == ann.id)
    first.kill()
    # The living server is not to clear up before the console comes.
    second.child.signal(signal.SIGSTOP)
    try:
        redis.client().delete(*[key for key in redis.client().keys("parlor:server:*") if key.endswith(_server(server))])
        done = admin.one("kick", ann.id)
    finally:
        second.child.signal(signal.SIGCONT)
    assert done["outcome"] == "kicked" and done["receipts"] == [] and done["gone"] == [_server(server)]
    assert ben.wait("member_delete", lambda *m: True)
    second.kill()
    ben_done = admin.run("kick", ben.id)
    assert ben_done.status == OK
    assert re.search(r"alive and did not answer within 2 s|not alive any more", ben_done.out), ben_done.out
    assert admin.ask("members") == []


def _server(member):
    found = member["servers"]
    return found[0] if isinstance(found, list) else found


def test_every_act_is_audited_and_the_chain_shows_changes(new_redis, new_server, connect, room, tmp_path):
    redis = new_redis()
    ann, ben = connect(server := new_server(redis)), connect(server)
    ann.join(room)
    ben.join(room)
    ann.say(room, "a secret text")
    admin = Admin(redis, "--room", room)
    admin.one("kick", ben.id, "--reason", "loud")
    admin.one("lock")
    admin.one("delete", "1", "--yes")
    admin.one("say", "hello")
    rows = admin.ask("audit")
    assert [(r["kind"], r["phase"]) for r in rows] == [
        ("kick", "done"), ("lock", "done"), ("delete", "intended"), ("delete", "done"), ("say", "done")]
    assert rows[0]["member"] == ben.id and rows[0]["reason"] == "loud" and rows[0]["by"].startswith("console:")
    assert rows[2]["plan"] == rows[3]["plan"] and len(rows[3]["plan"]) == 64
    assert "secret" not in str(rows) and ann.member["username"] not in str(rows)
    verdict = admin.one("audit", "verify")
    assert verdict["whole"] and verdict["lines"] == 5
    assert admin.one("audit", "verify", "--head", verdict["head"])["whole"]
    dump = tmp_path / "x.jsonl"
    admin.one("dump", room, "-o", dump)
    assert admin.one("dump", "verify", dump)["audit_head"] == verdict["head"]
    client = redis.client()
    entry, fields = client.xrange("parlor:audit")[1]
    lines = client.xrange("parlor:audit")
    client.delete("parlor:audit")
    for _, line in lines:
        if line["n"] == fields["n"]:
            line["body"] = line["body"].replace("lock", "fork")
        client.xadd("parlor:audit", line)
    changed = admin.run("audit", "verify")
    assert changed.status == 1 and "Line 2 was changed" in changed.err
    assert len(admin.ask("audit", 2)) == 2


def test_erase_leaves_nothing_of_a_person(new_redis, new_server, connect, room):
    redis = new_redis()
    ann, ben = connect(server := new_server(redis)), connect(server)
    for person in (ann, ben):
        person.join(room)
    ben.ask("rename", {"name": "Benedikt"})
    for number in range(3):
        ben.say(room, f"from ben {number}")
        ann.say(room, f"from ann {number}")
    admin = Admin(redis, "--room", room)
    admin.one("delete", "1", "--yes")
    assert "cannot be undone" in admin.run("erase", ben.id, "--dry-run").out
    assert "confirmed" in admin.fails(REFUSED, "erase", ben.id)
    done = admin.one("erase", ben.id, "--yes")
    assert done["messages"] == 3 and done["in_trash"] == 1 and done["left_rooms"] == [room]
    left = redis.client(encoding_errors="replace")
    for key in left.keys("*"):
        kind = left.type(key)
        if key == "parlor:audit" or key.startswith("parlor:act:"):
            continue
        value = {"hash": left.hgetall, "set": left.smembers, "string": left.get}.get(
            kind, lambda k: left.zrange(k, 0, -1))(key)
        assert ben.id not in str(value) + key and "from ben" not in str(value) and "Benedikt" not in str(value), key
    assert [m["message"] for m in ann.whole_history(room) if m["kind"] != "deleted"] == [f"from ann {n}" for n in range(3)]


def test_doctor_mends_what_it_finds(new_redis, new_server, connect, room):
    redis = new_redis("--appendonly", "yes")
    ann = connect(new_server(redis))
    ann.join(room)
    client = redis.client()
    client.hset(f"parlor:{{{room}}}:conns", "c" * 20, "s_aaaaaaaaaaaa m_" + "g" * 16)
    client.hset(f"parlor:{{{room}}}:members", "m_" + "g" * 16, '{"username":"Ghost"}')
    client.hset(f"parlor:{{{room}}}:count", "m_" + "g" * 16, "c" * 20)
    client.hset(f"parlor:{{{room}}}:bans", "m_" + "h" * 16, '{"until":1,"by":"x","reason":"","act":""}')
    client.zadd("parlor:rooms", {"nowhere": 1})
    admin = Admin(redis)
    before = admin.run("doctor", options=("--format", "jsonl"))
    assert any("no living server" in row["detail"] for row in before.rows)
    fixed = admin.ask("doctor", "--fix")
    assert any(row["detail"].startswith("Mended") for row in fixed)
    assert not [row for row in admin.ask("doctor") if row["state"] != "good"]
    assert [m["id"] for m in admin.ask("members", "--room", room)] == [ann.id]


@pytest.mark.parametrize("words", [
    ("delete", "1"), ("trim", "--keep", "0"), ("erase", "m_" + "z" * 16), ("kick", "m_" + "z" * 16, "m_" + "y" * 16),
])
def test_what_destroys_is_refused_in_a_pipe_without_yes(admin, pair, room, words):
    pair[0].say(room, "one")
    assert "confirmed" in admin.fails(REFUSED, *words)
    assert [m["message"] for m in pair[0].whole_history(room)] == ["one"]


def from_address(address):
    return {"X-Forwarded-For": f"203.0.113.9, {address}"}


@pytest.mark.parametrize("everywhere", [(), ("--everywhere",)], ids=["room", "everywhere"])
def test_a_ban_may_hold_for_a_guests_network(new_redis, new_server, connect, closing, room, everywhere):
    redis = new_redis()
    server = new_server(redis, "--trusted-proxies", "127.0.0.0/8,::1")
    ann = connect(server, headers=from_address("198.51.100.1"))
    ben = connect(server, headers=from_address("2001:db8:1:2::3"))
    mod = connect(server, headers=from_address("2001:db8:1:2::9"))
    for person in (ann, ben, mod):
        person.join(room)
    admin = Admin(redis, "--room", room)
    admin.one("role", mod.id, "admin", "--everywhere")
    admin.one("ban", ben.id, "--network", *everywhere)
    ben.wait("kicked")
    assert [b["networks"] for b in admin.ask("bans", *everywhere)] == [1]
    held = [key for key in redis.client().keys("*") if redis.client().type(key) == "hash"]
    assert not [key for key in held if "2001" in str(redis.client().hgetall(key))]

    def guest(address):
        return closing.keep(Chat(server.url, {"room": room}, headers=from_address(address)))

    assert guest("2001:db8:1:2::4").connect_refused()["data"]["code"] == "banned"
    assert guest("198.51.100.1").connect("member_add").id
    assert guest("2001:db8:2:3::1").connect("member_add").id
    back = connect(server, auth={"room": room, "resume": mod.session["resume"]}, wait_for="member_add",
                   headers=from_address("2001:db8:1:2::9"))
    assert back.id == mod.id
    admin.one("unban", ben.id, *everywhere)
    until(lambda: not admin.ask("bans", *everywhere), "the ban is lifted")
    again = closing.keep(Chat(server.url, {"room": room}, headers=from_address("2001:db8:1:2::4")))
    assert again.connect("member_add").id
    absent = admin.run("ban", "m_" + "z" * 16, "--network")
    assert absent.status == OK and "holds for no network" in absent.err


def test_a_forged_address_is_not_believed(new_redis, new_server, connect, room, closing):
    redis = new_redis()
    server = new_server(redis)
    ann = connect(server, headers={"X-Forwarded-For": "198.51.100.1"})
    ann.join(room)
    Admin(redis, "--room", room).one("ban", ann.id, "--network")
    other = closing.keep(Chat(server.url, {"room": room}, headers={"X-Forwarded-For": "198.51.100.77"}))
    assert other.connect_refused()["data"]["code"] == "banned"
