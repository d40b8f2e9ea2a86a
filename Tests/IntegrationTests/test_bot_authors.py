"""What authors of plugins do: new, test, console, list (bots)."""

import shutil
import subprocess

import pytest

from bots import ECHO, PLUGINS, bot, write_plugin
from parlor_server import ROOT, binary, clean_environment

SHIPPED = sorted(path.parent.name for path in PLUGINS.glob("*/plugin.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_plugin_passes_its_transcripts(name):
    status, out, err = bot("test", PLUGINS / name)
    assert status == 0 and out.startswith("ok"), (out, err)


def test_there_are_all_that_are_shipped():
    assert SHIPPED == ["dice", "faq", "guard", "hello", "poll", "remind", "webhook", "welcome"]


@pytest.mark.parametrize("language", ["python", "shell"])
def test_a_new_plugin_passes_its_transcript_and_is_not_overwritten(tmp_path, language):
    status, out, err = bot("new", "weather", "--language", language, cwd=tmp_path)
    assert status == 0 and "weather/plugin.yaml" in out, err
    assert bot("test", "weather", cwd=tmp_path)[0] == 0
    status, _, err = bot("new", "weather", "--language", language, cwd=tmp_path)
    assert status != 0 and "there already" in err
    status, _, err = bot("new", "Wea ther", "--language", language, cwd=tmp_path)
    assert status == 64 and "no name" in err


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_new_swift_plugin_is_built_and_passes_its_transcript(tmp_path):
    assert shutil.which("swift"), "no swift on this machine"
    status, _, err = bot("new", "storm", "--language", "swift", "--sources", ROOT, cwd=tmp_path)
    assert status == 0, err
    status, out, err = bot("test", "storm", cwd=tmp_path, timeout=900, HOME=str(tmp_path))
    assert status == 0 and out.startswith("ok") and "Building storm" in err, (out, err)
    again = bot("test", "storm", cwd=tmp_path)
    assert again[0] == 0 and "Building" not in again[2]
    source = tmp_path / "storm" / "Sources" / "storm" / "Plugin.swift"
    source.write_text(source.read_text().replace("import BotKit", "import Nothing"))
    status, _, err = bot("test", "storm", cwd=tmp_path, timeout=900, HOME=str(tmp_path))
    assert status == 1 and "does not build" in err


def test_a_wrong_reply_prints_a_difference(tmp_path):
    write_plugin(tmp_path, "echo", ECHO)
    transcript = tmp_path / "wrong.txt"
    transcript.write_text("alice> !echo one\necho< echo one\nalice> !echo two\necho< echo three\n")
    status, out, _ = bot("test", "echo", transcript, "--plugins", tmp_path)
    assert status == 1
    assert "wrong.txt:4" in out and "- echo< echo three" in out and "+ echo< echo two" in out
    assert "  alice> !echo two" in out
    transcript.write_text("alice> !echo one\nalice> !echo two\n")
    status, out, _ = bot("test", "echo", transcript, "--plugins", tmp_path)
    assert status == 1 and "+ echo< echo one" in out
    transcript.write_text("alice> nothing of interest\necho< anything\n")
    status, out, _ = bot("test", "echo", transcript, "--plugins", tmp_path)
    assert status == 1 and "+ (nothing)" in out


def test_what_is_wrong_is_said_with_file_and_line(tmp_path):
    place = write_plugin(tmp_path, "echo", ECHO)
    (place / "plugin.yaml").write_text("name: echo\nrun: ./run\nlistn: [x]\n")
    status, _, err = bot("test", "echo", "--plugins", tmp_path)
    assert status == 64 and "plugin.yaml:3: unknown key 'listn'. Did you mean 'listen'?" in err
    (place / "plugin.yaml").write_text("name: echo\nrun: ./missing\ncommands: [{name: echo}]\n")
    (place / "t.txt").write_text("a> hi\n")
    status, _, err = bot("test", "echo", place / "t.txt", "--plugins", tmp_path)
    assert status == 1 and "does not start" in err and "127" in err
    assert "no plugin" in bot("test", "nobody", "--plugins", tmp_path)[2]


def test_a_transcripts_clock_needs_no_waiting(tmp_path):
    write_plugin(tmp_path, "clock", """
        from parlor_bot import Bot
        bot = Bot()

        @bot.schedule("tick")
        def tick(call):
            bot.storage.set("n", bot.storage.get("n", 0) + 1)

        @bot.command("clock")
        def clock(call):
            return f"{bot.storage.get('n', 0)} ticks"

        bot.run()
        """, more='schedule: [{name: tick, cron: "0 * * * *"}]')
    (tmp_path / "t.txt").write_text("@ +2d\na> !clock\nclock< 48 ticks\n")
    status, out, err = bot("test", "clock", tmp_path / "t.txt", "--plugins", tmp_path, timeout=20)
    assert status == 0, (out, err)


def test_the_console_talks_to_a_plugin():
    done = subprocess.run(
        [binary(), "bot", "console", str(PLUGINS / "dice")], input="!roll 1d2\nbob> !help\n@ +5m\n", capture_output=True,
        text=True, timeout=30, env=clean_environment(), check=False)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] in ("dice< you rolled 1", "dice< you rolled 2") and lines[1].startswith("dice< `!roll")


def test_list_shows_what_there_is(tmp_path):
    write_plugin(tmp_path, "echo", ECHO)
    broken = write_plugin(tmp_path, "broken", ECHO)
    (broken / "plugin.yaml").write_text("name: broken\n")
    status, out, _ = bot("list", "--plugins", tmp_path, "--state-dir", tmp_path / "state")
    assert status == 0 and "echo" in out and "not running" in out and "run is missing" in out
