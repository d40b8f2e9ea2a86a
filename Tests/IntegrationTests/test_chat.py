"""`parlor chat` in pipes and at a terminal (the terminal client)."""

import signal
import socket
import subprocess
import termios

import pytest

from admin_console import Admin
from chat import unique
from parlor_server import binary, clean_environment, run_to_end
from processes import Child
from screen import Screen
from script_chat import Follower, said
from terminal import Terminal
from waiting import until

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 64, 130


# In a pipe


def test_each_line_of_a_pipe_is_said_once_and_in_order(server, connect, room):
    done = said(server.url, room, "one\n\n  two\nthree", "--name", "Piper")
    assert (done.returncode, done.stdout, done.stderr) == (OK, "", "")
    ann = connect(server)
    messages = ann.join(room)["messages"]
    assert [(m["username"], m["message"]) for m in messages] == [
        ("Piper", "one"), ("Piper", "  two"), ("Piper", "three")]
    assert "bot" not in messages[0]


def test_a_program_may_say_that_it_is_one(server, connect, room):
    assert said(server.url, room, "beep", "--bot").returncode == OK
    assert connect(server).join(room)["messages"][0]["bot"] is True


def test_the_first_line_that_is_not_accepted_ends_it_and_is_named(server, connect, room):
    done = said(server.url, room, "one\n" + "x" * 5000 + "\nthree\n")
    assert done.returncode == FAILED
    assert done.stderr.startswith("parlor: Line 2 was not sent (1 message was sent before): ")
    assert "4096 bytes" in done.stderr
    assert [m["message"] for m in connect(server).join(room)["messages"]] == ["one"]


def test_a_line_larger_than_any_packet_is_refused_at_once(server, connect, room):
    done = said(server.url, room, "one\n" + "x" * 70_000 + "\nthree\n", timeout=8)
    assert done.returncode == FAILED
    assert done.stderr == (
        "parlor: Line 2 was not sent (1 message was sent before): The server does not take anything that large. "
        "Say it in several messages.\n")
    assert [m["message"] for m in connect(server).join(room)["messages"]] == ["one"]


def test_more_lines_than_the_rate_allows_wait_their_turn(new_server, new_redis, connect):
    server = new_server(new_redis(), rates=True)
    done = said(server.url, "lobby", "".join(f"{n}\n" for n in range(14)))
    assert (done.returncode, done.stderr) == (OK, "")
    assert [m["message"] for m in connect(server).join("lobby")["messages"]] == [str(n) for n in range(14)]


def test_lines_may_end_as_on_other_systems(server, connect, room):
    assert said(server.url, room, "one\r\ntwo\r\n").returncode == OK
    assert [m["message"] for m in connect(server).join(room)["messages"]] == ["one", "two"]


@pytest.fixture
def mute_server():
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_server_that_says_nothing_is_given_up(mute_server, room):
    done = said(mute_server, room, "hello\n", timeout=60)
    assert done.returncode == FAILED
    assert done.stderr.startswith(f"parlor: Not in {room}: ") and f"{mute_server} " in done.stderr
    assert "in time. Is " in done.stderr


def test_waiting_for_a_server_that_says_nothing_can_be_interrupted(room):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        child = Child("parlor chat", [binary(), "chat", room, "--url", url], env=clean_environment())
        try:
            connection, _ = listener.accept()
            with connection:
                connection.recv(1)
                child.signal(signal.SIGINT)
                assert child.wait() == INTERRUPTED
        finally:
            child.kill()


def test_no_server_is_said_at_once(own_server, room):
    own_server.stop()
    done = said(own_server.url, room, "hello\n", timeout=8)
    assert done.returncode == FAILED
    assert done.stderr == f"parlor: Not in {room}: {own_server.url} does not answer. Is a server running there?\n"


