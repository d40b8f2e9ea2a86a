"""The completion of shells, as bash does it with the script that `parlor` prints (admin, Completion)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from admin_console import Admin
from parlor_server import binary, clean_environment

_ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
_parlor "$1" "${@: -1}"; printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    path = tmp_path_factory.mktemp("completion") / "parlor.bash"
    path.write_text(subprocess.run(
        [binary(), "--generate-completion-script", "bash"], capture_output=True, text=True, check=True).stdout)
    return path


@pytest.fixture
def offered(script):
    def ask(*words):
        path = f"{Path(binary()).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", _ASK, "bash", script, "parlor", *words], capture_output=True, text=True, timeout=30,
            env=clean_environment(PATH=path), check=True)
        assert done.stderr == ""
        return sorted(word.strip() for word in done.stdout.split("\n") if word.strip())

    return ask


def test_commands_and_options(offered):
    assert offered("ad") == ["admin"]
    assert offered("admin", "ki") == ["kick"]
    assert "--reason" in offered("admin", "kick", "--rea")
    assert offered("admin", "acl", "print", "v") == ["viewer"]
    assert offered("admin", "--read") == ["--read-only"]


def test_rooms_and_people_are_live(offered, pair, room, shared_redis):
    front = ("admin", "--redis", shared_redis.address)
    Admin(shared_redis).one("topic", "hello", "--room", room)
    assert offered(*front, "lock", room[:-1]) == [room]
    assert offered(*front, "--room", room, "kick", pair[0].id[:8]) == [pair[0].id]
    assert offered("admin", "--redis", "unix:///nowhere", "lock", "r") == []


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_a_script(shell, tmp_path):
    made = subprocess.run([binary(), "--generate-completion-script", shell], capture_output=True, text=True, check=True)
    path = tmp_path / f"parlor.{shell}"
    path.write_text(made.stdout)
    assert "admin" in made.stdout
    if program := shutil.which(shell):
        assert subprocess.run([program, "-n", path], check=False).returncode == 0
