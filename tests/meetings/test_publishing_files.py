"""The words of the files are read before they are shown to everybody: personnummer, protected persons (C10, D6, D7)."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meetings.actions import attachments, publishing
from meetings.actions import minutes as minutes_actions
from meetings.models import Minutes
from secretariat.registry.models import FileText, User
from tests import make

from .publishing_case import ALL

pytestmark = pytest.mark.django_db
NUMBERS = "19811218-9876, 811218-9876, 19121212-1212 och 121212-1212"


def finished_with(by: User, *files: tuple[str, str]) -> Minutes:
    """Fastställda minutes with files of these names and words."""
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    item = make.item(of=meeting, title="Plan")
    for title, words in files:
        upload = SimpleUploadedFile(f"{title.lower()}.txt", words.encode())
        attachments.attach_file(item, by=by, upload=upload, title=title)
    make.decision(of=item)
    minutes_actions.finalise(meeting.minutes, by=by)
    return Minutes.objects.get(meeting=meeting)


def warnings(minutes: Minutes) -> tuple[str, ...]:
    return publishing.openness_of(minutes).warnings


def test_a_personnummer_in_a_file_is_told_of(secretary: User) -> None:
    minutes = finished_with(secretary, ("Kalkyl", "Allt gott."), ("Lista", f"Sökande {NUMBERS}."))
    assert warnings(minutes) == (
        "Lista: texten innehåller något som ser ut som ett personnummer, 19811218-9876, 811218-9876, "
        "19121212-1212 och 1 till. Visa inte filen förrän du har sett efter.",
    )
    assert FileText.objects.count() == 2


def test_a_protected_person_in_a_file_is_told_of(secretary: User) -> None:
    make.person(name="Doris Dold", protected_identity=True)
    minutes = finished_with(secretary, ("Lista", "Närvarande: DORIS DOLD"))
    assert warnings(minutes) == (
        "Lista: Doris Dold har skyddade personuppgifter och nämns i filen. Visa den inte.",
    )


def test_a_file_that_cannot_be_read_is_told_of(secretary: User) -> None:
    minutes = finished_with(secretary, ("Bild", " "))
    assert warnings(minutes) == (
        "Bild: filens text går inte att läsa av Sekretariatet. Läs hela filen själv innan den visas.",
    )


def test_clean_files_and_none_are_told_nothing_of(secretary: User) -> None:
    assert warnings(finished_with(secretary, ("Kalkyl", "Org.nr 232100-0164, tel 019-602 70 00"))) == ()
    assert warnings(finished_with(secretary)) == ()


def test_a_file_for_the_secretariat_alone_is_not_read(secretary: User) -> None:
    """C9: it is never shown, so nothing of it is told."""
    minutes = finished_with(secretary, ("Lista", NUMBERS))
    stored = minutes.meeting.attachments.get().file
    assert stored
    type(stored).objects.update(circle="secretariat")
    assert warnings(minutes) == ()


def test_the_checklist_shows_the_warning_and_the_one_who_has_looked_may_publish(
    secretary: User, as_user: Callable[[User], Client]
) -> None:
    minutes = finished_with(secretary, ("Lista", f"Sökande {NUMBERS}."))
    client, path = as_user(secretary), f"/moten/{minutes.meeting_id}/publicera/"
    page = client.get(path).content.decode()
    assert page.index("Checklista") < page.index("19811218-9876") < page.index("Bilagor som alla får hämta")
    stored = minutes.meeting.attachments.get().file
    assert stored
    answer = client.post(path, {**dict.fromkeys(ALL, "on"), "files": [stored.pk]})
    assert answer.status_code == 302
    assert [one.pk for one in minutes.publications.get().files.all()] == [stored.pk]