def test_a_server_that_is_none_is_said_to_be_none(shared_redis, room):
    with subprocess.Popen(
            ["python3", "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=clean_environment()) as other:
        try:
            port = other.stdout.readline().split("port ")[1].split()[0]
            done = said(f"http://127.0.0.1:{port}", room, "hello\n", timeout=8)
        finally:
            other.kill()
    assert done.returncode == FAILED
    assert "answers 404. Is that a Parlor server?" in done.stderr


@pytest.mark.parametrize(("words", "complaint"), [
    (["No Room"], "room id"), (["--format", "jsonl"], "--follow"), (["--url", "ftp://x"], "http://127.0.0.1:3000"),
    (["--ca-file", "/nonexistent"], "cannot be read"), (["--token-file", "/nonexistent"], "cannot be read"),
    (["--token-file", __file__], "no token"), (["--nmae", "x"], "--name"),
    (["--nmae", "x"], "See 'parlor chat --help'."),
])
def test_wrong_words_are_explained_in_a_line(words, complaint):
    status, out, err = run_to_end("chat", *words)
    assert (status, out) == (USAGE, "")
    assert complaint in err and err.startswith("parlor: ") and len(err.splitlines()) == 1


def test_help_is_complete():
    status, out, _ = run_to_end("chat", "--help")
    assert status == OK
    for word in ("--url", "--name", "--token-file", "--follow", "--format", "--bot", "jsonl", "echo hello"):
        assert word in out


def test_an_interrupted_pipe_says_so(server, room):
    with subprocess.Popen(
            [binary(), "chat", room, "--url", server.url], stdin=subprocess.PIPE, env=clean_environment()) as chat:
        chat.stdin.write(b"one\n")
        chat.stdin.flush()
        follower = Follower(server.url, room)
        try:
            until(lambda: [m["message"] for m in follower.messages] == ["one"], "the line is said")
            chat.send_signal(signal.SIGINT)
            assert chat.wait(10) == INTERRUPTED
        finally:
            follower.close()
            chat.kill()


# Following


@pytest.fixture
def follow(closing):
    return lambda server, room, *options: closing.keep(Follower(server.url, room, *options))


def test_following_prints_what_is_heard_until_interrupted(server, connect, follow, room):
    follower = follow(server, room, "--name", "Fay")
    joined = follower.wait("joined")
    assert (joined["room"], joined["status"], joined["you"]["username"]) == (room, "fresh", "Fay")
    ann = connect(server)
    ann.join(room)
    assert follower.wait("member_add")["member"]["id"] == ann.id
    ann.ask("send", {"room": room, "text": "hi \u202e\n"})
    heard = follower.wait("message")
    assert (heard["room"], heard["message"]["message"], heard["message"]["from"]) == (room, "hi \u202e\n", ann.id)
    ann.ask("rename", {"name": "Annie"})
    assert follower.wait("member_update")["member"]["username"] == "Annie"
    ann.ask("leave", {"room": room})
    assert follower.wait("member_delete")["reason"] == "left"
    follower.child.signal(signal.SIGINT)
    assert follower.child.wait() == OK
    assert follower.all("state")[-1] == {"event": "state", "state": "closed"}
    assert "resume" not in follower.child.text("out")


def test_a_follower_says_lines_and_tells_what_became_of_them(server, follow, room):
    follower = follow(server, room)
    follower.say("one", "x" * 5000, "three")
    assert follower.wait("sent", lambda e: e["line"] == 3)["seq"] == 2
    refused = follower.wait("not_sent")
    assert (refused["line"], refused["error"]["code"]) == (2, "too_large")
    assert [m["message"] for m in follower.messages] == ["one", "three"]


def test_following_as_text_is_lines_for_people(server, connect, room, closing):
    child = Child("parlor chat", [binary(), "chat", room, "--url", server.url, "--follow"], env=clean_environment())
    try:
        child.wait_for_line(rf"\* In {room}: 1 person\.")
        ann = connect(server)
        ann.join(room)
        ann.ask("rename", {"name": "Annie"})
        ann.ask("send", {"room": room, "text": "a\nb\x1b[2J"})
        child.wait_for_line(r"^\d\d:\d\d Annie: a$")
        child.wait_for_line(r"^      \| b\\u\{1b\}\[2J$")
        assert "\x1b" not in child.text("out")
    finally:
        child.kill()


def test_a_token_file_brings_one_back_as_the_same_person(server, connect, follow, room, tmp_path):
    ann = connect(server, auth={"room": None, "name": "Ann"})
    file = tmp_path / "token"
    file.write_text(ann.session["resume"] + "\n")
    follower = follow(server, room, "--token-file", str(file))
    assert follower.wait("session")["member"]["id"] == ann.id
    assert follower.wait("joined")["you"]["username"] == "Ann"


def test_a_kick_is_told_and_the_last_one_ends_the_connection(new_server, new_redis, follow, room):
    redis = new_redis()
    server = new_server(redis)
    follower = follow(server, room)
    me = follower.wait("joined")["you"]["id"]
    Admin(redis).ask("kick", me, "--room", room, "--reason", "noise", "--yes")
    kicked = follower.wait("kicked")
    assert (kicked["room"], kicked["reason"]) == (room, "noise")
    follower.wait("state", lambda e: e["state"] == "expelled")
    assert follower.child.wait() == FAILED
    assert follower.child.text("err") == (
        f"parlor: The server took you out of {room}: nothing is heard there any more.")


def test_following_a_room_that_lets_nobody_in_ends(new_server, follow, room):
    follower = follow(new_server(None, "--create-rooms", "none"), room)
    assert follower.child.wait() == FAILED
    assert follower.child.text("err") == f"parlor: Not in {room}: There is no such room. /rooms lists those there are."


def test_what_is_heard_and_cannot_be_written_is_a_failure(server, room):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [binary(), "chat", room, "--url", server.url, "--follow"], stdin=subprocess.DEVNULL, stdout=full,
            stderr=subprocess.PIPE, text=True, timeout=10, env=clean_environment(), check=False)
    assert (done.returncode, done.stderr) == (
        FAILED, "parlor: What is heard cannot be written: No space left on device.\n")


# At a terminal


@pytest.fixture
def terminal(closing, tmp_path):
    def start(server, room, *options, **environment):
        return closing.keep(Terminal(
            [binary(), "chat", room, "--url", server.url, *options], HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path),
            **environment))

    return start


