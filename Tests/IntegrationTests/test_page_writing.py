"""Writing and reading on the page: markup, mentions, pictures, commands, links to messages, looking for people."""

import pytest

from admin_console import Admin
from test_browser import browser, open_page  # noqa: F401 (fixtures)
from waiting import until


def field(page):
    return page.tab.locator(".composer textarea")


def test_light_markup_is_drawn_and_hostile_text_stays_text(server, open_page, connect, room):  # noqa: F811
    page, client = open_page(server), connect(server)
    client.join(room)
    client.say(room, "**bold** and *slanted* and `code <b>x</b>` :tada:\n```\n<script>alert(1)</script>\n```")
    page.tab.wait_for_selector(".text strong")
    text = page.tab.locator(".message .text").last
    assert text.locator("strong").inner_text() == "bold" and text.locator("em").inner_text() == "slanted"
    assert text.locator("code").first.inner_text() == "code <b>x</b>"
    assert "<script>alert(1)</script>" in text.locator("pre").inner_text()
    assert text.locator(".emoji").inner_text() == "🎉" and text.locator("b, script, img").count() == 0


def test_mentions_are_completed_and_stand_out(server, open_page, room):  # noqa: F811
    ann, ben = open_page(server), open_page(server)
    ann.rename("Amber Heron")
    ben.rename("Quiet Otter")
    until(lambda: sorted(ann.people) == ["Amber Heron", "Quiet Otter"], "both are there")
    field(ann).fill("hi ")
    field(ann).press_sequentially("@" + ben.name[:3].lower())
    ann.tab.wait_for_selector(".offer [role=option]")
    assert field(ann).get_attribute("aria-activedescendant") == "offer-0"
    labels = ann.tab.locator(".offer [role=option]").all_inner_texts()
    while ann.tab.locator(".offer .chosen").inner_text() != ben.name:
        field(ann).press("ArrowDown")
    field(ann).press("Enter")
    assert field(ann).input_value() == f"hi @{ben.name} " and ben.name in labels
    field(ann).press("Enter")
    ben.tab.wait_for_selector(".message.mentioned .mention.mine")
    assert ann.tab.locator(".message.mentioned").count() == 0
    field(ann).press_sequentially(":tad")
    ann.tab.wait_for_selector(".offer")
    field(ann).press("Escape")
    assert ann.tab.locator(".offer").count() == 0
    field(ann).press_sequentially("a")
    field(ann).press("Tab")
    assert field(ann).input_value() == "🎉 "


def test_a_link_leads_to_its_message(server, open_page, connect, room):  # noqa: F811
    client = connect(server)
    client.join(room)
    client.pour(room, [f"message number {number}" for number in range(1, 401)])
    page = open_page(server)
    page.wait_text("message number 400")
    href = page.tab.locator(".message .time").last.get_attribute("href")
    assert href.startswith(f"#{room}/")
    page.tab.goto(f"{server.url}/#{room}/20")
    page.tab.wait_for_selector(".message.sought")
    found = page.tab.locator(".message.sought")
    assert "message number 20" in found.inner_text()
    until(lambda: (box := found.bounding_box()) and 0 < box["y"] < 720, "it is in view")
    page.tab.goto(f"{server.url}/#{room}/99999")
    until(lambda: "not kept" in page.tab.inner_text("body"), "the page says that it is not there")


def test_what_was_being_written_outlives_a_reload(server, open_page):  # noqa: F811
    page = open_page(server)
    field(page).fill("half a sentence")
    page.tab.reload()
    page.wait_live()
    until(lambda: field(page).input_value() == "half a sentence", "the text is still there")
    field(page).press("Enter")
    page.wait_text("half a sentence")
    page.tab.reload()
    page.wait_live()
    assert field(page).input_value() == ""


def test_moderators_have_commands_and_others_are_told(server, open_page, shared_redis, room):  # noqa: F811
    mod, ben = open_page(server), open_page(server)
    mod.rename("Amber Heron")
    ben.rename("Quiet Otter")
    until(lambda: sorted(mod.people) == ["Amber Heron", "Quiet Otter"], "both are there")
    field(mod).fill(f"/mute @{ben.name} 5m too loud")
    field(mod).press("Enter")
    until(lambda: "Only moderators" in mod.tab.inner_text("body"), "the page says who may")
    assert field(mod).input_value().startswith("/mute")
    Admin(shared_redis, "--room", room).one("role", mod.member, "moderator")
    until(lambda: mod.tab.locator(".member-list .badge", has_text="moderator").count() == 1, "the role is shown")
    field(mod).press("Enter")
    until(lambda: "too loud" in ben.tab.inner_text("body"), "the other is told")
    until(lambda: f"{ben.name} is muted" in mod.tab.inner_text("body"), "the moderator is told")
    mod.picture(f"moderation-{room[:4]}")
    field(mod).fill(f"/kick {ben.name} enough")
    field(mod).press("Enter")
    until(lambda: "You were removed" in ben.tab.inner_text("body"), "the other is out")
    field(mod).fill("//shrug")
    field(mod).press("Enter")
    mod.wait_text("/shrug")


