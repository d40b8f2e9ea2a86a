"""The fixtures that both suites share."""

import shutil

import pytest

import parlor_server
from access_tokens import Signer
from chat import TRANSPORTS, Chat, unique
from parlor_server import ParlorServer, run_to_end
from redis_fixture import DURABLE, RedisServer


@pytest.fixture(scope="session")
def shared_redis():
    """One Redis for all tests of a worker that only need rooms of their own."""
    with RedisServer() as server:
        yield server


@pytest.fixture(scope="session")
def shared_server(shared_redis):
    """One server for those tests, without rates."""
    with ParlorServer(shared_redis) as server:
        yield server


@pytest.fixture
def server(shared_server):
    """The shared server; started again when an earlier test brought it down."""
    if not shared_server.is_running:
        shared_server.start()
    parlor_server.started.append(shared_server)
    return shared_server


@pytest.fixture
def redis_of_server(shared_redis):
    return shared_redis.client()


class _Closing:
    """Makes things and closes them all in the end, newest first."""

    def __init__(self):
        self._made = []

    def keep(self, thing):
        self._made.append(thing)
        return thing

    def close(self):
        problems = []
        for thing in reversed(self._made):
            try:
                thing.close()
            except Exception as problem:
                problems.append(problem)
        assert not problems, problems


@pytest.fixture
def closing():
    bag = _Closing()
    yield bag
    bag.close()


@pytest.fixture
def new_redis(closing):
    """Starts a Redis of the test's own: `new_redis("--maxmemory", "4mb")`."""
    return lambda *settings, **more: closing.keep(RedisServer(*settings, **more))


@pytest.fixture
def durable_redis(new_redis):
    """A Redis that has written what it answered."""
    return new_redis(*DURABLE)


@pytest.fixture
def new_server(closing, new_redis):
    """Starts a server of the test's own; with a Redis of its own unless one is given."""

    def start(redis=None, *args, **more):
        return closing.keep(ParlorServer(redis or new_redis(), *args, **more))

    return start


@pytest.fixture
def own_server(new_server):
    """A server and a Redis that nobody else uses."""
    return new_server()


@pytest.fixture
def connect(closing, request):
    """Connects a client: `connect(server)`; without `auth` it is in no room, with `auth=None` like the sample's."""

    def start(server, auth={"room": None}, transport="websocket", wait_for="session", reconnect=False, headers=None):
        url = server if isinstance(server, str) else server.url
        certificate = getattr(server, "certificate", None)
        client = closing.keep(
            Chat(url, auth, transport, reconnect, headers, certificate and certificate.authority))
        return client.connect(wait_for)

    return start


@pytest.fixture
def refused(shared_redis, tmp_path):
    """Runs `parlor serve` that must refuse; the one line it says."""

    def run(*args, redis=shared_redis, env=None, path=None):
        address = [] if redis is None else ["--redis", redis if isinstance(redis, str) else redis.address]
        port = [] if "--port" in args else ["--port", "0"]
        status, printed, said = run_to_end(
            "serve", *port, "--data-dir", str(tmp_path / "data"), *address, *args, env=env, path=path)
        assert status not in (0, None) and status > 0, f"status {status}, said: {said}"
        assert "listening" not in printed
        for word in ("Fatal error", "Backtrace", "Thread 0", ".swift:", "💣"):
            assert word not in said
        return said

    return run


@pytest.fixture(params=TRANSPORTS)
def transport(request):
    return request.param


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    """Makes access tokens."""
    return Signer(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def who():
    """Somebody nobody else is, as an access token's `sub`."""
    return unique("person")


@pytest.fixture
def room():
    """A room nobody else is in."""
    return unique()


@pytest.fixture
def pair(server, connect, room):
    """Two people in one room."""
    ann, ben = connect(server), connect(server)
    ann.join(room)
    ben.join(room)
    ann.wait("member_add", lambda m: m["id"] == ben.id)
    return ann, ben


@pytest.fixture(autouse=True)
def _logs(request):
    """Forgets the servers of the test before; `report_logs` shows them when this one fails."""
    parlor_server.started.clear()
    yield


@pytest.fixture
def temporary_directory(tmp_path):
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture
def figure(record_property):
    """Notes a measured figure; `report_figures` shows them all in the end."""
    return lambda text: record_property("figure", text)


def report_figures(reporter):
    """Prints what was measured, once, also when the tests ran in several processes."""
    if getattr(reporter.config, "figures_are_shown", False):
        return
    reporter.config.figures_are_shown = True
    figures = [
        text for reports in reporter.stats.values() for report in reports
        if getattr(report, "when", None) == "call" for name, text in report.user_properties if name == "figure"
    ]
    if figures:
        reporter.section("figures")
        for text in figures:
            reporter.write_line(text)


def report_logs(report):
    """Attaches the last lines of every server's log to a failed report."""
    if report.failed:
        for server in {id(s): s for s in parlor_server.started}.values():
            tail = "\n".join(server.log().splitlines()[-60:])
            report.sections.append((f"parlor serve on port {server.port}", tail))
