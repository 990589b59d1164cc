"""Who may see a protected person, registerutdrag, gallring by two, help at an incident (D4, D5, D7, D8, E8)."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.models import Minutes, MinutesVersion, Revision
from secretariat.home import retention
from secretariat.lib.personnummer import find_personnummer
from secretariat.lib.rules import NotAllowed
from secretariat.registry import incidents, protected
from secretariat.registry.actions import log, mail, person_extracts, protected_openings, removals
from secretariat.registry.gate import SAW
from secretariat.registry.models import LogEntry, Person, Removal, User
from tests import make
from tests.meetings.approval_case import Case, a_case

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
NAME = "Ylva Skymning-Dold"


@pytest.fixture
def hidden(db: None) -> Person:
    return make.person(name=NAME, title="Socialchef", email="ylva@exempel.se", protected_identity=True)


@pytest.fixture
def office(db: None) -> User:
    return make.user(name="Rut Kanslist", office_role="secretariat")


@pytest.fixture
def administrator(db: None) -> User:
    return make.user(name="Hanna Rydbeck", office_role="administrator")


def verbs(about: Person) -> list[str]:
    return list(
        LogEntry.objects.filter(object_id=str(about.pk), content_type__model="person")
        .order_by("pk")
        .values_list("verb", flat=True)
    )


# Who may see (D7)


def test_the_secretariat_sees_after_saying_why_for_a_while(as_user: As, hidden: Person, office: User) -> None:
    client, page = as_user(office), hidden.get_absolute_url()
    closed = client.get(page).content.decode()
    assert "Skymning" not in closed
    assert "Socialchef" not in closed
    assert "ylva@exempel.se" not in closed
    where = reverse("registry:person-open", args=[hidden.pk])
    refused = client.post(where, {"why": ""})
    assert refused.status_code == 422
    assert "Skriv varför." in refused.content.decode()
    client.post(where, {"why": "Ska bokas till ett möte"})
    shown = client.get(page).content.decode()
    assert NAME in shown
    assert "ylva@exempel.se" in shown
    assert verbs(hidden) == ["öppnade skyddade personuppgifter", SAW]
    hidden.openings.update(opened_at=timezone.now() - dt.timedelta(hours=2), until=timezone.now())  # type: ignore[attr-defined]
    assert "Skymning" not in client.get(page).content.decode()


def test_an_administrator_sees_and_it_is_in_the_log(as_user: As, hidden: Person, administrator: User) -> None:
    assert NAME in as_user(administrator).get(hidden.get_absolute_url()).content.decode()
    (line,) = LogEntry.objects.filter(verb=SAW)
    assert (line.user, line.object_id, line.detail) == (
        administrator, str(hidden.pk), {"adress": hidden.get_absolute_url()},
    )  # fmt: skip


def test_nobody_else_may_open(hidden: Person) -> None:
    with pytest.raises(NotAllowed, match="Bara sekretariatet"):
        protected_openings.open_to(hidden, by=make.user(), reason="Nyfiken")
    with pytest.raises(NotAllowed, match="har inte skyddade"):
        protected_openings.open_to(make.person(), by=make.user(office_role="secretariat"), reason="Behövs")


def test_a_name_cannot_be_searched_for_or_changed_unseen(as_user: As, hidden: Person, office: User) -> None:
    client = as_user(office)
    found = client.get(reverse("registry:person-list"), {"q": "Skymning-Dold"}).content.decode()
    assert "Ingen person stämmer" in found
    assert client.get(reverse("registry:person-edit", args=[hidden.pk])).status_code == 302
    assert client.get(reverse("registry:person-extract", args=[hidden.pk])).status_code == 403


def test_a_mark_that_is_taken_back_shows_the_name_again(as_user: As, hidden: Person, office: User) -> None:
    client = as_user(office)
    assert NAME not in client.get(reverse("registry:person-list")).content.decode()
    Person.objects.filter(pk=hidden.pk).update(protected_identity=False)
    assert NAME in client.get(reverse("registry:person-list")).content.decode()


def test_letters_name_a_protected_person_to_that_person_alone(hidden: Person) -> None:
    told = {}
    for person in (hidden, make.person(email="b@exempel.se")):
        told[person.pk] = mail.write(
            purpose="kallelse", subject=f"Möte med {NAME}", body=f"{NAME} kommer.", to_email="a@exempel.se",
            person=person,
        )  # fmt: skip
    own, other = told.pop(hidden.pk), *told.values()
    assert (own.subject, own.body) == (f"Möte med {NAME}", f"{NAME} kommer.")
    assert (other.subject, other.body) == ("Möte med skyddad person", "skyddad person kommer.")


def test_a_family_name_that_is_a_place_hides_no_place(hidden: Person) -> None:
    make.organisation(name="Nora kommun")
    make.person(name="Siv Nora", protected_identity=True)
    keys = protected.everybody().names.keys()
    assert protected.everybody().hidden("Siv Nora från Nora", keys) == "skyddad person från Nora"


def test_names_are_found_as_pages_and_files_write_them(hidden: Person) -> None:
    keys = {hidden.pk}
    for written in (
        NAME,
        "YLVA SKYMNING-DOLD",
        "Skymning-Dold, Ylva",
        "Ylva\n  Skymning-Dold",
        "Skymning-Dolds",
    ):
        assert "kymning" not in protected.everybody().hidden(f"Mötet: {written}.", keys)
    assert protected.everybody().hidden("Skymningen kom.", keys) == "Skymningen kom."


def finished_case() -> Case:
    case = a_case()
    case.approve()
    return case


def test_finished_minutes_are_given_out_without_the_name_and_say_so(as_user: As) -> None:
    """The stored bytes stay; what is shown and given out is rendered from the tree (D7)."""
    case = finished_case()
    before = bytes(MinutesVersion.objects.get().content)
    assert case.elected.person
    Person.objects.filter(pk=case.elected.person.pk).update(protected_identity=True)
    page = as_user(make.user(office_role="reader")).get(case.meeting.get_absolute_url()).content.decode()
    assert "Valdberg" not in page
    assert "En person här har skyddade personuppgifter" in page
    assert bytes(MinutesVersion.objects.get().content) == before
    assert b"Valdberg" in before


# Registerutdrag (D5)


def every_key() -> set[tuple[str, str]]:
    """Every key there is to a person or an account, by another way than the extract's own."""
    return {
        (rel.related_model._meta.label, rel.field.name)
        for model in (Person, User)
        for rel in model._meta.get_fields(include_hidden=True)
        if rel.auto_created and (rel.one_to_many or rel.one_to_one or rel.many_to_many) and rel.field.model
        and not rel.related_model._meta.auto_created
    }  # fmt: skip


