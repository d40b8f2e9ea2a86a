"""Signing in with access tokens, `--auth jwt` (wire protocol, section 3)."""

import base64
import itertools
import json
import time

import jwt
import pytest

from access_tokens import ISSUER, Signer
from admin_console import Admin
from chat import Chat, people, unique
from old_clients import OldPoller, OldWire
from parlor_server import ParlorServer
from raw import Ended, Wire
from waiting import until


@pytest.fixture(scope="module")
def door(shared_redis, signer):
    """A server that takes this signer's tokens; tests use rooms and people of their own."""
    with ParlorServer(shared_redis, *signer.options) as server:
        yield server


@pytest.fixture
def enter(connect, door, signer):
    """Comes in as somebody: `enter("ann", room="garden", role="moderator")`."""
    return lambda sub, room=None, server=door, extra=None, **claims: connect(
        server, signer.auth(sub, room, extra, **claims))


def turned_away(closing, server, auth, transport="websocket"):
    """What somebody is told who may not come in."""
    error = closing.keep(Chat(server.url, auth, transport)).connect_refused()
    assert set(error) == {"message", "data"} and error["data"]["code"] == "unauthorized", error
    assert error["message"] and error["data"]["hint"]
    return error["message"]


# Coming in


def test_who_has_a_token_comes_in(enter, who, room, transport, connect, door, signer):
    ann = connect(door, signer.auth(who, name="Ann Example"), transport)
    assert ann.id.startswith("u_") and len(ann.id) == 54
    assert ann.member["username"] == "Ann Example" and "role" not in ann.member
    ann.join(room)
    ann.sync(room)


def test_without_a_name_one_is_generated_and_stays(enter, who):
    first = enter(who)
    again = enter(who)
    assert first.member["username"] == again.member["username"] != ""


def test_the_name_wished_for_holds_where_the_token_has_none(enter, who):
    assert enter(who, extra={"name": "Wished For"}).member["username"] == "Wished For"
    # It is kept, and a later wish is for `rename`.
    assert enter(who, extra={"name": "Another"}).member["username"] == "Wished For"
    assert enter(who, extra={"name": "Another"}, name="Of The Token").member["username"] == "Of The Token"


@pytest.mark.parametrize("name", ["", "a\u202eb", "x" * 200, 7])
def test_an_invalid_name_in_the_token_counts_as_none(enter, who, name):
    assert enter(who, extra={"name": "Wished For"}, name=name).member["username"] == "Wished For"


def test_a_name_out_of_the_token_cannot_be_changed_here(enter, who):
    named, free = enter(who, name="Ann"), enter(unique("person"))
    error = named.refused("rename", {"name": "Somebody"})
    assert error["code"] == "forbidden" and error["hint"]
    assert free.ask("rename", {"name": "Somebody"})["name"] == "Somebody"


def test_a_new_token_brings_a_new_name_to_who_is_there(enter, who, room):
    first, other = enter(who, room, name="Ann"), enter(unique("person"), room)
    second = enter(who, room, name="Ann Married")
    assert other.wait("member_update", lambda u: u["member"]["id"] == second.id).data["member"]["username"] == "Ann Married"
    first.say(room, "who am I")
    assert other.wait_text("who am I")["username"] == "Ann Married"


def test_without_a_room_it_is_the_default_room(enter, connect, door, signer, who):
    ann = connect(door, {"token": signer.token(who)}, wait_for="member_add")
    assert ann.session["room"]["room"] == "lobby"


def test_the_same_person_everywhere(enter, new_server, signer, who):
    elsewhere = new_server(None, *signer.options)
    here, there = enter(who), enter(who, server=elsewhere)
    assert here.id == there.id
    assert enter(unique("person")).id != here.id
    assert enter(who, iss="https://id.example.com").id != here.id


def test_two_connections_are_one_person(enter, who, room):
    enter(who, room)
    assert enter(who, room).join(room)["count"] == 1


