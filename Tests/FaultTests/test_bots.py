"""Plugins that misbehave: gone in time, parked in the end, others unharmed (quality R22-R25)."""

import os
import time

import pytest

from bots import ECHO, Runner, session_processes, write_plugin
from waiting import until

# How long what a plugin starts sleeps: told from what others on this machine start.
SLEEP, OTHER_SLEEP = 10_000_000 + os.getpid(), 20_000_000 + os.getpid()

HEAD = """
import os, signal, subprocess, sys, time
from parlor_bot import Bot
bot = Bot()

@bot.command("bad")
def bad(call):
    misbehave(call)
    return "all is well"

"""

MISDEEDS = {
    "hangs": "def misbehave(call):\n    time.sleep(600)\n",
    "ignores TERM": "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ndef misbehave(call):\n    time.sleep(600)\n",
    "floods": "def misbehave(call):\n    while True: os.write(1, b'x' * 1000 + b'\\n')\n",
    "endless line": "def misbehave(call):\n    while True: os.write(1, b'x' * 1000)\n",
    "forks":
        f"def misbehave(call):\n    for _ in range(100): subprocess.Popen(['sleep', '{SLEEP}'])\n    time.sleep(600)\n",
    "eats memory": "def misbehave(call):\n    hoard = []\n    while True:\n        hoard.append(b'x' * (1 << 22))\n",
    "exits": "def misbehave(call):\n    os._exit(3)\n",
    "logs without end": "def misbehave(call):\n    while True: os.write(2, b'y' * 1000 + b'\\n')\n",
}


@pytest.fixture
def pair_of_bots(server, connect, room, closing, tmp_path):
    def start(program, more=""):
        write_plugin(tmp_path, "bad", program, more=more)
        write_plugin(tmp_path, "echo", ECHO)
        runner = closing.keep(Runner(server, tmp_path, "bad", "echo", rooms=[room]))
        runner.wait_log("It is in", count=2)
        ann = connect(server)
        ann.join(room)
        return runner, ann

    return start


def answer_time(ann, room, word):
    start = time.monotonic()
    ann.say(room, f"!echo {word}")
    ann.wait_text(f"echo {word}", timeout=10)
    return time.monotonic() - start


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_a_misbehaving_plugin_is_gone_and_others_answer(pair_of_bots, room, misdeed, figure):
    runner, ann = pair_of_bots(HEAD + MISDEEDS[misdeed] + "\nbot.run()\n")
    usual = max(answer_time(ann, room, f"before-{number}") for number in range(3))
    begun = time.monotonic()
    ann.say(room, "!bad")
    slowest = 0
    number = 0
    while not any("bad could not do that" in text for text in ann.texts(room)):
        slowest = max(slowest, answer_time(ann, room, f"meanwhile-{number}"))
        number += 1
        assert time.monotonic() - begun < 20, runner.log()
        time.sleep(0.2)
    figure(f"a plugin that {misdeed}: told after {time.monotonic() - begun:.1f} s; another answers within "
           f"{slowest * 1000:.0f} ms (before: {usual * 1000:.0f} ms)")
    until(lambda: not session_processes(f"sleep {SLEEP}"), "what it started is gone", timeout=8)
    runner.wait_log("It is started again in")
    until(lambda: "It runs again" in runner.log(), "it comes back", timeout=20)


def test_one_that_fails_again_and_again_is_parked(pair_of_bots, room):
    from bots import bot

    runner, ann = pair_of_bots(HEAD + "def misbehave(call):\n    os._exit(3)\n" + "\nbot.run()\n")

    def is_parked():
        return "left until it is changed" in runner.log()

    def comes_again(line, before):
        until(lambda: is_parked() or runner.log().count(line) > before, f"{line!r}, or it is parked", timeout=30)

    for _ in range(5):
        failures, returns = (runner.log().count(line) for line in ("started again in", "It runs again"))
        ann.say(room, "!bad")
        comes_again("started again in", failures)
        comes_again("It runs again", returns)
    assert is_parked()
    until(lambda: "parked: It ended with exit code 3." in bot(
        "list", "--plugins", runner.state.parent, "--state-dir", runner.state)[1], "the list says that it is parked")
    mark = ann.mark()
    ann.say(room, "!bad")
    until(lambda: any("bad could not do that" in text for text in ann.texts(room, mark)), "people are told")
    assert answer_time(ann, room, "after") < 5


def test_garbage_is_logged_and_answers_still_count(pair_of_bots, room):
    runner, ann = pair_of_bots(
        HEAD + "def misbehave(call):\n    os.write(1, b'\\xff\\xfe garbage\\n{\"id\": 999}\\n[]\\n')\n" + "\nbot.run()\n")
    ann.say(room, "!bad")
    ann.wait_text("all is well")
    runner.wait_log("lines that are no JSON")
    assert runner.stop() == 0
    assert runner.log().count("lines that are no JSON") == 1 and "garbage" in runner.log()


def test_one_that_cannot_start_leaves_the_others_and_works_when_it_is_mended(server, connect, room, closing, tmp_path):
    write_plugin(tmp_path, "bad", "raise SystemExit(1)\n")
    write_plugin(tmp_path, "echo", ECHO)
    runner = closing.keep(Runner(server, tmp_path, "bad", "echo", rooms=[room]))
    runner.wait_log("bad cannot be started")
    runner.wait_log("It is in", count=2)
    ann = connect(server)
    ann.join(room)
    assert answer_time(ann, room, "one") < 5
    runner.wait_log("It is started again in")
    write_plugin(tmp_path, "bad", HEAD + "def misbehave(call):\n    pass\n\nbot.run()\n")
    until(lambda: "the new one has taken over" in runner.log() or "It runs again" in runner.log(), "it works", timeout=30)
    ann.say(room, "!bad")
    ann.wait_text("all is well")


def test_where_nothing_works_it_ends_and_says_why(server, room, tmp_path):
    from bots import bot

    write_plugin(tmp_path, "bad", "raise SystemExit(7)\n")
    status, _, err = bot(
        "run", "bad", "--plugins", tmp_path, "--state-dir", tmp_path / "state", "--url", server.url, "--room", room)
    assert status == 1 and "exit code 7" in err


def test_a_pattern_of_exponential_time_elsewhere_stalls_nobody(pair_of_bots, room):
    runner, ann = pair_of_bots(
        HEAD + "def misbehave(call):\n    pass\n" + "\nbot.run()\n", more="listen: ['(a+)+$', '(a|aa)+b']")
    for number in range(5):
        ann.say(room, "a" * 4000 + "!")
        assert answer_time(ann, room, f"n{number}") < 5
    assert "did not answer" not in runner.log()


def test_what_it_leaves_running_is_ended_with_it(pair_of_bots, room):
    runner, ann = pair_of_bots(
        HEAD + f"def misbehave(call):\n    subprocess.Popen(['sleep', '{OTHER_SLEEP}'])\n    os._exit(0)\n"
        + "\nbot.run()\n")
    ann.say(room, "!bad")
    runner.wait_log("It is started again in")
    until(lambda: not session_processes(f"sleep {OTHER_SLEEP}"), "its child is gone", timeout=8)
