"""Bots in a live room: answers, rights, reconnects, reload (bots, "The runner's duties")."""

import json
import signal
import time
import urllib.error
import urllib.request

import pytest

from bots import ECHO, PLUGINS, SECRETS, Runner, bot, write_plugin
from parlor_server import ROOT
from waiting import until


@pytest.fixture
def start(closing, tmp_path):
    """Runs plugins of a folder: `start(server, folder, "echo", rooms=[room])`."""
    return lambda server, folder, *names, **more: closing.keep(
        Runner(server, folder, *names, state=more.pop("state", tmp_path / "state"), **more))


@pytest.fixture
def ann(server, connect, room):
    client = connect(server)
    client.join(room)
    return client


@pytest.mark.parametrize("language", ["python", "shell", pytest.param("swift", marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_three_commands_from_nothing_to_an_answering_bot(server, ann, room, start, tmp_path, language):
    sources = ("--sources", ROOT) if language == "swift" else ()
    assert bot("new", "weather", "--language", language, *sources, cwd=tmp_path)[0] == 0
    status, out, err = bot("test", "weather", cwd=tmp_path, timeout=900, HOME=str(tmp_path))
    assert status == 0, (out, err)
    start(server, tmp_path, tmp_path / "weather", rooms=[room]).wait_log("It is in")
    ann.say(room, "!weather")
    answer = ann.wait_text(f"Hello, {ann.member['username']}!")
    assert answer["bot"] and answer["username"] == "weather"

    def listed():
        status, out, _ = bot("list", "--plugins", tmp_path, "--state-dir", tmp_path / "state")
        return status == 0 and "live" in out and "ready" in out

    until(listed, "the list says how it fares")


def test_every_shipped_plugin_answers_in_a_live_room(server, ann, room, start, connect, tmp_path, shared_redis):
    from admin_console import Admin

    (tmp_path / "bots.yaml").write_text(json.dumps({"plugins": {
        **{str(PLUGINS / name): {} for name in ("dice", "hello", "welcome", "poll", "remind", "faq", "guard")},
        str(PLUGINS / "webhook"): {"settings": {"secret": "tell-nobody", "port": 0}}}}))
    runner = start(server, PLUGINS, rooms=[room], options=("--config", str(tmp_path / "bots.yaml")))
    runner.wait_log("It is in", count=8, timeout=60)
    guest = connect(server)
    guest.join(room)
    ann.wait_text(f"Welcome, {guest.member['username']}! Say !help to see what the bots here do.")
    for said, answered in (
            ("!roll 1d6", "rolled"), ("hello", "Hello, "), ("!poll Tea? | Yes | No", "Vote with !vote NUMBER."),
            ("!remind 10m tea", "I will remind you in 10m."), ("!faq rules", "Be kind")):
        mark = ann.mark()
        ann.say(room, said)
        until(lambda: any(answered in text for text in ann.texts(room, mark)), f"an answer to {said}")
    mark = ann.mark()
    ann.say(room, "!help")
    until(lambda: any("`!roll" in text for text in ann.texts(room, mark)), "help")
    time.sleep(0.5)
    assert sum("`!roll" in text for text in ann.texts(room, mark)) == 1
    admin = Admin(shared_redis, "--room", room)
    guard = next(m for m in admin.ask("members") if m["name"] == "guard")
    guest.say(room, "free-money here")
    runner.wait_log(f"{guest.id} in {room} could not be muted")
    assert guest.say(room, "still free")["ok"]
    admin.one("role", guard["id"], "moderator")
    until(lambda: [r["id"] for r in admin.ask("roles")] == [guard["id"]], "the guard is a moderator")
    guest.say(room, "free-money again")
    assert guest.wait("notice", lambda n: n["code"] == "muted")
    port = runner.log().split("It listens on port ")[1].split(".")[0]

    def post(secret, text):
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/{room}", text.encode(), {"Authorization": f"Bearer {secret}"})
        try:
            return urllib.request.urlopen(request, timeout=10).status
        except urllib.error.HTTPError as error:
            return error.code

    assert post("tell-nobody", "the build is green") == 200
    ann.wait_text("the build is green")
    assert post("wrong", "x") == 403 and post("", "x") == 403


def test_people_in_a_browser_see_the_answer(server, room, start, closing):
    from playwright.sync_api import sync_playwright

    from browser import Page, executable

    start(server, PLUGINS, "dice", rooms=[room]).wait_log("It is in")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox", "--disable-gpu"])
        page = Page(chromium, server, room)
        page.say("!roll 1d2")
        until(lambda: "rolled" in page.tab.inner_text("body"), "the page shows the answer")
        page.close()
        chromium.close()


def test_permissions_and_rooms_are_the_runners_and_roles_the_servers(server, ann, room, start, tmp_path, connect):
    write_plugin(tmp_path, "echo", """
        import json, os
        from parlor_bot import Bot, PluginError
        bot = Bot()

        @bot.command("echo")
        def echo(call):
            words = call.args.split()
            try:
                if words[0] == "members": return str(len(bot.members(call.room)))
                if words[0] == "elsewhere": bot.send("elsewhere", "hello")
                if words[0] == "kick": bot.moderate(call.room, "kick", words[1])
                if words[0] == "env": return " ".join(sorted(os.environ))
                if words[0] == "fds": return str(sorted(int(fd) for fd in os.listdir("/proc/self/fd"))[:4])
                if words[0] == "cwd": return os.getcwd()
            except PluginError as problem:
                return f"refused: {problem}"

        bot.run()
        """)
    (tmp_path / "bots.yaml").write_text("plugins:\n  echo: {allow: [send, moderate]}\n")
    start(server, tmp_path, rooms=[room], options=("--config", str(tmp_path / "bots.yaml"))).wait_log("It is in")
    ann.say(room, "!echo members")
    ann.wait_text("refused: The plugin may not members. Its plugin.yaml has to ask for it under permissions.")
    ann.say(room, "!echo elsewhere")
    ann.wait_text("refused: The plugin is not in the room elsewhere.")
    ann.say(room, f"!echo kick {ann.id}")
    until(lambda: any("Only moderators" in text for text in ann.texts(room)), "the server refuses")
    mark = ann.mark()
    ann.say(room, "!echo env")
    until(lambda: any("PARLOR_PLUGIN" in text for text in ann.texts(room, mark)), "the environment")
    names = ann.texts(room, mark)[-1].split()
    assert {"HOME", "PATH", "PARLOR_PLUGIN"} <= set(names) and not set(SECRETS) & set(names)
    ann.say(room, "!echo cwd")
    until(lambda: any(text.endswith("/echo/work") for text in ann.texts(room)), "a folder of its own")


def test_two_bots_set_on_each_other_stop(server, ann, room, start, tmp_path):
    for name, other in (("ping", "pong"), ("pong", "ping")):
        write_plugin(tmp_path, name, f"""
            from parlor_bot import Bot
            bot = Bot()

            @bot.command("{name}")
            def answer(call):
                return "@{other} {other}"

            bot.run()
            """)
    start(server, tmp_path, "ping", "pong", rooms=[room]).wait_log("It is in", count=2)
    ann.say(room, "!ping")
    until(lambda: len(ann.texts(room)) >= 4, "they answer each other")
    time.sleep(2)
    assert ann.texts(room) == ["!ping", "@pong pong", "@ping ping", "@pong pong"]


def test_nothing_is_answered_twice_nor_missed_over_restarts(new_redis, new_server, connect, room, start, tmp_path):
    redis = new_redis("--appendonly", "yes")
    server = new_server(redis)
    ann = connect(server, reconnect=True)
    ann.join(room)
    write_plugin(tmp_path, "echo", ECHO)
    runner = start(server, tmp_path, "echo", rooms=[room])
    runner.wait_log("It is in")
    said = 0

    def ask(count):
        nonlocal said
        for _ in range(count):
            ann.say(room, f"!echo {said}")
            said += 1

    def answers():
        return [text for text in (m["message"] for m in ann.whole_history(room)) if text.startswith("echo ")]

    ask(5)
    until(lambda: len(answers()) == 5, "the first are answered")
    # The runner dies at once, with answers under way, and people go on.
    ask(3)
    runner.child.kill()
    ask(4)
    runner.start()
    until(lambda: len(answers()) >= said, "what came meanwhile is answered", timeout=20)
    # It ends in order.
    assert runner.stop() == 0
    ask(2)
    runner.start()
    until(lambda: len(answers()) >= said, "what came while it was away is answered", timeout=20)
    # The server is restarted.
    server.kill()
    server.start()
    ann = connect(server)
    ann.join(room)
    ask(3)
    until(lambda: len(answers()) >= said, "all bots come back", timeout=30)
    time.sleep(1)
    assert answers() == [f"echo {number}" for number in range(said)]


def test_a_changed_plugin_takes_over_and_a_broken_one_does_not(server, ann, room, start, tmp_path):
    place = write_plugin(tmp_path, "echo", ECHO)
    runner = start(server, tmp_path, "echo", rooms=[room])
    runner.wait_log("It is in")
    ann.say(room, "!echo a")
    ann.wait_text("echo a")
    program = place / "run"
    changed = program.read_text().replace('f"echo {call.args}"', 'f"new {call.args}"')
    program.write_text(changed)
    for number in range(20):
        ann.say(room, f"!echo {number}")
        time.sleep(0.1)
    runner.wait_log("the new one has taken over")
    until(lambda: len([t for t in ann.texts(room) if t.startswith(("echo ", "new "))]) == 21, "none is missed")
    answered = [text.split()[1] for text in ann.texts(room) if text.startswith(("echo ", "new "))]
    assert answered == ["a"] + [str(number) for number in range(20)]
    ann.say(room, "!echo b")
    ann.wait_text("new b")
    program.write_text("#!/usr/bin/env python3\nthis is no python\n")
    runner.wait_log("The old one goes on")
    ann.say(room, "!echo c")
    ann.wait_text("new c")
    (place / "plugin.yaml").write_text("name: echo\nrum: x\n")
    runner.wait_log("unknown key 'rum'")
    ann.say(room, "!echo d")
    ann.wait_text("new d")
    program.write_text(changed.replace("new", "newer"))
    (place / "plugin.yaml").write_text("name: echo\nrun: ./run\ncommands: [{name: echo}]\npermissions: [send]\n")
    runner.child.signal(signal.SIGHUP)
    runner.wait_log("the new one has taken over", count=2)
    ann.say(room, "!echo e")
    ann.wait_text("newer e")


def test_settings_that_make_no_sense_are_refused(server, tmp_path):
    write_plugin(tmp_path, "echo", ECHO)
    options = ("--plugins", tmp_path, "--state-dir", tmp_path / "state")
    assert bot("run", "echo", "--room", "No Room", *options)[0] == 64
    assert bot("run", "echo", "--url", "ftp://x", *options)[0] == 64
    assert bot("run", "echo", "echo", *options)[0] == 64
    (tmp_path / "bots.yaml").write_text("plugins: {echo: {allow: [fly]}}\n")
    status, _, err = bot("run", "--config", tmp_path / "bots.yaml", *options)
    assert status == 64 and "bots.yaml:1: allow cannot be 'fly'" in err
