"""What one types while drafting survives the seven faults (L1, B1, L2)."""

import contextlib
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import LiveServerThread
from playwright.sync_api import Error, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from meetings.actions import agenda
from meetings.models import TextConflict
from secretariat.setup import installation
from tests.browser.conftest import ARGUMENTS, sign_in
from tests.browser.drafting import LOCAL, PATIENCE, SAVED, Writer, secretary, texts, two_items, wait_until

Visit = Callable[..., Page]


def _drafting(meeting: Any) -> str:
    return f"/moten/{meeting.pk}/anteckna/"


def test_text_typed_without_network_is_kept_and_saved_when_it_is_back(visit: Visit) -> None:
    """L1 network loss, L4 words."""
    meeting, item, _ = two_items()
    writer = Writer(visit(secretary(), _drafting(meeting)))
    expect(writer.status).to_have_text("Sparat")
    writer.after(item, "27 öppna.")
    writer.type(" Med nät.")
    wait_until(writer.page, lambda: texts(item)[0] == "Av 41 platser är 27 öppna. Med nät.")
    expect(writer.status).to_have_text(SAVED)

    writer.page.context.set_offline(True)
    writer.type(" Utan nät.")
    writer.press("Enter")
    writer.type("Helt nytt stycke.")
    expect(writer.strip).to_contain_text("Ingen kontakt med servern sedan")
    expect(writer.strip).to_contain_text("Fortsätt skriva.")
    expect(writer.status).to_have_text(LOCAL)
    expect(writer.status).to_contain_text("2 ändringar väntar")
    own = ["Av 41 platser är 27 öppna. Med nät. Utan nät.", "Helt nytt stycke."]
    wait_until(writer.page, lambda: writer.kept() == sorted(own))
    assert texts(item)[0] == "Av 41 platser är 27 öppna. Med nät."

    writer.page.context.set_offline(False)
    writer.type(" Och mer.")
    writer.saves(
        item,
        [
            "Av 41 platser är 27 öppna. Med nät. Utan nät.",
            "Helt nytt stycke. Och mer.",
            "Flest är öppna på dagen.",
        ],
    )
    expect(writer.strip).to_have_count(0)


def test_text_typed_after_the_session_ended_is_saved_when_one_logs_in_again(visit: Visit) -> None:
    """L1 expired session: the strip leads to a new tab, and the first tab goes on by itself."""
    meeting, item, _ = two_items()
    user = secretary()
    writer = Writer(visit(user, _drafting(meeting)))
    writer.after(item, "27 öppna.")
    Session.objects.all().delete()
    writer.type(" Utloggad.")
    expect(writer.strip).to_contain_text(
        "Du är utloggad. Fortsätt skriva, texten finns kvar i den här datorn."
    )
    writer.type(" Skriver vidare.")
    expect(writer.status).to_have_text(LOCAL)
    assert texts(item)[0] == "Av 41 platser är 27 öppna."

    with writer.page.context.expect_page() as opened:
        writer.strip.get_by_role("link", name="Logga in i en ny flik").click()
    login = opened.value
    password = login.get_by_label("Lösenord", exact=True)
    form = login.locator("form").filter(has=password)
    form.locator("input[name=login]").fill(user.email)
    password.fill("hemligt-i-prov")
    form.get_by_role("button", name="Logga in").click()
    login.wait_for_url(lambda url: "logga-in" not in url)
    writer.after(item, "Skriver vidare.")
    writer.type(" Inne igen.")
    writer.saves(
        item, ["Av 41 platser är 27 öppna. Utloggad. Skriver vidare. Inne igen.", "Flest är öppna på dagen."]
    )
    expect(writer.strip).to_have_count(0)


def test_text_of_one_person_is_not_saved_by_another_who_logs_in_instead(
    visit: Visit, live_server: Any
) -> None:
    """L1: bound to the user. The text stays in the first one's store."""
    meeting, item, _ = two_items()
    writer = Writer(visit(secretary(), _drafting(meeting)))
    writer.after(item, "27 öppna.")
    sign_in(writer.page.context, secretary(), live_server.url)
    writer.type(" Min text.")
    expect(writer.section(item)).to_contain_text("Någon annan är inloggad i webbläsaren nu.")
    expect(writer.status).to_have_text("Inte sparat – finns kvar här i webbläsaren")
    assert texts(item)[0] == "Av 41 platser är 27 öppna."
    wait_until(writer.page, lambda: writer.kept() == ["Av 41 platser är 27 öppna. Min text."])