def test_what_is_typed_is_said_and_shown_once(server, connect, terminal, room):
    ann = connect(server)
    ann.join(room)
    chat = terminal(server, room, "--name", "Tess")
    chat.wait(rf"In {room}: 2 people")
    chat.wait(rf"{room}> ")
    chat.line("hello there")
    chat.wait(r"\d\d:\d\d Tess: hello there")
    assert ann.wait("messages").data["message"] == "hello there"
    chat.line("//shrug")
    assert ann.wait("messages", count=2).data["message"] == "/shrug"
    chat.type("\x04")
    assert chat.end() == OK
    # Between two lines the terminal must not swallow what is typed: it is given back once, in the end.
    assert chat.shown.count("\x1b[?2004l") == 1


def test_messages_stand_above_what_is_being_typed(server, connect, terminal, room):
    ann = connect(server, auth={"room": None, "name": "Ann"})
    ann.join(room)
    chat = terminal(server, room, "--name", "Tess")
    chat.wait(rf"In {room}")
    chat.wait(rf"{room}> ")
    chat.type("half a li")
    chat.wait("half a li")
    ann.ask("send", {"room": room, "text": "in between"})
    chat.wait(r"\d\d:\d\d Ann: in between\r?\n")
    chat.wait(rf"{room}> half a li")
    chat.line("ne")
    assert ann.wait("messages", lambda m: m["from"] != ann.id).data["message"] == "half a line"


