"""Access tokens at the command line: what a server is started with, `parlor chat`, bots."""

import pytest
import yaml

from access_tokens import Signer
from admin_console import Admin
from chat import unique
from parlor_server import ParlorServer, one_line, run_to_end
from script_chat import Follower, said
from test_chat import FAILED, OK, USAGE


@pytest.fixture(scope="module")
def door(shared_redis, signer):
    with ParlorServer(shared_redis, *signer.options, limits={"token_grace_ms": 300}) as server:
        yield server


@pytest.fixture
def token_file(tmp_path):
    def write(token):
        file = tmp_path / "token"
        file.write_text(token + "\n")
        return str(file)

    return write


# Starting a server


@pytest.mark.parametrize("words, complaint", [
    (["--auth", "jwt"], "there is no key. Name its file with --jwt-key."),
    (["--auth", "jwt", "--jwt-key", "/nonexistent"], "no algorithm is named."),
    (["--auth", "jwt", "--jwt-key", "/nonexistent", "--jwt-algorithm", "RS256"], "/nonexistent cannot be read."),
    (["--auth", "jwt", "--jwt-key", "/tmp", "--jwt-algorithm", "RS256"], "/tmp cannot be read."),
    (["--auth", "jwt", "--jwt-key", "KEY", "--jwt-algorithm", "none"], "jwt-algorithm cannot be 'none'"),
    (["--auth", "jwt", "--jwt-key", "KEY", "--jwt-algorithm", "RS256"], "is no PEM file"),
    (["--auth", "jwt", "--jwt-key", "SHORT", "--jwt-algorithm", "HS256"], "has 10 bytes, and this algorithm needs 32"),
    (["--auth", "jwt", "--jwt-key", "PRIVATE", "--jwt-algorithm", "ES256"], "is a private key"),
    (["--auth", "jwt", "--jwt-key", "EC", "--jwt-algorithm", "RS256"], "holds no key for RS256."),
    (["--auth", "jwt", "--jwt-key", "EC", "--jwt-algorithm", "HS256"], "is PEM"),
    (["--auth", "jwt", "--jwt-key", "LARGE", "--jwt-algorithm", "HS256"], "too large"),
    (["--auth", "basic"], "Choose from none, jwt."),
    (["--jwt-key", "KEY"], "jwt-key is set (--jwt-key), but auth is none."),
])
def test_what_is_wrong_is_said_in_a_line(signer, tmp_path, words, complaint):
    elliptic = Signer(tmp_path, "ES256")
    files = {"KEY": signer.key_file, "EC": elliptic.key_file}
    for name, content in (("SHORT", "short key!\n"), ("PRIVATE", elliptic.key), ("LARGE", "x" * 70_000)):
        files[name] = tmp_path / name
        files[name].write_text(content)
    words = [str(files.get(word, word)) for word in words]
    status, out, err = run_to_end("serve", "--data-dir", str(tmp_path / "data"), *words)
    assert (status, out) == (USAGE, "")
    assert complaint in one_line(err)
    for secret in ("short key!", elliptic.key.splitlines()[1], signer.key):
        assert secret not in err
    assert not (tmp_path / "data").exists(), "nothing was started"


def test_what_holds_is_shown_without_the_key(signer):
    status, out, _ = run_to_end("serve", "--print-config", *signer.options, "--jwt-audience", "parlor")
    assert status == OK
    shown = yaml.safe_load(out)
    assert (shown["auth"], shown["jwt-key"]) == ("jwt", str(signer.key_file))
    assert (shown["jwt-algorithm"], shown["jwt-audience"]) == ("HS256", "parlor")
    assert signer.key not in out


def test_it_is_set_by_the_environment(shared_redis, new_server, signer, connect, who):
    env = {
        "PARLOR_AUTH": "jwt", "PARLOR_JWT_KEY": str(signer.key_file), "PARLOR_JWT_ALGORITHM": "HS256"}
    server = new_server(shared_redis, env=env)
    assert connect(server, signer.auth(who)).id.startswith("u_")


# parlor chat


def test_a_script_says_something_with_a_token(door, signer, connect, room, who, token_file):
    done = said(door.url, room, "the build is green", "--token-file", token_file(signer.token(who, name="Builder")))
    assert (done.returncode, done.stdout, done.stderr) == (OK, "", "")
    message = connect(door, signer.auth(unique("person"))).join(room)["messages"][-1]
    assert (message["username"], message["message"]) == ("Builder", "the build is green")


def test_the_token_may_stand_in_the_environment(door, signer, connect, room, who, token_file):
    env = {"PARLOR_TOKEN": signer.token(who, name="Of The Environment")}
    assert said(door.url, room, "one", env=env).returncode == OK
    # The file goes first.
    file = token_file(signer.token(who, name="Of The File"))
    assert said(door.url, room, "two", "--token-file", file, env=env).returncode == OK
    messages = connect(door, signer.auth(unique("person"))).join(room)["messages"]
    assert [m["username"] for m in messages] == ["Of The Environment", "Of The File"]


def test_without_a_token_it_says_what_to_do(door, room):
    done = said(door.url, room, "hello")
    assert done.returncode == FAILED
    assert "This chat needs an access token." in done.stderr
    assert "--token-file FILE" in done.stderr and "PARLOR_TOKEN" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_expired_or_foreign_token_is_called_so(door, signer, room, who, tmp_path, token_file):
    for token, words in (
            (signer.token(who, seconds=-1), "The access token has expired."),
            (Signer(tmp_path, "HS512").token(who), "The access token is not valid.")):
        done = said(door.url, room, "hello", "--token-file", token_file(token))
        assert done.returncode == FAILED and words in done.stderr
        assert not any(part in done.stderr for part in token.split("."))


def test_a_variable_that_holds_no_token_is_a_mistake():
    status, out, err = run_to_end("chat", env={"PARLOR_TOKEN": "what is this"})
    assert (status, out) == (USAGE, "") and "PARLOR_TOKEN holds no token." in one_line(err)
    assert "what is this" not in err


def test_following_goes_on_with_a_fresh_token(door, signer, room, who, closing, token_file):
    """The file is read anew for each connection, so whoever renews it keeps the client in."""
    file = token_file(signer.token(who, seconds=6))
    follower = closing.keep(Follower(door.url, room, "--token-file", file))
    follower.wait("joined")
    token_file(signer.token(who, name="Renewed"))
    follower.wait("session", lambda e: e["member"]["username"] == "Renewed", timeout=20)
    assert follower.child.is_running


def test_following_ends_with_the_token(door, signer, room, who, closing, token_file):
    follower = closing.keep(Follower(door.url, room, "--token-file", token_file(signer.token(who, seconds=6))))
    follower.wait("joined")
    assert follower.child.wait(20) == FAILED
    assert "The access token has expired." in follower.child.text("err")


def test_a_person_of_the_console_is_no_way_in(door, shared_redis, room, tmp_path):
    file = tmp_path / "person"
    Admin(shared_redis).one("token", unique("person"), "-o", file)
    done = said(door.url, room, "hello", "--token-file", str(file))
    assert done.returncode == FAILED and "needs an access token" in done.stderr


def test_a_bot_of_the_console_comes_in(door, shared_redis, signer, connect, room, tmp_path):
    file = tmp_path / "bot"
    name = unique("bot")[:20]
    Admin(shared_redis).one("token", name, "--bot", "-o", file)
    assert said(door.url, room, "beep", "--bot", "--token-file", str(file)).returncode == OK
    message = connect(door, signer.auth(unique("person"))).join(room)["messages"][-1]
    assert (message["username"], message["bot"]) == (name, True)
