"""Publishing: what it asks, what stops it, what it keeps, and how it is undone (C10, B11, D7)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings.actions import publications, publishing
from meetings.models import ItemAttachment, Meeting, Publication
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, StoredFile
from tests import make

from .approval_case import AT, a_case, person_of
from .publishing_case import ALL, finished_case, publish, quick

pytestmark = pytest.mark.django_db


def stored(**fields: object) -> StoredFile:
    return StoredFile.objects.create(
        **{
            "file": "aa/aa",
            "name": "plan.pdf",
            "content_type": "application/pdf",
            "size": 1,
            "sha256": "aa",
            **fields,
        }
    )


def test_finished_minutes_are_published_and_it_stands_in_the_log() -> None:
    case = finished_case()
    made = publish(case, comment=" Bilagorna är lästa. ")
    assert (made.checklist, made.comment, made.published_by) == (
        dict.fromkeys(ALL, True),
        "Bilagorna är lästa.",
        case.secretary,
    )
    assert {person.pk for person in made.persons.all()} >= {
        person_of(case.chair).pk,
        person_of(case.elected).pk,
    }
    assert (
        LogEntry.objects.filter(verb="publicerade anteckningar", object_id=str(case.minutes.pk)).count() == 1
    )
    assert [one.pk for one in publications.open_meetings()] == [case.meeting.pk]


def test_minutes_that_are_not_finished_are_not_published() -> None:
    case = a_case()
    for act in (lambda: None, case.send):
        act()
        with pytest.raises(NotAllowed) as no:
            publish(case)
        assert no.value.reasons == [
            "Bara färdiga anteckningar kan publiceras. De ska vara justerade eller fastställda."
        ]
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("checked", "words"),
    [
        ([], "Kvar: personuppgifter, sekretess, bilagor och tillgänglighet."),
        (ALL[:3], "Kvar: tillgänglighet."),
    ],
)
def test_the_whole_checklist_has_to_be_answered(checked: list[str], words: str) -> None:
    case = finished_case()
    with pytest.raises(NotAllowed) as no:
        publishing.publish(case.minutes, by=case.secretary, checked=checked)
    assert no.value.reasons == [f"Gå igenom hela checklistan. {words}"]


@pytest.mark.parametrize("where", ["place", "file", "correction"])
def test_a_personnummer_stops_it(where: str) -> None:
    """B11: wherever it stands, also where saving let it through."""
    case = a_case()
    item = case.item("Plan")
    if where == "place":
        Meeting.objects.filter(pk=case.meeting.pk).update(place="Hos 811218-9876")
    elif where == "file":
        one = stored(name="19811218-9876.pdf")
        ItemAttachment.objects.create(meeting=case.meeting, item=item, kind="file", title="Ansökan", file=one)
    case.approve()
    if where == "correction":
        case.minutes.corrections.create(
            old_text="Planen", new_text="Planen för 811218-9876", reason="Fel", corrected_at=AT,
            corrected_by=case.secretary, corrected_name="Mikaela Forsell",
        )  # fmt: skip
    number = "19811218-9876" if where == "file" else "811218-9876"
    with pytest.raises(NotAllowed, match=f"ser ut som ett personnummer: {number}"):
        publish(case)


def test_a_protected_person_stops_it_also_when_only_the_words_name_them() -> None:
    """D7."""
    case = finished_case()
    person = person_of(case.elected)
    person.protected_identity = True
    person.save()
    with pytest.raises(NotAllowed) as no:
        publish(case)
    assert no.value.reasons == [
        "Birger Valdberg har skyddade personuppgifter och nämns i texten. Den kan inte publiceras utan att det maskas."
    ]
    other = a_case(name="Andra rådet", code="AR")
    make.person(name="Disa Hemlin", protected_identity=True)
    make.block(of=other.item("Plan"), html="Vi hörde <em>Disa Hemlin</em> om planen.")
    other.approve()
    with pytest.raises(NotAllowed, match=r"^Disa Hemlin har skyddade personuppgifter"):
        publish(other)


def test_a_person_protected_afterwards_closes_what_names_them() -> None:
    case = finished_case()
    publish(case)
    person = person_of(case.chair)
    person.protected_identity = True
    person.save()
    assert not publications.open_meetings().exists()
    assert not publications.open_decisions().exists()
    with pytest.raises(NotAllowed, match="redan publicerade"):
        publish(case)


def test_only_cleared_files_are_open_and_never_one_of_the_secretariat() -> None:
    case = a_case()
    files = [
        stored(name="öppen.pdf"),
        stored(name="sluten.pdf"),
        stored(name="kansli.pdf", circle="secretariat"),
    ]
    for place, one in enumerate(files):
        ItemAttachment.objects.create(
            meeting=case.meeting,
            item=case.item("Plan"),
            kind="file",
            title=one.name,
            file=one,
            position=place,
        )
    alien = stored(name="annan.pdf")
    case.approve()
    openness = publishing.openness_of(case.minutes)
    assert ([one.name for one in openness.files], openness.kept) == (
        ["öppen.pdf", "sluten.pdf"],
        ("kansli.pdf",),
    )
    made = publish(case, files=[files[0].pk, files[2].pk, alien.pk])
    assert [one.name for one in made.files.all()] == ["öppen.pdf"]
    assert [one.name for one in publications.open_files(case.meeting.pk)] == ["öppen.pdf"]


def test_it_is_taken_back_with_a_reason_and_can_be_published_again() -> None:
    case = finished_case()
    with pytest.raises(NotAllowed, match="inte publicerade"):
        publishing.unpublish(case.minutes, by=case.secretary, why="Fel bilaga.")
    publish(case)
    with pytest.raises(NotAllowed, match="Skriv varför"):
        publishing.unpublish(case.minutes, by=case.secretary, why="  ")
    with pytest.raises(NotAllowed, match="redan publicerade"):
        publish(case)
    taken = publishing.unpublish(case.minutes, by=case.secretary, why="Fel bilaga.")
    assert (taken.unpublished_why, taken.unpublished_by) == ("Fel bilaga.", case.secretary)
    assert not publications.open_meetings().exists()
    publish(case)
    assert publications.open_meetings().count() == 1
    assert [one.verb for one in LogEntry.objects.filter(verb__contains="publicerade").order_by("pk")] == [
        "publicerade anteckningar", "avpublicerade anteckningar", "publicerade anteckningar",
    ]  # fmt: skip


def test_half_a_taking_back_is_refused_by_the_database() -> None:
    case = finished_case()
    made = publish(case)
    with pytest.raises(IntegrityError, match="unpublished_is_whole"), transaction.atomic():
        Publication.objects.filter(pk=made.pk).update(unpublished_at=timezone.now())


def test_a_joint_meeting_is_open_under_each_body() -> None:
    """N6."""
    one, other = (
        make.body(approval_policy="none", name="Ena"),
        make.body(approval_policy="none", name="Andra"),
    )
    quick(bodies=[one, other])
    assert [body.name for body in publications.open_bodies()] == ["Andra", "Ena"]
    for body in (one, other):
        assert publications.open_meetings().filter(publications.of_body(body)).count() == 1