def test_a_moderator_deletes_a_message_and_lets_somebody_in_again(server, open_page, shared_redis, room):  # noqa: F811
    mod, ben = open_page(server), open_page(server)
    name = ben.name
    ben.say("buy my things")
    mod.wait_text("buy my things")
    assert ben.tab.locator(".message .delete").count() == 0
    Admin(shared_redis, "--room", room).one("role", mod.member, "moderator")
    line = mod.tab.locator(".message", has_text="buy my things")
    line.hover()
    line.locator(".delete").click()
    mod.tab.keyboard.press("Escape")
    until(lambda: mod.tab.locator("dialog").count() == 0, "nothing is asked any more")
    assert "buy my things" in ben.texts
    line.hover()
    line.locator(".delete").click()
    mod.tab.fill("dialog input", "advertising")
    mod.tab.keyboard.press("Enter")
    for page in (mod, ben):
        until(lambda page=page: "Reason: advertising" in page.tab.inner_text(".transcript"), "why it is gone is shown")
        assert "buy my things" not in page.texts
    mod.say(f"/ban @{name} 1h")
    until(lambda: "You can come back after" in ben.tab.inner_text("body"), "the other is out")
    mod.say(f"/unban @{name}")
    until(lambda: f"{name} may come back" in mod.tab.inner_text("body"), "who is gone can be named")
    ben.tab.get_by_text("Join again").click()
    until(lambda: ben.tab.locator(".outcome").count() == 0 and name in mod.people, "the other is back")


def test_people_are_found_in_a_large_room(server, open_page, connect, room):  # noqa: F811
    people = [connect(server) for _ in range(16)]
    for number, person in enumerate(people):
        person.ask("rename", {"name": f"Person {number:02d}"})
        person.join(room)
    page = open_page(server)
    page.tab.fill(".member-search", "son 07")
    until(lambda: page.people == ["Person 07"], "one is found")
    page.tab.fill(".member-search", "nobody at all")
    until(lambda: "Nobody here is called" in page.tab.inner_text(".side"), "nobody is found")


def test_people_the_page_does_not_know_are_found_by_the_server(server, open_page, connect, shared_redis, room):  # noqa: F811
    everybody = [connect(server, auth={"name": f"Person {number:03d}", "room": room}) for number in range(130)]
    page = open_page(server)
    Admin(shared_redis, "--room", room).one("role", page.member, "moderator")
    page.tab.wait_for_selector(".member-list .badge:has-text('moderator')")
    until(lambda: "and 31 more" in page.tab.inner_text(".side"), "not everybody is known")
    known = set(page.people)
    far = next(name for name in (f"Person {number:03d}" for number in range(130)) if name not in known and int(name[-1]) < 8)
    page.tab.fill(".member-search", far)
    until(lambda: page.people == [far], "the server finds who is not known here")
    page.tab.fill(".member-search", "nobody at all")
    until(lambda: "Nobody here is called" in page.tab.inner_text(".side"), "nobody is found")
    field(page).press_sequentially(f"@{far[:-1].lower()}")
    page.tab.wait_for_selector(f".offer li:has-text('{far}')")
    field(page).fill(f"/mute {far} 5m quiet please")
    field(page).press("Enter")
    page.tab.wait_for_selector(f".notice:has-text('{far} is muted')")
    everybody[int(far[-3:])].wait("notice", where=lambda notice: notice["code"] == "muted")


def test_the_tab_counts_what_is_unread(server, open_page, connect, room):  # noqa: F811
    page, client = open_page(server), connect(server)
    other = f"{room}-b"
    page.tab.fill(".join-form input", other)
    page.tab.press(".join-form input", "Enter")
    page.tab.wait_for_selector(f".room-entry.current:has-text('{other}')")
    client.join(room)
    for number in range(3):
        client.say(room, f"text {number}")
    until(lambda: page.tab.title().startswith("(3)"), "the title counts")
    assert "data:image/svg+xml" in page.tab.get_attribute("link[rel=icon]", "href")
    page.tab.click(f".room-entry:has-text('{room}') >> nth=0")
    until(lambda: not page.tab.title().startswith("("), "the count is gone")
    assert page.tab.get_attribute("link[rel=icon]", "href").startswith((server.url, "/assets/"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_looks_as_the_system_says(server, open_page, connect, room, scheme):  # noqa: F811
    client = connect(server)
    client.join(room)
    client.say(room, "Good **morning**, `everybody` :coffee:")
    page = open_page(server, color_scheme=scheme)
    page.wait_live()
    page.tab.wait_for_selector(".text strong")
    page.picture(f"page-{scheme}")
    background = page.tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(244, 244, 246)", "dark": "rgb(17, 18, 23)"}[scheme]
