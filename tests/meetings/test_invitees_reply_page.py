"""The page a kallelse's link leads to: answer without logging in (A12, L5 of nobody else's name)."""

import datetime as dt
import io
import logging
from collections.abc import Callable
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from meetings.actions import invitees
from meetings.models import Invitee, NoticeReply
from secretariat.registry.actions import links
from secretariat.registry.models import LogEntry, OutgoingMail, PersonalLink, User
from secretariat.setup import gunicorn, logs
from tests import make
from tests.meetings.invitees_case import Council, a_council

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]
Login = Callable[[User], Client]
HOST = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def made(module_rows: None) -> Council:
    return a_council(date=timezone.localdate() + dt.timedelta(days=20))


@pytest.fixture
def council(made: Council) -> Council:
    return deepcopy(made)


def link(council: Council, name: str = "Asta") -> str:
    return invitees.reply_address(council.row(name), by=None).removeprefix(HOST)


def everything() -> list[Any]:
    """All that an answer could change."""
    return [
        list(model.objects.order_by("pk").values())  # type: ignore[attr-defined]
        for model in (Invitee, NoticeReply, PersonalLink, OutgoingMail, LogEntry)
    ]


def test_the_page_says_whose_link_it_is_and_which_meeting(council: Council) -> None:
    page = Client().get(link(council)).content.decode()
    asta = council.people["Asta"]
    assert f"Är du inte {asta}? Då kan du inte svara här." in page
    assert "Rådet" in page
    assert "Regionhuset" in page
    assert 'href="tel:019-6027000"' in page
    assert [f'value="{one}"' in page for one in ("coming", "digital", "declined", "substitute")] == [True] * 4
    assert "csrfmiddlewaretoken" not in page
    assert "<script" not in page


def test_reading_changes_nothing_whatever_the_address_says(council: Council) -> None:
    """Mail filters open every link in a letter, some of them with HEAD."""
    where = link(council)
    before = everything()
    for query in (
        "",
        "?svar=kommer",
        "?svar=declined",
        "?svar=substitute&substitute=1",
        "?andra",
        "?svar=nonsens",
    ):
        assert Client().get(where + query).status_code == 200
        assert Client().head(where + query).status_code == 200
    assert Client().get(f"{where}mote.ics").status_code == 200
    assert everything() == before


@pytest.mark.parametrize("word", ["forhinder", "declined"])
def test_the_letters_link_makes_one_button_ready(council: Council, word: str) -> None:
    page = Client().get(f"{link(council)}?svar={word}").content.decode()
    assert '<button class="button primary" type="submit" name="svar" value="declined">' in page
    assert page.count("button primary") == 1
    assert "Du valde ett svar i brevet." in page


def test_pressing_a_button_answers_and_shows_a_receipt(council: Council) -> None:
    where = link(council)
    answer = Client().post(where, {"svar": "declined", "comment": "Bortrest"})
    assert (answer.status_code, answer["Location"]) == (302, where)
    page = Client().get(where).content.decode()
    assert "Tack, du har förhinder" in page
    assert f"{council.people['Ebba']} är kallad i ditt ställe." in page
    assert "Din hälsning: Bortrest" in page
    assert "Ändra svar" in page
    reply = NoticeReply.objects.get()
    assert (reply.method, reply.answered_by, reply.comment) == ("link", None, "Bortrest")
    assert PersonalLink.objects.filter(last_used_at__isnull=False).count() == 1


def test_the_answer_can_be_changed_by_the_same_link_and_an_older_one(council: Council) -> None:
    first, second = link(council), link(council)
    Client().post(first, {"svar": "coming"})
    Client().post(second, {"svar": "declined"})
    assert "Tack, du har förhinder" in Client().get(first).content.decode()
    assert "Kommer du?" in Client().get(f"{first}?andra").content.decode()
    assert "Kommer du?" in Client().get(f"{first}?svar=kommer").content.decode()
    assert "Tack, du har förhinder" in Client().get(f"{first}?svar=forhinder").content.decode()
    Client().post(first, {"svar": "coming"})
    assert council.row("Asta").answer == "coming"
    assert council.called() == {}


