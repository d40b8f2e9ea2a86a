"""What the server says over plain HTTP (wire protocol, section 6)."""

import re

import pytest
import requests

from raw import RawSocket
from waiting import until


def get(server, path, **more):
    return requests.get(server.url + path, timeout=10, **more)


def test_health_says_ok(server):
    answer = get(server, "/health")
    assert (answer.status_code, answer.text.strip()) == (200, "ok")


def test_ready_while_the_store_is_there(server):
    assert get(server, "/ready").status_code == 200


def test_page_or_what_to_run(server):
    """The web client, or, in a build without its assets, the command that gets them."""
    answer = get(server, "/")
    assert answer.status_code in (200, 503)
    if answer.status_code == 503:
        assert "Scripts/setup" in answer.text
    else:
        assert answer.headers["content-type"].startswith("text/html")


@pytest.fixture
def page(server):
    answer = get(server, "/")
    if answer.status_code == 503:
        pytest.skip("this build has no web assets")
    return answer


def test_page_has_a_strict_policy(page):
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy or "default-src 'self'" in policy
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["x-content-type-options"] == "nosniff"


def test_page_loads_from_its_own_origin_only(page):
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page.text)


def test_assets_of_the_page_are_there_and_stay_cached(server, page):
    paths = re.findall(r"""(?:src|href)=["'](/assets/[^"']+)""", page.text)
    assert paths
    for path in paths:
        answer = get(server, path)
        assert answer.status_code == 200, path
        assert re.search(r"\.[0-9a-f]{6,}", path), "the name holds a hash"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", [
    "/assets/none.js", "/assets/", "/assets/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/nowhere",
    "/avatar/", "/avatar/x.svg", "/avatar/m_short.svg", "/avatar/m_aaaaaaaaaaaaaaaa.png", "/index.html", "/.git/config",
    "/avatar/..%2f..%2fx.svg", "/avatar/m_%3Cscript%3Eaaaaaaa.svg",
])
def test_anything_else_is_a_404(server, path):
    with RawSocket(server) as raw:
        assert raw.request("GET", path)[0] == 404


def test_avatar_is_drawn_from_the_id(server, connect):
    ann, ben = connect(server), connect(server)
    pictures = [get(server, client.member["avatar"]) for client in (ann, ben, ann)]
    assert all(p.status_code == 200 for p in pictures)
    assert all(p.headers["content-type"].startswith("image/svg+xml") for p in pictures)
    assert pictures[0].text.lstrip().startswith("<svg")
    assert pictures[0].text == pictures[2].text != pictures[1].text
    assert "<script" not in pictures[0].text


def test_the_samples_script_path_answers(server):
    answer = get(server, "/socket.io/socket.io.js")
    if get(server, "/").status_code == 200:
        assert answer.status_code == 200 and "javascript" in answer.headers["content-type"]
    else:
        assert answer.status_code in (404, 503)


@pytest.mark.parametrize("path", ["/", "/health", "/ready", "/avatar/m_aaaaaaaaaaaaaaaa.svg"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"])
def test_other_methods_are_refused(server, path, method):
    with RawSocket(server) as raw:
        assert raw.request(method, path)[0] in (400, 404, 405, 501)


@pytest.mark.parametrize("path", ["/health", "/avatar/m_aaaaaaaaaaaaaaaa.svg"])
def test_head_has_no_body(server, path):
    answer = requests.head(server.url + path, timeout=10)
    assert answer.status_code == 200 and answer.content == b""


def test_one_connection_serves_many_requests(server):
    with RawSocket(server) as raw:
        for _ in range(3):
            assert raw.request("GET", "/health")[0] == 200


def test_pipelined_requests_are_answered_in_order(server):
    with RawSocket(server) as raw:
        for path in ("/health", "/nowhere", "/health"):
            raw.write(f"GET {path} HTTP/1.1\r\nHost: {raw.host}\r\n\r\n".encode())
        assert [raw.read_response()[0] for _ in range(3)] == [200, 404, 200]


def test_unknown_session_is_a_400(server):
    answer = get(server, "/socket.io/?EIO=4&transport=polling&sid=aaaaaaaaaaaaaaaaaaaaaaaa")
    assert answer.status_code == 400 and "Session ID unknown" in answer.text


@pytest.mark.parametrize("sid", ["", "é", "%00", "a" * 5000, "..", "0", "~~~~~~~~~~~~~~~~~~~~"])
def test_odd_session_ids_are_a_400(server, sid):
    assert get(server, f"/socket.io/?EIO=4&transport=polling&sid={sid}").status_code in (200 if sid == "" else 400, 400)


def test_not_ready_while_the_store_is_away(new_redis, new_server):
    redis = new_redis()
    server = new_server(redis)
    redis.kill()
    until(lambda: get(server, "/ready").status_code == 503, "not ready")
    assert get(server, "/health").status_code == 200
    redis.start()
    until(lambda: get(server, "/ready").status_code == 200, "ready again")


def test_large_files_are_sent_whole_on_connections_that_end_with_them(server):
    import re
    import urllib.request

    page = urllib.request.urlopen(server.url, timeout=10).read().decode()
    for _ in range(3):
        for path in re.findall(r'(?:src|href)="(/assets/[^"]+)"', page):
            with urllib.request.urlopen(server.url + path, timeout=10) as answer:
                assert len(answer.read()) == int(answer.headers["Content-Length"]), path
    assert server.is_running