@pytest.mark.parametrize("algorithm", ["RS256", "PS512", "ES256", "ES384", "EdDSA", "HS512"])
def test_other_ways_to_sign(new_server, shared_redis, connect, closing, tmp_path, algorithm):
    signer = Signer(tmp_path, algorithm)
    server = new_server(shared_redis, *signer.options)
    assert connect(server, signer.auth(unique("person"), name="Ann")).member["username"] == "Ann"
    assert turned_away(closing, server, {"token": Signer(tmp_path, "HS256").token()}) == "The access token is not valid."


# Being turned away


@pytest.mark.parametrize(
    "auth", [None, {}, {"name": "Ann"}, {"token": ""}, {"token": None}, {"resume": "a.b"}, {"room": None, "bot": True}])
def test_nobody_comes_in_without_a_token(door, closing, auth, transport):
    assert turned_away(closing, door, auth, transport) == "This chat needs an access token."


def test_an_expired_token_is_called_so(door, closing, signer):
    assert turned_away(closing, door, signer.auth(seconds=-1)) == "The access token has expired."


def test_a_token_whose_time_has_not_come_is_called_so(door, closing, signer):
    assert turned_away(closing, door, signer.auth(nbf=time.time() + 300)) == "The access token is not valid yet."


@pytest.mark.parametrize("claims, name", [
    ({"without": ["sub"]}, "sub"), ({"without": ["exp"]}, "exp"), ({"sub": ""}, "sub"), ({"sub": 5}, "sub"),
    ({"sub": "s" * 256}, "sub"), ({"exp": "tomorrow"}, "exp"), ({"role": "owner"}, "role"), ({"rooms": "lobby"}, "rooms"),
])
def test_a_wrong_claim_is_named(door, closing, signer, claims, name):
    message = turned_away(closing, door, {"token": signer.token(**claims)})
    assert message == f"The access token's claim {name} is missing or not valid."


def forged(signer):
    """Tokens that were not signed as they should be."""
    good = signer.token(role="member")
    head, payload, signature = good.split(".")
    encode = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return {
        "tampered": f"{head}.{encode({**claims, 'role': 'admin'})}.{signature}",
        "unsigned": f"{head}.{payload}.",
        "none": f"{encode({'alg': 'none'})}.{payload}.",
        "none, signed": f"{encode({'alg': 'none'})}.{payload}.{signature}",
        "another key": jwt.encode(claims, "k" * 64, "HS256"),
        "another hash": signer.token(algorithm="HS512"),
        "crit": signer.token(headers={"crit": ["exp"], "exp": 1}),
        "no token": "abc",
        "dots": "..",
        "binary": "\0\x7f\ud7ff.é.ü",
        "two in one": f"{good}.{good}",
    }


@pytest.mark.parametrize("kind", [
    "tampered", "unsigned", "none", "none, signed", "another key", "another hash", "crit", "no token", "dots", "binary",
    "two in one"])
def test_a_forged_token_is_not_valid(door, closing, signer, kind):
    assert turned_away(closing, door, {"token": forged(signer)[kind]}) == "The access token is not valid."


def test_a_token_of_the_wrong_type_or_size_is_a_mistake_of_the_client(door, closing, signer):
    for token in (5, ["x"], {"a": 1}):
        error = closing.keep(Chat(door.url, {"token": token})).connect_refused()
        assert error["data"]["code"] == "invalid_payload"
    wire = closing.keep(Wire(door))
    wire.send_frame("40" + json.dumps({"token": "x" * 9000}))
    assert wire.ended() == 1008