def test_ersattare_gar_offers_those_who_are_free_in_order(council: Council) -> None:
    council.says("Didrik", "declined", at=timezone.now())
    where = link(council)
    page = Client().get(where).content.decode()
    offered = [name for name in ("Ebba", "Fabian", "Didrik") if f"{council.people[name]}, " in page]
    assert offered == ["Ebba", "Fabian"]
    Client().post(where, {"svar": "substitute", "substitute": council.people["Fabian"].pk})
    assert council.called() == {"Fabian": "Asta"}
    assert "Tack, din ersättare går" in Client().get(where).content.decode()


def test_another_name_may_be_typed(council: Council) -> None:
    Client().post(link(council), {"svar": "substitute", "substitute": "", "substitute_name": "Kalle Kula"})
    assert NoticeReply.objects.get().comment == "Kalle Kula går i stället."


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({}, "Välj ett av svaren."),
        ({"svar": "kanske"}, "Välj ett av svaren."),
        ({"svar": "substitute"}, "Välj vem som går i ditt ställe, eller skriv namnet."),
        ({"svar": "coming", "comment": "x" * 301}, "Skriv högst 300 tecken."),
        ({"svar": "substitute", "substitute": "999999"}, "Välj någon av dem som står i listan"),
    ],
)
def test_what_cannot_be_understood_is_asked_again_and_nothing_typed_is_lost(
    council: Council, typed: dict[str, str], why: str
) -> None:
    page = Client().post(link(council), {"comment": "Hej från Laxå", **typed})
    assert page.status_code == 200
    assert why in page.content.decode()
    assert typed.get("comment", "Hej från Laxå") in page.content.decode()
    assert NoticeReply.objects.count() == 0


def test_a_person_who_is_not_offered_cannot_be_named_by_a_made_up_form(council: Council) -> None:
    stranger = make.person()
    Client().post(link(council), {"svar": "substitute", "substitute": stranger.pk})
    assert NoticeReply.objects.count() == 0


def test_an_ersattare_is_asked_in_other_words_and_cannot_send_anybody(council: Council) -> None:
    page = Client().get(link(council, "Ebba")).content.decode()
    assert "Kan du komma om du behövs?" in page
    assert 'value="substitute"' not in page
    Client().post(link(council, "Ebba"), {"svar": "coming"})
    assert "Tack, du kan komma om du behövs" in Client().get(link(council, "Ebba")).content.decode()
    council.says("Asta", "declined", at=timezone.now())
    assert "Tack, du kommer" in Client().get(link(council, "Ebba")).content.decode()
    page = Client().get(f"{link(council, 'Ebba')}?andra").content.decode()
    assert f"Du kallas i stället för {council.people['Asta']}." in page


def test_digitally_is_not_asked_where_the_meeting_is_of_one_kind(council: Council) -> None:
    for form, there in (("in_person", False), ("digital", False), ("hybrid", True), ("", True)):
        council.meeting.form = form
        council.meeting.save()
        assert ('value="digital"' in Client().get(link(council)).content.decode()) is there


def gone(council: Council, where: str) -> tuple[int, bool]:
    """Status, and whether the page tells anything of the meeting."""
    answer = Client().get(where)
    page = answer.content.decode()
    tells = any(word in page for word in ("Rådet", "Regionhuset", council.people["Asta"].family_name))
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert Client().post(where, {"svar": "coming"}).status_code == answer.status_code
    assert Client().get(f"{where}mote.ics").status_code == answer.status_code
    return answer.status_code, tells


def test_an_unknown_link_is_kindly_not_found(council: Council) -> None:
    assert gone(council, f"/svar/{'x' * 43}/") == (404, False)
    assert gone(council, "/svar/kort/") == (404, False)


def test_a_link_after_the_meetings_day_or_closed_is_gone_and_tells_nothing(council: Council) -> None:
    where = link(council)
    council.meeting.date = timezone.localdate() - dt.timedelta(days=1)
    council.meeting.save()
    assert gone(council, where) == (410, False)
    council.meeting.date = timezone.localdate() + dt.timedelta(days=1)
    council.meeting.save()
    assert Client().get(where).status_code == 200
    invitees.strike(council.row("Asta"), by=None)
    assert gone(council, where) == (410, False)


def test_a_closed_link_is_gone_while_another_still_opens(council: Council) -> None:
    first, second = link(council), link(council)
    links.revoke(PersonalLink.objects.order_by("pk").first(), by=None)  # type: ignore[arg-type]
    assert gone(council, first) == (410, False)
    assert Client().get(second).status_code == 200


