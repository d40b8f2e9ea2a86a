"""Names and texts that would harm a terminal, in every place the console shows them (admin, "Hostile text")."""

import pytest
from wcwidth import wcswidth

from admin_console import Admin
from terminal import Terminal

ESCAPE, BELL, OVERRIDE = "\x1b[2J\x1b]0;owned\x07", "\x07", "\u202e"
WIDE, EMOJI, COMBINING = "漢字かな", "👩‍👩‍👧🏳️‍🌈", "e\u0301a\u0308"
HARMFUL = [chr(code) for code in (*range(0x00, 0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0))] + list(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


@pytest.fixture
def hostile(redis_of_server, server, connect, room):
    """A room whose people and texts are hostile, written past the server's own checks."""
    client = connect(server)
    client.join(room)
    client.say(room, f"red {ESCAPE}{BELL}{OVERRIDE} end\nsecond line\r\ttab")
    client.say(room, f"{WIDE} {EMOJI} {COMBINING}")
    names = {"m_" + "b" * 16: f"evil {OVERRIDE}", "m_" + "c" * 16: WIDE, "m_" + "d" * 16: EMOJI, "m_" + "e" * 16: COMBINING}
    for number, (member, name) in enumerate(names.items()):
        connection = f"{number:020d}"
        text = name.replace("\x1b", "\\u001b").replace("\x07", "\\u0007")
        redis_of_server.hset(
            f"parlor:{{{room}}}:members", member, f'{{"socket":"{connection}","ver":1,"username":"{text}","id":"{member}"}}')
        redis_of_server.hset(f"parlor:{{{room}}}:count", member, connection)
        redis_of_server.hset(f"parlor:{{{room}}}:conns", connection, f"s_aaaaaaaaaaaa {member}")
    escape = ESCAPE.replace("\x1b", "\\u001b").replace("\x07", "\\u0007")
    for part in ("bans", "mutes"):
        redis_of_server.hset(
            f"parlor:{{{room}}}:{part}", "m_" + "f" * 16,
            f'{{"until":0,"by":"{escape}","reason":"{escape}{OVERRIDE}","act":"{escape}"}}')
    redis_of_server.hset(f"parlor:{{{room}}}:state", "topic", f"topic {ESCAPE}{OVERRIDE}")
    return client


@pytest.fixture
def admin(server, shared_redis, room):
    return Admin(shared_redis, "--room", room)


def harmless(text):
    return [character for character in HARMFUL if character in text]


LISTINGS = [
    ("rooms",), ("room",), ("members",), ("bans",), ("mutes",), ("history",), ("whois", "*evil*"), ("whois", "m_" + "f" * 16),
    ("kick", "*", "--dry-run"), ("delete", "--all", "--dry-run"), ("delete", "--grep", ESCAPE, "--dry-run"),
    ("ban", f"nobody {ESCAPE}"), ("whois", f"x{OVERRIDE}{ESCAPE}"), ("history", "--after", ESCAPE), (ESCAPE,),
    ("use", ESCAPE), ("dump", "-o", f"/nowhere/{ESCAPE}"), ("load", ESCAPE, "--into", "x"), ("topic", ESCAPE, "--dry-run"),
    ("say", ESCAPE, "--dry-run"), ("announce", ESCAPE, "--dry-run"), ("role", ESCAPE, "moderator"), ("undo", ESCAPE),
    ("complete", "kick "), ("complete", "kick e"),
]


@pytest.mark.parametrize("words", LISTINGS, ids=lambda words: ascii(" ".join(words)))
def test_nothing_harmful_reaches_the_terminal(admin, hostile, words):
    shown = admin.run(*words)
    assert not harmless(shown.out.replace("\n", "")) and not harmless(shown.err.replace("\n", "")), ascii(shown)


@pytest.mark.parametrize("words", [("members",), ("history", "2")])
def test_columns_line_up(admin, hostile, words):
    lines = admin.run(*words).lines
    header = lines[0]
    place = header.index("role" if words[0] == "members" else "text")
    for line in lines[1:]:
        columns = 0
        for index, character in enumerate(line):
            if columns >= place:
                break
            columns = wcswidth(line[:index + 1])
        assert wcswidth(line[:index]) == place or columns == place, ascii(line)
        assert line[index - 1] == " " and line[index] != " ", ascii(line)


def test_tail_and_completion_at_a_terminal(admin, hostile, closing, tmp_path, room):
    console = closing.keep(Terminal(admin.command(), HOME=str(tmp_path), XDG_STATE_HOME=str(tmp_path), NO_COLOR="1"))
    console.wait(rf"parlor {room}> ")
    console.line("tail")
    console.wait("Showing what is said")
    console.wait(rf"parlor {room}> ")
    before = len(console.shown)
    hostile.say(room, f"live {ESCAPE}{OVERRIDE} end of it")
    console.wait("end of it")
    shown = console.shown[before:]
    assert OVERRIDE not in shown and "owned" in shown and "\x1b]0;" not in shown and "\x1b[2J" not in shown
    console.type("kick \t\t")
    console.wait("m_" + "b" * 16)
    assert OVERRIDE not in console.shown and "\x07" not in console.shown.split("kick ")[-1].replace("\x07", "", 2)


def test_jsonl_keeps_what_was_written(admin, hostile):
    assert admin.ask("history", 2)[0]["text"].startswith(f"red {ESCAPE}{BELL}{OVERRIDE} end\n")