def test_ones_own_name_is_in_colour_unless_that_is_not_wanted(server, connect, terminal, room):
    ann = connect(server)
    ann.join(room)
    colourful = terminal(server, room, "--name", "Tess")
    plain = terminal(server, room, "--name", "Tess", NO_COLOR="1")
    for chat in (colourful, plain):
        chat.wait(rf"In {room}")
    ann.ask("send", {"room": room, "text": "look, tess!"})
    for chat in (colourful, plain):
        chat.wait(r"look, tess!")
    assert "\x1b[1;33mtess\x1b[0m" in colourful.shown
    assert "\x1b[1;33m" not in plain.shown and "\x1b[2m" not in plain.shown


def test_nothing_people_type_controls_the_terminal(server, connect, terminal, room):
    ann = connect(server)
    ann.join(room)
    chat = terminal(server, room)
    chat.wait(rf"In {room}")
    ann.ask("send", {"room": room, "text": "\x1b]0;owned\x07\x1b[2Jx\u202ey"})
    chat.wait(r"\\u\{1b\}\]0;owned\\u\{7\}\\u\{1b\}\[2Jx\\u\{202e\}y")
    assert "\x1b]0;" not in chat.shown and "\x07" not in chat.shown


def test_commands_do_what_help_says(server, connect, terminal, room):
    ann = connect(server, auth={"room": None, "name": "Ann"})
    ann.join(room)
    for text in ("first", "second"):
        ann.ask("send", {"room": room, "text": text})
    chat = terminal(server, room, "--name", "Tess")
    chat.wait(rf"In {room}: 2 people")
    chat.line("/help")
    for word in ("/join ROOM", "/leave", "/who", r"/history \[COUNT\]", "/nick NAME", "/quit"):
        chat.wait(word)
    chat.line("/who")
    chat.wait(rf"Ann  {ann.id[2:8]}")
    chat.wait(r"Tess \(you\)")
    chat.line("/history 1")
    chat.wait(r"Ann: second")
    other = unique()
    chat.line(f"/join {other}")
    chat.wait(rf"In {other}: 1 person")
    chat.wait(rf"{other}> ")
    chat.line("/nick Tessa")
    chat.wait(r"You are Tessa now")
    chat.line("/nick Tessa")
    chat.wait(r"You are Tessa already\.")
    ann.ask("send", {"room": room, "text": "over here"})
    chat.wait(rf"\[{room}\] \d\d:\d\d Ann: over here")
    chat.line(f"/join {room}")
    chat.wait(rf"{room}> ")
    chat.line("/leave")
    chat.wait(rf"You left {room}\.")
    ann.wait("member_delete", lambda _, leave: leave["room"] == room)
    chat.line("/jion lobby")
    chat.wait(r"There is no /jion\. Did you mean /join\?")
    chat.line("/quit")
    assert chat.end() == OK
    assert chat.shown.count("You are Tessa now") == 1


def test_commands_rooms_and_names_are_completed(server, connect, terminal, room):
    ann = connect(server, auth={"room": None, "name": "Amber Heron"})
    ann.join(room)
    chat = terminal(server, room)
    chat.wait(rf"In {room}: 2 people")
    chat.type("don't wake Am\t\n")
    assert ann.wait("messages").data["message"].rstrip() == "don't wake Amber Heron"
    chat.type("amber he\t\n")
    assert ann.wait("messages", count=2).data["message"].rstrip().lower() == "amber heron"
    other = unique("zz")
    connect(server).join(other)
    chat.type(f"/jo\t {other[:-2]}\t\n")
    chat.wait(rf"In {other}")


@pytest.mark.parametrize("key", ["\x03", "\x04", "half a line\x03"])
def test_control_keys_leave_cleanly(server, connect, terminal, room, key):
    ann = connect(server)
    ann.join(room)
    chat = terminal(server, room)
    chat.wait(rf"In {room}")
    chat.wait(rf"{room}> ")
    chat.type(key)
    assert chat.end() == OK
    assert termios.tcgetattr(chat.master) == chat.modes_before
    ann.wait("member_delete")