def test_the_longest_token_comes_in_with_all_else_a_client_says(door, closing, signer, connect, who, room):
    resume = connect(door, auth=signer.auth(who)).wait("session").data["resume"]
    # Base64 makes four characters of three bytes.
    bare = len(signer.token(who, padding=""))
    token = signer.token(who, padding="x" * ((7168 - bare) * 3 // 4 - 16))
    assert 7100 < len(token) <= 7168
    asked = {"token": token, "resume": resume, "room": room, "name": "Ann of the Woods"}
    assert connect(door, auth=asked).member["id"].startswith("u_")
    error = closing.keep(Chat(door.url, {"token": token + "x" * 100})).connect_refused()
    assert error["data"]["code"] == "invalid_payload" and "too long" in error["message"]


def test_refusals_do_not_say_what_was_in_the_token(door, closing, signer):
    secret = unique("marker")
    tokens = [signer.token(secret, seconds=-5), signer.token(secret, role=secret), forged(signer)["tampered"], secret]
    for token in tokens:
        assert secret not in turned_away(closing, door, {"token": token})
    assert secret not in door.log()


def test_tokens_are_in_no_log(new_server, shared_redis, signer, connect, closing, who):
    server = new_server(shared_redis, *signer.options, "--log-level", "trace")
    good, bad = signer.auth(who), {"token": forged(signer)["tampered"]}
    connect(server, good)
    turned_away(closing, server, bad)
    # Stopped, so that the log is whole.
    assert server.stop(timeout=20) == 0
    log = server.log()
    assert "wrongSignature" in log, "why it was refused is not in the log"
    for token in (good["token"], bad["token"]):
        assert not any(part in log for part in token.split("."))


def test_who_was_refused_may_try_again_on_the_same_connection(door, signer, closing, who):
    wire = closing.keep(Wire(door))
    assert wire.connect({"token": "x.y.z"}).startswith("44")
    assert wire.connect({"token": signer.token(who), "room": None}).startswith("40")


def test_what_is_sent_before_being_let_in_is_not_lost(door, signer, closing, who, room):
    wire = closing.keep(Wire(door))
    wire.send_frame("40" + json.dumps({"token": signer.token(who), "room": room}))
    for number in range(20):
        wire.send_frame(f"42{number}" + json.dumps(["send", {"room": room, "text": f"early {number}"}]))
    assert [wire.read_ack(number)[0]["ok"] for number in range(20)] == [True] * 20


def test_many_who_wait_are_sent_away_for_a_moment(new_server, shared_redis, tmp_path, closing):
    """Beyond the limit the transport is closed, not refused: stock clients come back."""
    signer = Signer(tmp_path, "ES512")
    server = new_server(shared_redis, *signer.options, limits={"waiting_tokens": 1})
    auth = {"token": signer.token(), "room": None}

    def end_of(wire):
        try:
            return wire.read_packet()[:2]
        except Ended as end:
            return end.code

    def rush():
        """Many at once, while each signature takes a while; how it ended for them."""
        wires = [closing.keep(Wire(server)) for _ in range(40)]
        for wire in wires:
            wire.send_frame("40" + json.dumps(auth))
        return {end_of(wire) for wire in wires}

    ends = set()
    until(lambda: ends.update(rush()) or 1012 in ends, "some found no place")
    assert ends == {"40", 1012}
    assert closing.keep(Wire(server)).connect(auth).startswith("40")


# Resuming


def test_a_resume_alone_is_not_enough(enter, door, closing, who):
    ann = enter(who)
    for extra in ({}, {"bot": True}, {"token": ""}):
        assert turned_away(closing, door, {"resume": ann.session["resume"], **extra}) == "This chat needs an access token."


def test_a_guests_resume_of_earlier_times_is_not_enough(door, server, connect, closing):
    guest = connect(server)
    assert turned_away(closing, door, {"resume": guest.session["resume"]}) == "This chat needs an access token."


def test_a_resume_beside_a_token_does_not_change_who_one_is(enter, who):
    ann, ben = enter(who), enter(unique("person"))
    assert enter(who, extra={"resume": ben.session["resume"]}).id == ann.id


def test_a_bad_token_is_not_mended_by_a_resume(enter, door, signer, closing, who):
    resume = enter(who).session["resume"]
    assert turned_away(closing, door, {"resume": resume, "token": signer.token(who, seconds=-1)})


def test_a_bot_comes_in_with_a_token_of_the_console(door, shared_redis, connect, closing, room):
    admin = Admin(shared_redis)
    made = admin.one("token", unique("bot"), "--bot")
    bot = connect(door, {"resume": made["token"], "room": room, "bot": True})
    assert bot.id == made["id"] and bot.member["bot"] is True
    # And with the fresh one it gets each time.
    assert connect(door, {"resume": bot.session["resume"], "room": None}).id == made["id"]
    # A person's is not enough.
    person = admin.one("token", unique("person"))
    assert turned_away(closing, door, {"resume": person["token"]}) == "This chat needs an access token."
    # One more for a bot that is known.
    again = admin.one("token", made["id"])
    assert connect(door, {"resume": again["token"], "room": None}).id == made["id"]


def test_a_token_of_the_console_is_no_way_around_for_people(enter, door, shared_redis, closing, who):
    """Also not for somebody who once called himself a bot."""
    ann = enter(who, extra={"bot": True})
    made = Admin(shared_redis).one("token", ann.id)
    assert turned_away(closing, door, {"resume": made["token"], "bot": True}) == "This chat needs an access token."


# Rooms


def test_only_the_rooms_of_the_token(enter, who, room):
    other = unique()
    ann, ben = enter(who, rooms=[room]), enter(unique("person"), other)
    ann.join(room)
    error = ann.refused("join", {"room": other})
    assert error["code"] == "forbidden" and error["hint"]
    for event, more in (("history", {"limit": 5}), ("members", {"limit": 5}), ("send", {"text": "x"}), ("typing", {})):
        assert ann.refused(event, {"room": other, **more})["code"] == "not_in_room"
    assert people(ben.ask("members", {"room": other, "limit": 10})["members"]) == [ben.id]


def test_other_rooms_are_not_listed(enter, who, room):
    other = unique()
    ann, ben = enter(who, room, rooms=[room, "lobby"]), enter(unique("person"), other)
    ben.join(room)
    until(lambda: {room, other} <= {r["room"] for r in listed(ben)}, "both rooms are listed")
    assert {r["room"] for r in listed(ann)} <= {room, "lobby"} and room in {r["room"] for r in listed(ann)}


def listed(client):
    rooms, cursor = [], None
    while True:
        page = client.ask("rooms", {"cursor": cursor} if cursor else {})
        rooms += page["rooms"]
        cursor = page.get("cursor")
        if not cursor:
            return rooms


def test_without_the_default_room_it_is_the_first_of_the_token(door, connect, signer, who):
    first, second = unique(), unique()
    ann = connect(door, {"token": signer.token(who, rooms=[first, second])}, wait_for="member_add")
    assert ann.session["room"]["room"] == first
    both = connect(door, {"token": signer.token(who, rooms=[second, "lobby"])}, wait_for="member_add")
    assert both.session["room"]["room"] == "lobby"


def test_a_token_for_no_room_comes_in_without_one(door, connect, signer, who):
    ann = connect(door, {"token": signer.token(who, rooms=[])})
    assert "room" not in ann.session
    assert ann.refused("join", {"room": "lobby"})["code"] == "forbidden"


def test_connecting_to_another_room_says_why_it_is_not_joined(enter, who, room):
    ann = enter(who, unique(), rooms=[room])
    assert ann.wait("notice").data["code"] == "forbidden"
    assert ann.join(room)["count"] == 1


# Roles


def test_a_moderators_token_moderates_in_its_rooms(enter, who, room):
    other = unique()
    mod = enter(who, room, role="moderator", rooms=[room])
    ben = enter(unique("person"), room)
    assert mod.wait("member_add", lambda m: m["id"] == mod.id).data["role"] == "moderator"
    mod.moderate(room, "mute", member=ben.id)
    assert ben.wait("notice").data["code"] == "muted"
    ben.join(other)
    error = mod.refused("moderate", {"room": other, "act": "kick", "member": ben.id})
    assert error["code"] == "forbidden" and not ben.all("kicked")


def test_a_moderators_token_without_rooms_moderates_in_all(enter, who, room):
    mod, ben = enter(who, role="moderator"), enter(unique("person"), room)
    mod.join(room)
    assert mod.member["role"] == "moderator"
    mod.moderate(room, "kick", member=ben.id)
    ben.wait("kicked")


def test_an_admins_token_moderates_everywhere(enter, who, room):
    admin, ben = enter(who, role="admin", rooms=["lobby"]), enter(unique("person"), room)
    admin.moderate(room, "kick", member=ben.id)
    ben.wait("kicked")


def test_nobody_acts_on_an_equal_or_higher_role(enter, who, room):
    mod = enter(who, room, role="moderator")
    equal = enter(unique("person"), room, role="moderator")
    admin = enter(unique("person"), room, role="admin")
    for target in (equal, admin):
        for act in ("kick", "ban", "mute"):
            assert mod.refused("moderate", {"room": room, "act": act, "member": target.id})["code"] == "forbidden"
    said = admin.say(room, "not yours to delete")
    assert mod.refused("moderate", {"room": room, "act": "delete", "ids": [said["id"]]})["code"] == "forbidden"
    admin.moderate(room, "kick", member=mod.id)
    mod.wait("kicked")


def test_a_role_of_other_rooms_protects_nobody_here(enter, who, room):
    mod = enter(who, room, role="moderator", rooms=[room])
    elsewhere = enter(unique("person"), room, role="moderator", rooms=[unique(), room])
    other = enter(unique("person"), room, role="moderator", rooms=[unique()])
    assert mod.refused("moderate", {"room": room, "act": "kick", "member": elsewhere.id})["code"] == "forbidden"
    mod.moderate(room, "ban", member=other.id)


def test_a_new_token_replaces_the_role(enter, who, room):
    target = enter(unique("person"), room)
    assert enter(who, room, role="moderator").member["role"] == "moderator"
    again = enter(who, room)
    assert "role" not in again.member
    assert again.refused("moderate", {"room": room, "act": "kick", "member": target.id})["code"] == "forbidden"
    # And for others: nobody is protected by what one was.
    mod = enter(unique("person"), room, role="moderator")
    mod.moderate(room, "mute", member=again.id)


def test_a_role_of_the_console_counts_as_well(enter, shared_redis, who, room):
    ann, ben = enter(who, room), enter(unique("person"), room)
    admin = Admin(shared_redis)
    admin.ask("role", ann.id, "moderator", "--room", room)
    ann.moderate(room, "mute", member=ben.id)
    admin.ask("role", ann.id, "admin", "--everywhere")
    assert enter(who).member["role"] == "admin"


# The console


def test_the_console_knows_people_of_tokens(enter, shared_redis, who, room):
    name = unique("Ann")[:20]
    ann, ben = enter(who, room, name=name, role="moderator"), enter(unique("person"), room)
    admin = Admin(shared_redis)
    row = next(row for row in admin.ask("members", options=("--room", room)) if row["id"] == ann.id)
    assert (row["name"], row["role"]) == (name, "moderator")
    assert admin.one("whois", ann.id[2:8], options=("--room", room))["id"] == ann.id
    assert admin.one("whois", name)["role"] == "moderator"
    admin.ask("mute", ann.id[2:8], options=("--room", room))
    assert ann.wait("notice").data["code"] == "muted"
    admin.ask("kick", ann.id, options=("--room", room))
    ann.wait("kicked")
    assert enter(who).join(room)["count"] == 2


def test_a_ban_holds_whatever_token_comes(enter, door, signer, closing, shared_redis, who, room):
    ann = enter(who, room)
    admin = Admin(shared_redis)
    admin.ask("ban", ann.id, options=("--room", room))
    ann.wait("kicked")
    assert enter(who, role="moderator", name="Another").refused("join", {"room": room})["code"] == "banned"
    admin.ask("ban", ann.id, "--everywhere")
    error = closing.keep(Chat(door.url, signer.auth(who, name="Yet Another"))).connect_refused()
    assert error["data"]["code"] == "banned"
    admin.ask("unban", ann.id, "--everywhere")
    assert enter(who).id == ann.id


def test_a_ban_of_a_network_is_for_guests(enter, server, connect, closing, shared_redis, who, room):
    """From the same address: guests stay out, people of tokens are found by their id."""
    ann, guest = enter(who, room), connect(server)
    guest.join(room)
    admin = Admin(shared_redis)
    admin.ask("ban", guest.id, "--network", "--room", room)
    guest.wait("kicked")
    assert connect(server).refused("join", {"room": room})["code"] == "banned"
    assert enter(unique("person")).join(room)["count"] == 2
    done = admin.run("ban", ann.id, "--network", "--room", room)
    assert "came in with an access token: the ban holds for no network." in done.err
    ann.wait("kicked")
    assert enter(unique("person")).join(room)["count"] == 2


# The end of a token


def test_a_connection_ends_some_time_after_its_token(new_server, shared_redis, signer, connect, who, room):
    grace = 1500
    server = new_server(shared_redis, *signer.options, limits={"token_grace_ms": grace})
    ends = time.time() + 4
    ann = connect(server, {"token": signer.token(who, exp=ends), "room": room})
    ben = connect(server, signer.auth(unique("person"), room))
    ann.wait_disconnected()
    assert ends + grace / 1000 <= time.time(), "it was closed before its time"
    # Not by a word that stock clients take as final, and with time to come back unnoticed.
    assert "server disconnect" not in str(ann.last("disconnect").data)
    again = connect(server, {"token": signer.token(who), "room": room})
    assert again.id == ann.id
    ben.sync(room)
    assert ben.connected and not ben.all("member_delete")


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_a_stock_client_comes_back_with_a_fresh_token(new_server, shared_redis, signer, connect, who, transport):
    server = new_server(shared_redis, *signer.options, limits={"token_grace_ms": 200})
    lives = itertools.chain([3], itertools.repeat(600))
    ann = connect(
        server, lambda: {"token": signer.token(who, seconds=next(lives)), "room": None}, transport, reconnect=True)
    ann.wait("session", count=2, timeout=20)
    assert len({event.data["member"]["id"] for event in ann.all("session")}) == 1


def test_the_time_after_the_end_is_for_who_is_there_only(new_server, shared_redis, signer, connect, closing, who):
    server = new_server(shared_redis, *signer.options, limits={"token_grace_ms": 60_000})
    auth = signer.auth(who, seconds=4)
    ann = connect(server, auth)
    until(lambda: time.time() > jwt.decode(auth["token"], options={"verify_signature": False})["exp"], "it has expired")
    assert turned_away(closing, server, auth) == "The access token has expired."
    assert ann.ask("rooms", {})["ok"] and ann.connected


def test_a_token_for_centuries_is_as_good(enter, who):
    assert enter(who, exp=1e300).connected


# Other clients


def test_old_clients_are_refused_in_their_own_way(door):
    wire = OldWire(door)
    assert wire.read("44") == '44"unauthorized"'
    assert wire.read("41") == "41"
    poller = OldPoller(door)
    assert poller.read("44") == '44"unauthorized"'


def test_issuer_and_audience_are_checked_where_they_are_set(new_server, shared_redis, signer, connect, closing, who):
    server = new_server(
        shared_redis, *signer.options, "--jwt-issuer", ISSUER, "--jwt-audience", "parlor")
    assert connect(server, signer.auth(who, aud=["shop", "parlor"])).id
    assert "claim aud" in turned_away(closing, server, signer.auth(who))
    assert "claim aud" in turned_away(closing, server, signer.auth(who, aud="shop"))
    assert "claim iss" in turned_away(closing, server, signer.auth(who, aud="parlor", iss="https://else.example"))