def test_a_meeting_that_is_moved_takes_its_links_with_it(council: Council) -> None:
    where = link(council)
    council.meeting.date = timezone.localdate() + dt.timedelta(days=100)
    council.meeting.save()
    PersonalLink.objects.update(expires_at=timezone.now())
    assert Client().get(where).status_code == 200


def test_a_link_of_one_person_never_answers_for_another(council: Council) -> None:
    Client().post(link(council), {"svar": "coming", "invitee": council.row("Birger").pk, "person": "1"})
    assert [council.row(name).answer for name in ("Asta", "Birger")] == ["coming", ""]


def test_a_cancelled_meeting_asks_for_nothing(council: Council) -> None:
    council.meeting.state = "cancelled"
    council.meeting.save()
    where = link(council)
    page = Client().get(where).content.decode()
    assert "Mötet är inställt. Du behöver inte svara." in page
    assert 'name="svar"' not in page
    assert "Mötet är inställt." in Client().post(where, {"svar": "coming"}).content.decode()


def test_the_key_is_told_to_no_site_no_search_engine_and_no_cache(council: Council) -> None:
    for where in (link(council), f"{link(council)}mote.ics"):
        answer = Client().get(where)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_a_strict_check_of_forms_does_not_stop_a_browser_that_tells_nothing(council: Council) -> None:
    """With no-referrer a browser says `Origin: null`, which Django's check would refuse."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post(link(council), {"svar": "coming"}, headers={"origin": "null"})
    assert answer.status_code == 302


KEY = "Abc_-" * 9


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"Not Found: /svar/{KEY}/", "Not Found: /svar/…/"),
        (f'"GET /kalender/{KEY}.ics HTTP/1.1" 200', '"GET /kalender/….ics HTTP/1.1" 200'),
        (f"Internal Server Error: /svar/{KEY}/mote.ics?x=1", "Internal Server Error: /svar/…/mote.ics?x=1"),
        ("/kalender/mote/12.ics /moten/3/svar/", "/kalender/mote/12.ics /moten/3/svar/"),
    ],
)
def test_a_key_is_taken_out_of_what_is_logged(written: str, kept: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "%s", (written,), None)
    assert logs.HideKeys().filter(record)
    assert record.getMessage() == kept


def test_what_django_says_of_a_gone_link_has_no_key_in_it(council: Council, settings: Any) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"][-1] == "hide_keys", "after all that write anew"
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(logs.HideKeys())
    logging.getLogger("django.request").addHandler(handler)
    where = link(council)
    invitees.strike(council.row("Asta"), by=None)
    Client().get(where)
    logging.getLogger("django.request").removeHandler(handler)
    assert out.getvalue() == "Gone: /svar/…/\n"


def test_the_servers_own_log_has_no_key_in_it() -> None:
    from gunicorn.config import Config  # noqa: PLC0415 – only here, and not to be confused with ours

    log = gunicorn.Logger(Config())
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    log.error_log.addHandler(handler)
    log.error("Error handling request %s", f"/svar/{KEY}/")
    log.error_log.removeHandler(handler)
    assert out.getvalue() == "Error handling request /svar/…/\n"
    assert gunicorn.accesslog is None
    assert gunicorn.logger_class is gunicorn.Logger
    assert SimpleNamespace(**vars(gunicorn)).logger_class.__name__ == "Logger"


# Logged in


def test_who_is_logged_in_answers_for_themself(council: Council, as_user: Login) -> None:
    asta = make.user(person=council.people["Asta"])
    client = as_user(asta)
    where = f"/moten/{council.meeting.pk}/svara/"
    assert "Kommer du?" in client.get(where).content.decode()
    assert client.post(where, {"svar": "coming"}).status_code == 302
    reply = NoticeReply.objects.get()
    assert (reply.invitee.person, reply.method, reply.answered_by) == (council.people["Asta"], "login", asta)


def test_who_is_not_called_has_nothing_to_answer(council: Council, as_user: Login) -> None:
    where = f"/moten/{council.meeting.pk}/svara/"
    assert as_user(make.user(office_role="secretariat")).get(where).status_code == 404
    assert Client().get(where).status_code == 302