def test_an_extract_follows_every_key_to_a_person() -> None:
    """Found by introspection, so that a new table cannot be forgotten."""
    followed = {
        (model._meta.label, key.name)
        for model in person_extracts.tables()
        for key in person_extracts.keys_of(model)
    }
    left_out = {label for label, _ in every_key() - followed}
    assert {label.lower() for label in left_out} <= person_extracts.LEFT_OUT
    assert len(followed) > 100


def test_an_extract_holds_what_leads_to_the_person_and_what_names_them(
    as_user: As, administrator: User
) -> None:
    case = a_case()
    person = case.elected.person
    assert person
    item = make.item(of=case.meeting, title="Rapport", text="Birger Valdberg berättade.")
    log.write("hämtade fil", by=case.elected, about=case.meeting)
    response = as_user(administrator).get(reverse("registry:person-extract", args=[person.pk]))
    package = zipfile.ZipFile(io.BytesIO(response.content))
    assert package.namelist() == ["registerutdrag.json", "registerutdrag.pdf"]
    assert package.read("registerutdrag.pdf")[:5] == b"%PDF-"
    told = json.loads(package.read("registerutdrag.json"))
    by_key = {one["model"]: one["number"] for one in told["genom_koppling"]}
    assert {"registry.Person", "registry.User", "meetings.Attendance", "meetings.Membership"} <= by_key.keys()
    assert by_key["registry.LogEntry"] == 1
    texts = {one["model"]: one["rows"] for one in told["i_text"]}
    assert any("Birger Valdberg berättade." in str(row) for row in texts["meetings.ItemBlock"])
    assert item.pk
    assert "hemligt" not in json.dumps(told)
    assert "password" not in json.dumps(told)
    assert verbs(person) == ["gjorde registerutdrag"]


def test_the_page_of_a_person_says_where_the_name_stands(as_user: As, administrator: User) -> None:
    case = a_case()
    assert case.elected.person
    page = as_user(administrator).get(reverse("registry:person-places", args=[case.elected.person.pk]))
    text = page.content.decode()
    for words in ("Namnet står i text", "Uppdrag", "Närvaro"):
        assert words in text


# Retention as data (D4)


def test_every_table_has_its_rule() -> None:
    """A new model fails here until somebody has said for how long it is kept, and why it goes."""
    listed = [label for row in retention.POLICY for label in row.models]
    assert len(listed) == len(set(listed))
    there = {model._meta.label for model in apps.get_models() if not model._meta.proxy}
    assert there - set(listed) - retention.OF_LIBRARIES == set()
    assert set(listed) - there == set()


def test_the_policy_is_what_the_document_says(settings: Any) -> None:
    text = (settings.BASE_DIR / "docs" / "retention.md").read_text()
    assert retention.as_markdown() in text


def old_and_new() -> tuple[Case, Case]:
    old, new = a_case(), a_case(name="Andra rådet", code="AR")
    for case in (old, new):
        case.approve()
        for number in range(3):
            block = case.meeting.items.get(title="Plan").blocks.first()
            assert block
            Revision.objects.create(
                meeting=case.meeting, item=block.item, block=block, number=90 + number, html="x"
            )
    return old, new


LATER = dt.timedelta(days=31)