def _main_process(profile: Path) -> int:
    """The id of the browser process that this test started on its own profile."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode().replace("\0", " ")
        except OSError:
            continue
        if f"--user-data-dir={profile}" in words and "--type=" not in words:
            return int(folder.name)
    raise AssertionError("the browser is not running")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="finds the browser's process in /proc")
def test_text_in_a_browser_that_is_killed_comes_back_and_is_saved(
    playwright_: Playwright, live_server: Any, tmp_path: Path
) -> None:
    """L1 crashed browser: kill -9 while the text is only in the browser's own store."""
    meeting, item, _ = two_items()
    user = secretary()

    def start() -> Any:
        return playwright_.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=installation.browser(),
            args=ARGUMENTS,
            timezone_id="Europe/Stockholm",
        )

    context = start()
    sign_in(context, user, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + _drafting(meeting))
    writer = Writer(page)
    writer.after(item, "27 öppna.")
    context.set_offline(True)
    writer.type(" Före kraschen.")
    writer.press("Enter")
    writer.type("Nytt stycke före kraschen.")
    wait_until(page, lambda: "Nytt stycke före kraschen." in writer.kept())
    expect(writer.status).to_have_text(LOCAL)
    os.kill(_main_process(tmp_path / "profile"), signal.SIGKILL)
    with pytest.raises(Error):
        page.wait_for_timeout(10_000)
    assert texts(item) == ["Av 41 platser är 27 öppna.", "Flest är öppna på dagen."]

    context = start()
    sign_in(context, user, live_server.url)
    page = context.new_page()
    page.goto(live_server.url + _drafting(meeting))
    writer = Writer(page)
    writer.sees(item, "Nytt stycke före kraschen.")
    writer.saves(
        item,
        [
            "Av 41 platser är 27 öppna. Före kraschen.",
            "Nytt stycke före kraschen.",
            "Flest är öppna på dagen.",
        ],
    )
    context.close()


