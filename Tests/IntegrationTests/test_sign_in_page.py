"""The page of a server that takes only people with an access token."""

import pytest

from parlor_server import ParlorServer
from test_browser import browser, open_page  # noqa: F401 (fixtures)
from test_page_accessibility import findings
from waiting import until

FIELD = ".sign-in input"


@pytest.fixture(scope="module")
def door(shared_redis, signer):
    with ParlorServer(shared_redis, *signer.options, limits={"token_grace_ms": 500}) as server:
        yield server


@pytest.fixture
def stranger(door, open_page):  # noqa: F811
    """The page of somebody without a token."""
    return open_page(door, wait_for="closed")


def kept(page):
    return page.tab.evaluate("sessionStorage.getItem('parlor.token')")


def why(page):
    return page.tab.locator(".sign-in [role=alert]").first.inner_text()


def sign_in(page, token):
    page.tab.fill(FIELD, token)
    page.tab.press(FIELD, "Enter")


def test_a_pasted_token_lets_one_in(stranger, signer, who):
    page = stranger
    assert "only for people with an access token" in why(page)
    assert page.tab.locator(".status [role=status]").inner_text() == "Not connected: an access token is needed."
    # Where it is pasted from, lines may have been broken.
    token = signer.token(who, name="Ann Example")
    sign_in(page, f"  {token[:50]} {token[50:]}  ")
    page.wait_live()
    assert page.name == "Ann Example" and page.member.startswith("u_")
    assert page.tab.locator(".sign-in").count() == 0
    page.say("hello")
    page.wait_text("hello")


def test_the_form_is_for_keyboard_and_screen_reader(stranger, signer, who):
    page = stranger
    assert findings(page) == []
    until(lambda: page.tab.evaluate("document.activeElement.id") == "sign-in-token", "the field has the keyboard")
    assert page.tab.get_by_label("Access token").count() == 1
    described = page.tab.get_attribute(FIELD, "aria-describedby").split()
    assert all(page.tab.locator(f"#{name}").inner_text() for name in described)
    page.tab.keyboard.insert_text(signer.token(who))
    page.tab.keyboard.press("Tab")
    assert page.tab.evaluate("document.activeElement.textContent") == "Connect"
    page.tab.keyboard.press("Enter")
    page.wait_live()
    # And goes on where one writes.
    until(lambda: page.tab.evaluate("document.activeElement.tagName") == "TEXTAREA", "one can write at once")


@pytest.mark.parametrize("size", [(1100, 720), (390, 800)], ids=["wide", "phone"])
def test_the_form_fits(door, open_page, size):  # noqa: F811
    page = open_page(door, wait_for="closed", viewport={"width": size[0], "height": size[1]}, color_scheme="dark")
    box = page.tab.locator(".sign-in").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= size[0] and box["y"] + box["height"] <= size[1]
    assert findings(page) == []
    page.picture(f"sign-in-{size[0]}")


def test_a_refused_token_is_forgotten_and_told(stranger, signer, who):
    page = stranger
    sign_in(page, "not.a.token")
    until(lambda: "The access token is not valid." in why(page), "the refusal is shown")
    assert kept(page) is None
    sign_in(page, signer.token(who, seconds=-1))
    until(lambda: "The access token has expired." in why(page), "the other refusal is shown")
    assert kept(page) is None
    sign_in(page, "x" * 9000)
    until(lambda: "too long" in page.tab.locator(".sign-in .problem").inner_text(), "it is not even sent")
    sign_in(page, signer.token(who))
    page.wait_live()


def test_a_token_outlives_a_reload_but_not_the_tab(stranger, door, signer, who, open_page):  # noqa: F811
    page = stranger
    sign_in(page, signer.token(who))
    page.wait_live()
    member = page.member
    page.tab.reload()
    page.wait_live()
    assert page.member == member
    assert page.tab.evaluate("Object.values({...localStorage}).some((text) => text.split('.').length === 3)") is False
    assert "token" not in page.tab.url


def test_another_page_of_the_origin_may_put_the_token_there(door, signer, who, open_page):  # noqa: F811
    page = open_page(door, wait_for="closed")
    page.tab.goto(f"{door.url}/health")
    page.tab.evaluate("(token) => sessionStorage.setItem('parlor.token', token)", signer.token(who, name="Sent Here"))
    page.tab.goto(f"{door.url}/#{page.room}")
    page.wait_live()
    assert page.name == "Sent Here"


def test_after_its_end_a_new_token_goes_on_where_one_was(door, signer, who, open_page):  # noqa: F811
    page = open_page(door, token=signer.token(who, seconds=12))
    page.say("before")
    page.wait_text("before")
    page.tab.wait_for_selector(".status[data-link=closed]", timeout=30_000)
    until(lambda: "The access token has expired." in why(page), "why one is out is shown")
    assert page.texts == ["before"]
    page.say("meanwhile")
    sign_in(page, signer.token(who))
    page.wait_live()
    page.wait_texts(["before", "meanwhile"])


def test_a_fresh_token_in_time_is_taken_without_a_question(door, signer, who, open_page):  # noqa: F811
    page = open_page(door, token=signer.token(who, seconds=12))
    member, first = page.member, kept(page)
    page.tab.evaluate("(token) => sessionStorage.setItem('parlor.token', token)", signer.token(who, name="Renewed"))
    until(lambda: page.name == "Renewed", "the page has come back with the new one", timeout=30)
    page.wait_live()
    assert page.member == member and kept(page) != first and page.tab.locator(".sign-in").count() == 0


def test_a_name_out_of_the_token_cannot_be_changed(door, signer, who, open_page):  # noqa: F811
    page = open_page(door, token=signer.token(who, name="Ann"))
    page.tab.click("[aria-label='Change your name']")
    page.tab.fill(".me input", "Another")
    page.tab.press(".me input", "Enter")
    until(lambda: "access token" in page.tab.locator(".me .problem").inner_text(), "why not is said")


def test_guests_are_asked_for_no_token(server, open_page):  # noqa: F811
    page = open_page(server)
    assert page.tab.locator(".sign-in").count() == 0 and page.member.startswith("m_")