def test_being_away_is_said_and_what_was_missed_is_shown(new_server, new_redis, terminal, connect, room):
    server = new_server(new_redis())
    chat = terminal(server, room, "--name", "Tess")
    chat.wait(rf"In {room}")
    server.stop()
    chat.wait(r"The connection is lost: .*tried again in")
    chat.wait(rf"{room} \(offline\)> ")
    chat.line("held back")
    chat.wait(r"Held until the connection is back: held back")
    server.start()
    chat.wait(r"Connected again\.")
    chat.wait(r"\d\d:\d\d Tess: held back")
    chat.wait(rf"{room}> ")
    assert [m["message"] for m in connect(server).join(room)["messages"]] == ["held back"]


def test_what_cannot_be_asked_while_away_is_refused_at_once(own_server, terminal, room):
    chat = terminal(own_server, room)
    chat.wait(rf"In {room}")
    own_server.stop()
    chat.wait(r"\(offline\)> ")
    for command in ("/who", "/history", "/rooms", "/nick Tess", "/join other"):
        chat.line(command)
        chat.wait(r"There is no connection\. Ask again when", timeout=3)
    chat.wait(rf"{room} \(offline\)> ")
    chat.line("/leave")
    chat.wait(rf"You left {room}\.", timeout=3)


def test_the_next_line_can_be_typed_while_an_answer_is_awaited(own_server, connect, terminal, room):
    ann = connect(own_server)
    ann.join(room)
    chat = terminal(own_server, room)
    chat.wait(rf"In {room}")
    own_server.child.signal(signal.SIGSTOP)
    try:
        chat.line("/who")
        chat.type("typed meanwhile")
        chat.wait(r"typed meanwhile", timeout=3)
    finally:
        own_server.child.signal(signal.SIGCONT)
    chat.type("\n")
    assert ann.wait("messages").data["message"] == "typed meanwhile"


def test_what_is_typed_behind_a_join_is_said_in_that_room(server, connect, terminal, room):
    other = unique()
    ann = connect(server)
    ann.join(other)
    chat = terminal(server, room)
    chat.wait(rf"In {room}")
    chat.type(f"/join {other}\rhello\r")
    assert ann.wait("messages").data["message"] == "hello"


@pytest.mark.parametrize(("key", "status"), [("\x04", FAILED), ("\x03", INTERRUPTED)])
def test_who_leaves_before_a_message_was_accepted_is_told(own_server, terminal, room, key, status):
    chat = terminal(own_server, room)
    chat.wait(rf"In {room}")
    own_server.stop()
    chat.wait(r"\(offline\)> ")
    chat.line("held back")
    chat.wait(r"Held until")
    chat.type(key)
    chat.wait(r"parlor: 1 message was not acknowledged")
    assert chat.end() == status


def test_who_types_while_no_server_is_there_is_told(own_server, terminal, room):
    own_server.stop()
    chat = terminal(own_server, room)
    chat.wait(r"There is no connection: .* does not answer\. Is a server running there\? It is tried again in")
    chat.wait(r"\(offline\)> ")
    chat.type("\x04")
    assert chat.end() == OK


def test_refusals_are_told_in_words(new_server, new_redis, connect, terminal, room):
    redis = new_redis()
    server = new_server(redis)
    admin = Admin(redis)
    chat = terminal(server, room, "--name", "Tess")
    chat.wait(rf"In {room}")
    ann = connect(server)
    me = ann.join(room)["members"]
    me = next(m["id"] for m in me if m["username"] == "Tess")
    admin.ask("mute", me, "--room", room, "--for", "10m", "--yes")
    chat.wait(r"You are muted")
    chat.line("hello?")
    chat.wait(r'"hello\?" was not sent: You are muted in this room.* Until \d')
    admin.ask("kick", me, "--room", room, "--reason", "noise", "--yes")
    chat.wait(rf"You were taken out of {room}.* Reason: noise\.")
    chat.wait(r"you are in no room")
    chat.line(f"/join {room}")
    chat.wait(rf"In {room}")
    admin.ask("ban", me, "--room", room, "--yes")
    chat.wait(rf"You are banned from {room}")
    chat.line(f"/join {room}")
    chat.wait(r"banned")


