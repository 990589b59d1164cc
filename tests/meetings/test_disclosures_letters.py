"""Utlämnande of letters: what has gone out is allmänt, once for all who got it, without secrets (D1, D2, D7, L5)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from meetings.actions import disclosures, matters
from meetings.models import Notice
from secretariat.registry.actions import mail
from secretariat.registry.models import OutgoingMail, Person, User
from tests import make
from tests.agreements.case import an_agreement

from .archive_case import a_whole_case
from .test_disclosures import address, fetched, index

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
KEY = "aB3-_" * 9


def written(about: Any, **told: Any) -> OutgoingMail:
    """A letter about something, not sent yet."""
    usual: dict[str, Any] = {
        "purpose": "påminnelse om svar", "subject": "Kommer du?", "body": "Svara senast fredag.",
        "to_email": "nora@exempel.se",
    }  # fmt: skip
    return mail.write(about=about, **usual | told)


def told(package: dict[str, bytes], name: str) -> str:
    return package[name].decode("utf-8-sig").replace("\r\n", "\n")


def test_letters_that_have_gone_out_are_given_out_once_for_all_who_got_them(as_user: Login) -> None:
    case = a_whole_case()
    OutgoingMail.objects.all().delete()
    notice = Notice.objects.get(meeting=case.meeting)
    for person in (make.person(name="Nora Alm"), make.person(name="Bo Berg")):
        written(notice, person=person, to_email=person.email)
    written(case.minutes, subject="Färdigt", body="Läs.", purpose="färdiga anteckningar")
    mail.deliver_waiting()
    written(case.meeting, subject="Inte skickat")
    written(make.meeting(), subject="Ett annat möte")
    package = fetched(as_user(case.secretary), address(case))
    names = [name for name in package if "e-brev" in name]
    assert names == ["05-e-brev Kommer du_.txt", "06-e-brev Färdigt.txt"]
    text = told(package, names[0])
    assert "Ämne: Kommer du?\n" in text
    assert "Till: Nora Alm <" in text
    assert (text.count("Till: "), text.count("Svara senast fredag.")) == (2, 1)
    rows = [
        (row["titel"], row["handlingstyp"], row["status"], row["hör till"]) for row in index(package)[4:6]
    ]
    assert rows == [
        ("Kommer du?", "e-brev", "expedierad", "Till 2 mottagare"),
        ("Färdigt", "e-brev", "expedierad", "Till 1 mottagare"),
    ]


def test_no_letter_gives_away_a_secret_address_or_somebody_who_is_protected(as_user: Login) -> None:
    """The key of a link works for whoever has it (L5); a protected receiver has neither name nor address (D7)."""
    case, hidden = a_whole_case(), make.person(name="Gömda Lindqvist")
    OutgoingMail.objects.all().delete()
    Person.objects.filter(pk=hidden.pk).update(email="gomda@exempel.se", protected_identity=True)
    hidden.refresh_from_db()
    body = f"Svara: https://exempel.se/svar/{KEY}/"
    written(case.meeting, person=hidden, to_email=hidden.email, body=body,
            action_url=f"https://exempel.se/svar/{KEY}/", action_label="Svara")  # fmt: skip
    mail.deliver_waiting()
    text = told(fetched(as_user(case.secretary), address(case)), "05-e-brev Kommer du_.txt")
    assert "https://exempel.se/svar/…/" in text
    for secret in (KEY, "gomda@", "Lindqvist"):
        assert secret not in text
    assert "Till: mottagare med skyddade personuppgifter, " in text


def test_what_only_tells_the_office_that_somebody_answered_has_never_left_it() -> None:
    case = a_whole_case()
    OutgoingMail.objects.all().delete()
    written(case.meeting, purpose="svar på kallelse", subject="Nora har förhinder")
    mail.deliver_waiting()
    assert [one.title for one in disclosures.of_meeting(case.meeting).given if one.letters] == []


def test_a_matters_letters_are_those_about_it_its_points_and_what_apps_above_keep(as_user: Login) -> None:
    by = make.user(office_role="secretariat")
    matter, other = (make.matter(by=by, title=title) for title in ("Plan", "Annat"))
    item = make.item(of=make.meeting(), title="Plan")
    type(item).objects.filter(pk=item.pk).update(matter=matter)
    case = an_agreement(send=False)
    version = case.version
    type(case.agreement).objects.filter(pk=case.agreement.pk).update(matter=matter)
    OutgoingMail.objects.all().delete()
    for about in (matter, item, version, other):
        written(about, subject=f"Om {type(about).__name__} {about.pk}")
    mail.deliver_waiting()
    where = f"/arenden/{matters.slug_of(matter.number)}/lamna-ut/"
    titles = [row["titel"] for row in index(fetched(as_user(by), where))]
    assert titles == [f"Om {type(about).__name__} {about.pk}" for about in (matter, item, version)]


def test_the_page_asks_as_often_whatever_the_number_of_letters(
    as_user: Login, django_assert_num_queries: Any
) -> None:
    case = a_whole_case()
    client = as_user(case.secretary)
    client.get(address(case))
    for number in range(3):
        with django_assert_num_queries(QUERIES):
            client.get(address(case))
        written(case.meeting, subject=f"Brev {number}")
        mail.deliver_waiting()
    assert "Brev 0" in client.get(address(case)).content.decode()


QUERIES = 17
