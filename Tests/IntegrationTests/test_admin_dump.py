"""`parlor admin dump` and `load`: whole files, unfinished ones, and what is put back (admin, Dumps)."""

import csv
import hashlib
import html.parser
import io
import json
import resource
import signal
import subprocess
import sys
import time

import pytest

from admin_console import FAILED, INTERRUPTED, NOT_FOUND, PARTIAL, REFUSED, UNREACHABLE, USAGE, Admin
from chat import unique
from parlor_server import clean_environment
from processes import Child
from redis_fixture import DURABLE, holds_nobody_up
from waiting import until

HOSTILE = "=1+1,\"<script>alert('x')</script>\"\x1b[31m\nsecond"


def fill(redis, room, count, text="message {}", start=1, step=1):
    """Writes a log as servers do, without a server; `step` is the time between two messages in microseconds."""
    client = redis.client()
    pipe = client.pipeline()
    base = int(time.time() * 1e6) - 10_000_000_000 - (start + count) * (step - 1)
    for seq in range(start, start + count):
        message = {
            "username": f"Guest {seq % 7}", "avatar": "/avatar/x.svg", "room": room,
            "from": "m_" + "abcdefg"[seq % 7] * 16, "kind": "chat", "id": base + seq * step, "seq": seq,
            "date": (base + seq * step) // 1000, "message": text.format(seq)}
        pipe.zadd(f"parlor:{{{room}}}:messages", {json.dumps(message, separators=(",", ":")): base + seq * step})
        if seq % 2000 == 0:
            pipe.execute()
    pipe.hset(f"parlor:{{{room}}}:state", mapping={
        "epoch": "A" * 16, "id": base + (start + count - 1) * step, "seq": start + count - 1, "first_seq": start, "rev": 1})
    pipe.zadd("parlor:rooms", {room: int(time.time() * 1000)})
    pipe.execute()


@pytest.fixture
def redis(shared_redis):
    return shared_redis


@pytest.fixture
def admin(redis):
    return Admin(redis)


@pytest.fixture
def full_room(redis, room):
    fill(redis, room, 2500)
    return room


def manifest(path):
    return json.loads(path.with_name(path.name + ".manifest.json").read_text())


def seqs(path):
    return [json.loads(line)["seq"] for line in path.read_text().splitlines()]


def test_a_dump_is_whole_and_says_what_it_holds(admin, full_room, tmp_path):
    path = tmp_path / "room.jsonl"
    done = admin.one("dump", full_room, "-o", path)
    assert done["messages"] == 2500 and seqs(path) == list(range(1, 2501))
    beside = manifest(path)
    assert beside["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest() == done["sha256"]
    assert (beside["bytes"], beside["messages"]) == (path.stat().st_size, 2500)
    assert beside["rooms"][0]["seq"] == 2500 and beside["rooms"][0]["epoch"] == "A" * 16
    assert sorted(p.name for p in tmp_path.iterdir()) == ["room.jsonl", "room.jsonl.manifest.json"]
    assert oct(path.stat().st_mode)[-3:] == "600"


def test_verify_notices_a_change(admin, full_room, tmp_path):
    path = tmp_path / "room.jsonl"
    admin.ask("dump", full_room, "-o", path)
    assert admin.one("dump", "verify", path)["whole"]
    content = path.read_bytes()
    path.write_bytes(content.replace(b"message 7\"", b"message 8\"", 1))
    assert "not what its manifest says" in admin.fails(FAILED, "dump", "verify", path)
    assert "manifest" in admin.fails(NOT_FOUND, "dump", "verify", tmp_path / "other")


def test_a_dump_takes_what_it_is_told(admin, full_room, tmp_path):
    def dumped(*words):
        path = tmp_path / (unique() + ".jsonl")
        admin.ask("dump", full_room, "-o", path, *words)
        return seqs(path)

    assert dumped("--last", 3) == [2498, 2499, 2500]
    assert dumped("--grep", "MESSAGE 77", "--last", 2) == [778, 779]
    assert dumped("--from", "m_" + "a" * 16)[:3] == [7, 14, 21]
    assert dumped("--from", "Guest 1", "--last", 2) == [2493, 2500]
    assert dumped("--since", "1h") == []
    assert len(dumped("--until", "1h")) == 2500


def test_several_rooms_and_all(admin, redis, tmp_path, new_redis):
    own = new_redis()
    one, two = sorted((unique(), unique()))
    fill(own, one, 3)
    fill(own, two, 4)
    admin = Admin(own)
    path = tmp_path / "all.jsonl"
    assert admin.one("dump", "--all", "-o", path)["messages"] == 7
    assert [json.loads(line)["room"] for line in path.read_text().splitlines()] == [one] * 3 + [two] * 4
    assert admin.one("dump", two, one, "-o", path)["rooms"] == 2
    assert "not both" in admin.fails(USAGE, "dump", one, "--all", "-o", path)
    assert "no room" in admin.fails(NOT_FOUND, "dump", unique(), "-o", path)


def test_csv_is_harmless_in_spreadsheets(admin, redis, room, tmp_path):
    fill(redis, room, 2, text=HOSTILE)
    path = tmp_path / "room.csv"
    admin.ask("dump", room, "-o", path)
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode())))
    assert [row["seq"] for row in rows] == ["1", "2"]
    assert not rows[0]["text"].startswith("=") and "script" in rows[0]["text"]