@pytest.mark.parametrize("locale", ["", "C", "POSIX"])
def test_what_is_typed_is_unicode_whatever_the_locale(server, connect, terminal, room, locale):
    ann = connect(server)
    ann.join(room)
    chat = terminal(server, room, LC_ALL=locale, LC_CTYPE=locale, LANG=locale, INPUTRC="/dev/null")
    chat.wait(rf"In {room}")
    chat.line("Grüße, 日本語語\x7f 🎉")
    assert ann.wait("messages").data["message"] == "Grüße, 日本語 🎉"


@pytest.mark.parametrize("text", [
    "plain", "x" * 150, "日" * 90, "x" + "日" * 60, "\x1b[200~one\ntwo\n\nthree\x1b[201~",
    "\x1b[200~a" + "\t" * 12 + "b\x1b[201~", "\x1b[200~" + "y" * 90 + "\n" + "日" * 50 + "\x1b[201~",
])
def test_a_line_that_is_entered_leaves_nothing_behind(server, connect, terminal, room, text):
    ann = connect(server)
    ann.join(room)
    chat = terminal(server, room, "--name", "Tess")
    chat.wait(rf"In {room}: 2 people")
    chat.wait(rf"{room}> ")
    chat.line("first")
    chat.wait(r"Tess: first\r?\n.*> $")
    *before, prompt = Screen(chat.shown, 100).rows
    assert prompt == f"{room}>"
    chat.line(text)
    ann.wait("messages", count=2)
    chat.line("last")
    chat.wait(r"Tess: last\r?\n.*> $")
    rows = Screen(chat.shown, 100).rows
    assert rows[:len(before)] == before
    assert rows[len(before)][6:].startswith("Tess: ")
    assert [row[6:] for row in rows[-2:-1]] == ["Tess: last"]
    assert [row for row in rows if ">" in row] == [prompt]


def test_an_end_shows_no_further_prompt(server, terminal, room):
    chat = terminal(server, room)
    chat.wait(rf"In {room}")
    chat.wait(rf"{room}> ")
    before = len(chat.shown)
    chat.type("\x04")
    assert chat.end() == OK
    assert f"{room}> " not in chat.shown[before:]


def test_a_stopped_chat_gives_the_terminal_back(server, connect, closing, room, tmp_path):
    ann = connect(server)
    ann.join(room)
    shell = closing.keep(Terminal(
        ["dash", "-i"], HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path), PS1="ready: ", ENV=""))
    shell.wait("ready: ")
    before = termios.tcgetattr(shell.master)
    shell.line(f"{binary()} chat {room} --url {server.url}")
    shell.wait(rf"In {room}")
    shell.wait(rf"{room}> ")
    shell.type("half a li")
    shell.wait("half a li")
    shell.type("\x1a")
    shell.wait("ready: ")
    assert termios.tcgetattr(shell.master) == before
    shell.line("fg")
    shell.wait(rf"{room}> half a li")
    shell.type("ne\r")
    assert ann.wait("messages").data["message"] == "half a line"


def test_lines_are_remembered_for_the_next_time(server, terminal, connect, room):
    ann = connect(server)
    ann.join(room)
    chat = terminal(server, room)
    chat.wait(rf"In {room}")
    chat.line("again and again")
    ann.wait("messages")
    chat.line("/quit")
    assert chat.end() == OK
    chat = terminal(server, room)
    chat.wait(rf"In {room}")
    chat.type("\x1b[A\x1b[A\n")
    assert ann.wait("messages", count=2).data["message"] == "again and again"


def test_what_is_typed_ahead_is_not_lost(server, connect, terminal, room):
    ann = connect(server)
    ann.join(room)
    chat = terminal(server, room, "--name", "Tess")
    chat.wait(rf"In {room}: 2 people")
    chat.type("".join(f"line {number}\r" for number in range(20)) + "\x04")
    assert chat.end() == OK
    ann.wait("messages", count=20)
    assert ann.texts(room) == [f"line {number}" for number in range(20)]