class SamePortAgain(ThreadedWSGIServer):
    """Takes a port that has just been left."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "allow_reuse_address": True})


class Restartable:
    """A server of the test's own on one port, that cuts what is open when it stops, as an ended process does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, port: str = "") -> None:
        monkeypatch.setattr(LiveServerThread, "server_class", SamePortAgain)
        self.server = LiveServer(f"localhost:{port}" if port else "localhost")
        self.port = self.server.url.rsplit(":", 1)[1]
        self.open: list[socket.socket] = []
        begin = self.server.thread.httpd.process_request

        def remember(request: Any, address: Any) -> None:
            self.open.append(request)
            begin(request, address)

        self.server.thread.httpd.process_request = remember

    def stop(self) -> None:
        self.server.stop()
        for one in self.open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def test_text_typed_while_the_server_restarts_is_saved_when_it_is_up(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L1 restarted server."""
    meeting, item, _ = two_items()
    server = Restartable(monkeypatch)
    page = visit(secretary(), "/moten/")
    page.goto(server.server.url + _drafting(meeting))
    writer = Writer(page)
    writer.after(item, "27 öppna.")
    server.stop()
    writer.type(" Servern är nere.")
    expect(writer.strip).to_contain_text("Ingen kontakt med servern sedan")
    expect(writer.status).to_have_text(LOCAL)
    wait_until(writer.page, lambda: writer.kept() == ["Av 41 platser är 27 öppna. Servern är nere."])
    server = Restartable(monkeypatch, server.port)
    writer.type(" Den är uppe.")
    writer.strip.get_by_role("button", name="Försök nu").click()
    writer.saves(
        item, ["Av 41 platser är 27 öppna. Servern är nere. Den är uppe.", "Flest är öppna på dagen."]
    )
    expect(writer.strip).to_have_count(0)
    page.goto("about:blank")
    server.stop()


def test_the_same_paragraph_in_two_tabs_is_shown_side_by_side_and_both_are_kept(visit: Visit) -> None:
    """L1 two tabs, L2: nothing is taken away until somebody chooses; Behåll båda keeps both."""
    meeting, item, _ = two_items()
    user = secretary()
    first = Writer(visit(user, _drafting(meeting)))
    second = Writer(visit(user, _drafting(meeting), same_as=first.page))
    second.text(item)  # the editor has come before the network goes
    second.cut_off()
    second.after(item, "27 öppna.")
    second.type(" Flik två.")
    expect(second.status).to_have_text(LOCAL)
    first.after(item, "27 öppna.")
    first.type(" Flik ett.")
    wait_until(first.page, lambda: texts(item)[0] == "Av 41 platser är 27 öppna. Flik ett.")
    second.reconnect()
    panel = second.page.locator(".two-texts")
    expect(panel).to_contain_text("Samma stycke har ändrats av två personer", timeout=PATIENCE)
    expect(panel).to_contain_text("Flik ett.")
    expect(panel).to_contain_text("Flik två.")
    second.after(item, "Flik två.")
    second.type(" Skriver vidare.")
    expect(panel).to_contain_text("Skriver vidare.")
    panel.get_by_role("button", name="Behåll båda").click()
    expect(panel).to_have_count(0)
    both = [
        "Av 41 platser är 27 öppna. Flik ett.",
        "Av 41 platser är 27 öppna. Flik två. Skriver vidare.",
        "Flest är öppna på dagen.",
    ]
    second.saves(item, both)
    for writer in (first, second):
        expect(writer.text(item).locator("p")).to_have_text(both, timeout=PATIENCE)
    assert not TextConflict.objects.filter(settled_at=None).exists()


def test_different_paragraphs_in_two_tabs_merge_by_themselves(visit: Visit) -> None:
    """L2."""
    meeting, item, _ = two_items()
    user = secretary()
    first = Writer(visit(user, _drafting(meeting)))
    second = Writer(visit(user, _drafting(meeting), same_as=first.page))
    first.after(item, "27 öppna.")
    second.after(item, "på dagen.")
    first.type(" Flik ett.")
    second.type(" Flik två.")
    first.saved()
    second.saved()
    wait_until(first.page, lambda: len([one for one in texts(item) if "Flik" in one]) == 2)
    assert texts(item) == ["Av 41 platser är 27 öppna. Flik ett.", "Flest är öppna på dagen. Flik två."]
    first.sees(item, "Flik två.")
    second.sees(item, "Flik ett.")
    assert TextConflict.objects.count() == 0


def test_two_secretaries_at_once_see_each_others_text_and_where_the_other_is(visit: Visit) -> None:
    """L1 two secretaries, B2."""
    meeting, item, other = two_items()
    hanna = Writer(visit(secretary("Hanna Rydbeck"), _drafting(meeting)))
    jonas = Writer(visit(secretary("Jonas Elgvist"), _drafting(meeting)))
    hanna.after(item, "27 öppna.")
    jonas.after(other, "i mars.")
    hanna.type(" Hannas ord.")
    jonas.type(" Jonas ord.")
    for writer, own, theirs in ((hanna, item, other), (jonas, other, item)):
        wait_until(writer.page, lambda own=own: "ord." in texts(own)[0])
        writer.sees(theirs, "Jonas ord." if writer is hanna else "Hannas ord.")
    expect(hanna.section(other).locator(".item-writer")).to_have_text(
        "Jonas Elgvist skriver", timeout=PATIENCE
    )
    expect(jonas.section(item).locator(".item-writer")).to_have_text(
        "Hanna Rydbeck skriver", timeout=PATIENCE
    )
    expect(hanna.page.locator("[data-here]")).to_contain_text("Jonas Elgvist")
    expect(hanna.page.locator("[data-here]")).to_contain_text("skriver i punkt 2")

    # The same item, and the same paragraph: both stand beside each other.
    hanna.page.context.set_offline(True)
    hanna.type(" Mer av Hanna.")
    jonas.after(item, "Hannas ord.")
    jonas.type(" Mer av Jonas.")
    wait_until(jonas.page, lambda: texts(item)[0].endswith("Mer av Jonas."))
    hanna.page.context.set_offline(False)
    panel = hanna.page.locator(".two-texts")
    expect(panel).to_contain_text("Mer av Hanna.", timeout=PATIENCE)
    expect(panel).to_contain_text("Jonas Elgvists text")
    panel.get_by_role("button", name="Välj Jonas text").click()
    expect(panel).to_have_count(0)
    assert texts(item)[0] == "Av 41 platser är 27 öppna. Hannas ord. Mer av Jonas."
    assert TextConflict.objects.get().html == "Av 41 platser är 27 öppna. Hannas ord. Mer av Hanna."


def test_the_agenda_changes_while_one_writes(visit: Visit) -> None:
    """L1 agenda changed meanwhile: rename, move, add and remove; what is written in a removed item brings it back."""
    meeting, item, other = two_items()
    user = secretary()
    writer = Writer(visit(secretary(), _drafting(meeting)))
    writer.after(item, "27 öppna.")
    writer.type(" Före ändringen.")
    agenda.change_item(other, by=user, title="Skolvalet 2026")
    agenda.move_item(other, "up", by=user)
    new = agenda.add_item(meeting, by=user, title="Ny punkt om budget")
    rail = writer.page.locator("#draft-agenda")
    now = ["Skolvalet 2026", "Mötesplatser", "Ny punkt om budget"]
    expect(rail.locator("a .title")).to_contain_text(now, timeout=PATIENCE)
    expect(rail.locator("[aria-current]")).to_contain_text("Mötesplatser")
    expect(writer.section(new).locator("h2")).to_have_text("Ny punkt om budget")
    expect(writer.page.locator("section.item h2")).to_have_text(now)
    expect(writer.section(item).locator(".item-head .no")).to_have_text("2")
    writer.type(" Efter ändringen.")
    writer.saves(
        item, ["Av 41 platser är 27 öppna. Före ändringen. Efter ändringen.", "Flest är öppna på dagen."]
    )

    agenda.remove_item(item, by=user, with_text=True)
    expect(rail.locator("a")).to_have_count(2, timeout=PATIENCE)
    expect(writer.section(item)).to_contain_text("Punkten är borttagen ur dagordningen.")
    writer.type(" I en borttagen punkt.")
    expect(rail.locator("a")).to_have_count(3, timeout=PATIENCE)
    expect(writer.section(item)).not_to_contain_text("Punkten är borttagen ur dagordningen.")
    item.refresh_from_db()
    assert item.removed_at is None
    assert texts(item)[0].endswith("Efter ändringen. I en borttagen punkt.")

    writer.begin(new)
    writer.type("Budgeten antas.")
    wait_until(writer.page, lambda: texts(new) == ["Budgeten antas."])
    agenda.remove_item(other, by=user, with_text=True)
    expect(writer.section(other)).to_have_count(0, timeout=PATIENCE)


def test_text_left_by_a_closed_page_in_an_item_that_was_removed_brings_the_item_back(visit: Visit) -> None:
    """L1: both faults after each other."""
    meeting, item, _ = two_items()
    writer = Writer(visit(secretary(), _drafting(meeting)))
    writer.after(item, "27 öppna.")
    writer.page.context.set_offline(True)
    writer.type(" Kvar i datorn.")
    expect(writer.status).to_have_text(LOCAL)
    page = writer.page.context.new_page()
    writer.page.close()
    agenda.remove_item(item, by=secretary(), with_text=True)
    page.context.set_offline(False)
    page.goto(page.context.pages[0].url if page.context.pages[0] is not page else writer.page.url)
    writer = Writer(page)
    writer.sees(item, "Kvar i datorn.")
    wait_until(page, lambda: writer.kept() == [])
    item.refresh_from_db()
    assert item.removed_at is None
    assert texts(item)[0] == "Av 41 platser är 27 öppna. Kvar i datorn."
