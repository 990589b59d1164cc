"""A matter's stops, and what is put in it: points, decisions, uppdrag and documents (K1, K2)."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meetings.actions import minutes as minutes_actions
from meetings.models import Body, MatterStop
from secretariat.registry.models import User
from tests import make

from .test_matters_pages import address, ago

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def group() -> Body:
    return make.body(name="Chefsgrupp prov", code="CP", approval_policy="none")


@pytest.fixture
def reader() -> User:
    return make.user(office_role="reader")


@pytest.fixture
def keeper(group: Body) -> User:
    """The group's secretary."""
    user = make.user(name="Kerstin Hållbar")
    make.membership(seat=make.seat(of=group, kind="secretary"), person=user.person)
    return user


# Stops


def test_a_late_stop_gets_a_new_day_from_the_page(
    group: Body, keeper: User, secretary: User, as_user: Login
) -> None:
    """K2: what to do stands beside what is late."""
    matter = make.matter(by=secretary, body=group)
    stop = make.stop(of=matter, planned_on=ago(9), role="approval")
    client = as_user(keeper)
    path = f"/arenden/steg/{stop.pk}/"
    assert path in client.get(address(matter)).content.decode()
    typed = {"do": "save", "role": "approval", "where": "Nämnden", "planned_on": "strunt"}
    answer = client.post(path, typed)
    assert (answer.status_code, "strunt" in answer.content.decode()) == (422, True)
    assert client.post(path, {**typed, "planned_on": ago(-12).isoformat()}).status_code == 302
    page = client.get(address(matter)).content.decode()
    assert "Sent" not in page
    assert "Flyttat från" in page
    for do in ("done", "undo", "strike", "restore"):
        assert client.post(path, {"do": do}).status_code == 302
    assert client.post(path, {"do": "strunt"}).status_code == 422
    assert (
        "har inte varit än"
        in client.post(path, {"do": "done", "done_on": ago(-2).isoformat()}).content.decode()
    )


def test_a_stop_needs_a_place_and_only_one(group: Body, secretary: User, as_user: Login) -> None:
    matter = make.matter(by=secretary)
    client = as_user(secretary)
    path = address(matter, "steg/")
    typed = {"role": "decision", "planned_on": ago(-9).isoformat()}
    assert "Ange en grupp eller en annan plats." in client.post(path, typed).content.decode()
    both = {**typed, "where": "Nämnden", "body": group.pk}
    assert "inte båda" in client.post(path, both).content.decode()
    assert client.post(path, {**typed, "body": group.pk}).status_code == 302
    assert MatterStop.objects.get().body == group


# What belongs to it


def test_items_decisions_and_uppdrag_are_put_in_the_matter_from_its_page(
    group: Body, keeper: User, secretary: User, as_user: Login
) -> None:
    """K1: only those of meetings that the person keeps."""
    matter = make.matter(by=secretary, body=group)
    meeting, foreign = make.meeting(bodies=[group]), make.meeting()
    item = make.item(of=meeting, title="Modellen")
    decision, action = (
        make.decision(of=item, text="Modellen antas."),
        make.action(of=item, text="Sprid modellen."),
    )
    minutes_actions.finalise(meeting.minutes, by=secretary)
    strange = make.item(of=foreign, title="Modellen hos andra")
    client = as_user(keeper)
    page = client.get(address(matter, "koppla/")).content.decode()
    assert [words in page for words in ("Modellen antas.", "Sprid modellen.", "hos andra")] == [
        True,
        True,
        False,
    ]
    assert "Inget som du får koppla" in client.get(address(matter, "koppla/?q=finns+inte")).content.decode()
    keys = [f"punkt-{item.pk}", f"beslut-{decision.pk}", f"uppdrag-{action.pk}", f"punkt-{strange.pk}", "x"]
    assert client.post(address(matter, "koppla/"), {"rad": keys}).status_code == 302
    for row in (item, decision, action, strange):
        row.refresh_from_db()
    assert [row.matter for row in (item, decision, action, strange)] == [matter, matter, matter, None]
    answer = client.post(address(matter, "koppla/"), {"rad": "x"})
    assert "Kryssa för minst en rad." in answer.content.decode()


def test_an_item_and_an_uppdrag_are_put_in_a_matter_from_their_own_pages(
    group: Body, keeper: User, secretary: User, reader: User, as_user: Login
) -> None:
    matter = make.matter(by=secretary)
    meeting = make.meeting(bodies=[group])
    item = make.item(of=meeting)
    action = make.action(of=item)
    minutes_actions.finalise(meeting.minutes, by=secretary)
    client = as_user(keeper)
    for path in (f"/moten/punkter/{item.pk}/arende/", f"/uppdrag/{action.pk}/arende/"):
        assert client.get(path).status_code == 200
        assert client.post(path, {"matter": matter.pk}).status_code == 302
        assert client.post(path, {"matter": "999999"}).status_code == 422
        assert as_user(reader).get(path).status_code == 403
    for row in (item, action):
        row.refresh_from_db()
        assert row.matter == matter
    assert matter.number in client.get(f"/uppdrag/{action.pk}/").content.decode()


def test_a_document_is_for_all_who_may_read_matters(secretary: User, reader: User, as_user: Login) -> None:
    matter = make.matter(by=secretary)
    upload = SimpleUploadedFile("plan.txt", b"Planen.", "text/plain")
    client = as_user(secretary)
    assert client.post(address(matter, "dokument/"), {"file": upload, "title": "Planen"}).status_code == 302
    stored = matter.files.get().file
    assert "Planen" in as_user(reader).get(address(matter)).content.decode()
    fetched = as_user(reader).get(f"/register/filer/{stored.pk}/")
    assert (fetched.status_code, b"".join(fetched.streaming_content)) == (200, b"Planen.")  # type: ignore[attr-defined]
    assert as_user(make.user()).get(f"/register/filer/{stored.pk}/").status_code == 403
    bad = SimpleUploadedFile("plan.exe", b"MZ", "application/octet-stream")
    assert client.post(address(matter, "dokument/"), {"file": bad}).status_code == 422