def test_working_revisions_go_when_two_have_agreed(office: User, administrator: User) -> None:
    old, _ = old_and_new()
    now = old.minutes.finished_at
    assert now
    content = bytes(MinutesVersion.objects.filter(minutes=old.minutes).get().content)
    rule = removals.rules()["arbetsversioner"]
    with pytest.raises(NotAllowed, match="inget att gallra"):
        removals.propose(rule, by=office, at=now + dt.timedelta(days=29))
    count = Revision.objects.count()
    removal = removals.propose(rule, by=office, at=now + LATER)
    with pytest.raises(NotAllowed, match="redan ett förslag"):
        removals.propose(rule, by=administrator, at=now + LATER)
    with pytest.raises(NotAllowed, match="Någon annan än den som föreslog"):
        removals.approve(removal, by=office)
    assert Revision.objects.count() == count
    removals.approve(removal, by=administrator)
    removals.carry_out(removal.pk)
    done = Removal.objects.get()
    assert (done.state, done.removed, Revision.objects.count()) == ("done", done.found, count - done.found)
    assert done.found >= 3
    assert done.ids
    assert len(done.sha256) == 64
    assert bytes(MinutesVersion.objects.filter(minutes=old.minutes).get().content) == content
    assert removals.carry_out(removal.pk) == done.removed, "a second errand removes nothing more"
    told = (
        LogEntry.objects.filter(content_type__model="removal").order_by("pk").values_list("verb", flat=True)
    )
    assert list(told) == ["föreslog gallring", "godkände gallring", "gallrade"]


def test_revisions_of_what_is_not_finished_stay(office: User) -> None:
    draft = a_case()
    block = draft.meeting.items.get(title="Plan").blocks.first()
    assert block
    Revision.objects.create(meeting=draft.meeting, item=block.item, block=block, number=1, html="x")
    rule = removals.rules()["arbetsversioner"]
    assert removals.due(rule, at=timezone.now() + dt.timedelta(days=9000)) == 0
    assert Minutes.objects.filter(finished_at=None).exists()


def test_a_proposal_can_be_taken_back_with_a_reason(as_user: As, office: User, administrator: User) -> None:
    old, _ = old_and_new()
    assert old.minutes.finished_at
    rule = removals.rules()["arbetsversioner"]
    removal = removals.propose(rule, by=office, at=old.minutes.finished_at + LATER)
    client = as_user(administrator)
    where = reverse("registry:removal-withdraw", args=[removal.pk])
    assert client.post(where, {"why": ""}).status_code == 422
    client.post(where, {"why": "Vänta på arkivet"})
    removal.refresh_from_db()
    assert (removal.state, removal.reason) == ("withdrawn", "Vänta på arkivet")
    with pytest.raises(NotAllowed, match="redan återtagen"):
        removals.approve(removal, by=administrator)
    page = client.get(reverse("registry:removal-list")).content.decode()
    assert "Vänta på arkivet" in page


# Incidents (E8)


def test_an_incident_lists_persons_and_documents_of_the_time(as_user: As, administrator: User) -> None:
    person, other = make.person(name="Berörd Personsson"), make.person(name="Orörd Personsson")
    rogue = make.user(name="Ronja Rövare")
    log.write("ändrade person", by=rogue, about=person)
    log.write("hämtade fil", by=rogue, about=make.meeting(title="Hemligt möte"))
    log.write("ändrade person", by=administrator, about=other)
    today = timezone.localdate()
    asked = {
        "fran": str(today),
        "till": str(today),
        "vem": "Rövare",
        "upptackt": "2026-11-20",
        "klockan": "8",
    }
    page = as_user(administrator).get(reverse("registry:incident"), asked).content.decode()
    assert "Berörd Personsson" in page
    assert "Orörd Personsson" not in page
    assert "21 november 2026 kl.\xa08.00" in page
    assert "23 november 2026 kl.\xa08.00" in page
    fetched = as_user(administrator).get(reverse("registry:incident"), asked | {"fil": "csv"})
    assert "person;person;Berörd Personsson;1" in fetched.content.decode("utf-8-sig")


def test_limits_are_settings(settings: Any) -> None:
    settings.INCIDENT_HOURS = ["12"]
    found = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)
    told = incidents.limits(found, now=found + dt.timedelta(hours=20))
    assert [(one.hours, one.is_past, one.is_gdpr) for one in told] == [(12, True, False), (72, False, True)]


def test_a_time_that_ends_before_it_begins_is_refused(as_user: As, administrator: User) -> None:
    answer = as_user(administrator).get(
        reverse("registry:incident"), {"fran": "2026-03-02", "till": "2026-03-01"}
    )
    assert answer.status_code == 422
    assert "Sista dagen är före den första." in answer.content.decode()


def test_no_table_of_a_made_up_house_holds_a_personnummer() -> None:
    """D6: every column of words of every table is read."""
    case = a_case()
    case.approve()
    found = []
    for model in person_extracts.tables():
        for column in person_extracts.texts_of(model):
            for value in model._base_manager.values_list(column, flat=True):
                if value and find_personnummer(str(value)):
                    found.append(f"{model._meta.label}.{column}: {value}")
    assert found == []