def test_html_is_one_page_with_everything_escaped(admin, redis, room, tmp_path):
    fill(redis, room, 2, text=HOSTILE)
    path = tmp_path / "room.html"
    admin.ask("dump", room, "-o", path)

    class Tags(html.parser.HTMLParser):
        seen = set()

        def handle_starttag(self, tag, attributes):
            self.seen.add(tag)
            assert not {"src", "href", "onclick"} & dict(attributes).keys()

    page = path.read_text()
    Tags().feed(page)
    assert "script" not in Tags.seen and "\x1b" not in page and page.endswith("</html>\n")
    assert "&lt;script&gt;" in page


def test_text_keeps_each_message_in_a_line(admin, redis, room, tmp_path):
    fill(redis, room, 2, text=HOSTILE)
    path = tmp_path / "room.txt"
    admin.ask("dump", room, "-o", path)
    assert len(path.read_text().splitlines()) == 2 and "\x1b" not in path.read_text()


def test_a_disguised_dump_names_nobody(admin, redis, room, tmp_path):
    fill(redis, room, 3, text="write to ann@example.org or +49 170 1234567, see https://example.org/x")
    path = tmp_path / "room.jsonl"
    admin.ask("dump", room, "-o", path, "--mask", "--pseudonyms")
    text = path.read_text()
    for secret in ("ann@", "1234567", "example.org", "Guest", "m_bbbb"):
        assert secret not in text
    people = {json.loads(line)["from"] for line in text.splitlines()}
    assert len(people) == 3 and "pseudonym" not in manifest(path).keys()


def test_appending_adds_what_is_new(admin, redis, room, tmp_path):
    path = tmp_path / "room.jsonl"
    fill(redis, room, 10)
    admin.ask("dump", room, "-o", path)
    fill(redis, room, 5, start=11)
    assert admin.one("dump", room, "-o", path, "--append")["messages"] == 15
    assert seqs(path) == list(range(1, 16))
    assert admin.one("dump", "verify", path)["messages"] == 15
    redis.client().hset(f"parlor:{{{room}}}:state", "epoch", "B" * 16)
    assert "anew" in admin.fails(REFUSED, "dump", room, "-o", path, "--append")
    assert seqs(path) == list(range(1, 16))


