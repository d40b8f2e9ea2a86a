"""`parlor bot` as people use it, with real plugins and child processes."""

import os
import signal
import stat
import subprocess
import textwrap

from parlor_server import ROOT, binary, clean_environment
from processes import Child
from waiting import until

PLUGINS = ROOT / "Plugins"
# What the runner is told and no plugin may see.
SECRETS = {"PARLOR_SECRET": "one", "REDIS_ADDRESS": "two", "AWS_SECRET_ACCESS_KEY": "three", "LD_PRELOAD_NOTE": "four"}


def bot(*words, cwd=None, timeout=60, **environment):
    """Runs `parlor bot …` to its end: (status, what it printed, what it complained of)."""
    done = subprocess.run(
        [binary(), "bot", *map(str, words)], capture_output=True, text=True, timeout=timeout, cwd=cwd, check=False,
        stdin=subprocess.DEVNULL, env=clean_environment(**environment))
    return done.returncode, done.stdout, done.stderr


def write_plugin(folder, name, program, mode="session", more="", language="python3"):
    """A plugin of a test's own; it listens for `!NAME` and whatever `more` says."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "plugin.yaml").write_text(
        f"name: {name}\nversion: 1.0.0\nprotocol: 1\nrun: ./run\nmode: {mode}\n"
        f"commands: [{{name: {name}, help: Do it.}}]\npermissions: [send, history, members, storage, moderate]\n{more}\n")
    run = place / "run"
    run.write_text(f"#!/usr/bin/env {language}\n" + textwrap.dedent(program))
    run.chmod(run.stat().st_mode | stat.S_IXUSR)
    if not (folder / "sdk").exists():
        (folder / "sdk").symlink_to(PLUGINS / "sdk")
    return place


ECHO = """
from parlor_bot import Bot
bot = Bot()

@bot.command("echo")
def echo(call):
    return f"echo {call.args}"

bot.run()
"""


class Runner:
    """One `parlor bot run`."""

    def __init__(self, server, folder, *names, rooms=("lobby",), options=(), state=None):
        self.state = state or folder / "state"
        rooms = [word for room in rooms for word in ("--room", room)]
        self.command = [
            binary(), "bot", "run", *names, "--plugins", str(folder), "--state-dir", str(self.state), "--url", server.url,
            *rooms, *options]
        self.start()

    def start(self):
        self.child = Child("parlor bot", self.command, env=clean_environment(**SECRETS))

    def log(self):
        return self.child.text("err")

    def wait_log(self, text, timeout=20, count=1):
        until(lambda: self.log().count(text) >= count, f"{text!r} in the log of the bots:\n{self.log()}", timeout=timeout)

    def stop(self):
        self.child.signal(signal.SIGTERM)
        return self.child.wait(10)

    def close(self):
        if self.child.is_running:
            self.child.signal(signal.SIGTERM)
            try:
                self.child.wait(10)
            except Exception:
                pass
        self.child.kill()


def session_processes(text):
    """Processes whose command line holds a text: (pid, command line)."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            try:
                with open(f"/proc/{entry}/cmdline", "rb") as file:
                    line = file.read().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            if text in line:
                found.append((int(entry), line))
    return found