def test_an_interrupted_dump_is_gone_on_with(new_redis, room, tmp_path):
    redis = new_redis()
    fill(redis, room, 60_000)
    admin = Admin(redis)
    path = tmp_path / "room.jsonl"
    child = Child("parlor dump", admin.command("dump", room, "-o", path), env=clean_environment())
    try:
        partial = path.with_name(path.name + ".partial")
        until(lambda: partial.exists() and partial.stat().st_size > 300_000, "the dump has begun", every=0.002)
        child.signal(signal.SIGINT)
        assert child.wait() == INTERRUPTED, child.text()
    finally:
        child.kill()
    assert not path.exists() and "--resume" in child.text("err")
    assert "unfinished" in admin.fails(REFUSED, "dump", room, "-o", path)
    assert admin.one("dump", room, "-o", path, "--resume")["messages"] == 60_000
    assert seqs(path) == list(range(1, 60_001))
    assert admin.one("dump", "verify", path)["whole"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["room.jsonl", "room.jsonl.manifest.json"]


def test_a_killed_dump_leaves_the_old_file(new_redis, room, tmp_path):
    redis = new_redis()
    fill(redis, room, 60_000)
    admin = Admin(redis)
    path = tmp_path / "room.jsonl"
    path.write_text("old\n")
    child = Child("parlor dump", admin.command("dump", room, "-o", path), env=clean_environment())
    partial = path.with_name(path.name + ".partial")
    until(lambda: partial.exists() and partial.stat().st_size > 300_000, "the dump has begun", every=0.002)
    child.kill()
    assert path.read_text() == "old\n"
    assert admin.one("dump", room, "-o", path, "--resume")["messages"] == 60_000
    assert seqs(path) == list(range(1, 60_001))


def test_a_full_disk_loses_nothing(new_redis, room, tmp_path):
    redis = new_redis()
    fill(redis, room, 20_000)
    admin = Admin(redis)
    path = tmp_path / "room.jsonl"
    path.write_text("old\n")

    def narrow():
        # What is written beyond this is refused, as it is on a disk without room.
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    full = subprocess.run(
        admin.command("dump", room, "-o", path), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=60, env=clean_environment(), preexec_fn=narrow, check=False)
    assert full.returncode in (FAILED, PARTIAL) and "cannot be written" in full.stderr and "--resume" in full.stderr, full
    assert path.read_text() == "old\n"
    assert admin.one("dump", room, "-o", path, "--resume")["messages"] == 20_000
    assert seqs(path) == list(range(1, 20_001))


def test_a_dump_whose_redis_goes_away_is_gone_on_with(new_redis, room, tmp_path):
    redis = new_redis(*DURABLE)
    fill(redis, room, 60_000)
    admin = Admin(redis)
    path = tmp_path / "room.jsonl"
    child = Child("parlor dump", admin.command("dump", room, "-o", path), env=clean_environment())
    try:
        partial = path.with_name(path.name + ".partial")
        until(lambda: partial.exists() and partial.stat().st_size > 300_000, "the dump has begun", every=0.002)
        redis.kill()
        assert child.wait(30) in (UNREACHABLE, PARTIAL), child.text()
    finally:
        child.kill()
    assert not path.exists() and "--resume" in child.text("err"), child.text("err")
    redis.start()
    assert admin.one("dump", room, "-o", path, "--resume")["messages"] == 60_000
    assert seqs(path) == list(range(1, 60_001))


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Runs a program and prints how much memory it had at most, in KiB."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_large_dump_takes_little_memory(new_redis, room, tmp_path, figure):
    redis = new_redis(logs_slower_than=25000)
    fill(redis, room, 200_000)
    path = tmp_path / "room.jsonl"

    def dump():
        path.unlink(missing_ok=True)
        begun = time.monotonic()
        # Started from a small process: what a parent holds counts for its child until that is another program.
        done = subprocess.run(
            [sys.executable, "-c", PEAK, *Admin(redis).command("dump", room, "-o", path)], capture_output=True,
            text=True, env=clean_environment(), check=True)
        resident = int(done.stdout)
        seconds = time.monotonic() - begun
        figure(
            f"dump: 200 000 messages, {path.stat().st_size >> 20} MiB, in {seconds:.1f} s (unoptimised build), "
            f"{resident >> 10} MiB resident")
        assert resident < 64 << 10

    holds_nobody_up(redis, dump)


def test_a_file_that_cannot_be_written_is_an_error(admin, full_room, tmp_path):
    assert "cannot be written" in admin.fails(FAILED, "dump", full_room, "-o", tmp_path / "none" / "room.jsonl")


def test_load_puts_a_dump_back(own_server, connect, room, tmp_path):
    admin = Admin(own_server.redis)
    ann = connect(own_server)
    ann.join(room)
    for number in range(1, 6):
        ann.say(room, f"message {number}")
    before = ann.whole_history(room)
    path = tmp_path / "room.jsonl"
    admin.ask("dump", room, "-o", path)
    other = unique()
    ben = connect(own_server)
    ben.join(other)
    loaded = admin.one("load", path, "--into", other)
    assert (loaded["messages"], loaded["first_seq"], loaded["seq"]) == (5, 1, 5)
    ben.wait("room_reset", lambda r: r["room"] == other)
    after = ben.whole_history(other)
    assert [(m["id"], m["seq"], m["date"], m["message"]) for m in after] == [
        (m["id"], m["seq"], m["date"], m["message"]) for m in before]
    assert {m["room"] for m in after} == {other}
    assert ben.say(other, "goes on")["seq"] == 6


def test_load_is_all_or_nothing(admin, redis, room, tmp_path):
    fill(redis, room, 3)
    path = tmp_path / "room.jsonl"
    admin.ask("dump", room, "-o", path)
    lines = path.read_text().splitlines()
    other = unique()
    assert "has messages" in admin.fails(REFUSED, "load", path, "--into", room)

    def refused(*content):
        path.write_text("\n".join(content) + "\n")
        return admin.fails(FAILED, "load", path, "--into", other)

    assert "Line 2" in refused(lines[0], "{")
    assert "Line 2" in refused(lines[1], lines[0])
    assert "date" in refused(lines[0].replace('"date":', '"date":1'))
    assert "from" in refused(lines[0].replace('"from":"m_', '"from":"x_'))
    assert "longer" in refused(lines[0], "x" * 200_000)
    assert redis.client().keys(f"parlor:{{{other}}}*") == []


def test_load_can_only_look(admin, redis, room, tmp_path):
    fill(redis, room, 3)
    path = tmp_path / "room.jsonl"
    admin.ask("dump", room, "-o", path)
    other = unique()
    assert admin.one("load", path, "--into", other, "--dry-run")["messages"] == 3
    assert redis.client().keys(f"parlor:{{{other}}}*") == []
    assert "only reads" in admin.fails(REFUSED, "load", path, "--into", other, options=("--read-only",))
