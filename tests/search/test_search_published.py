"""Without login one finds what is open and nothing more, also when the search is built anew (C10, D7)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.actions import attachments, publishing
from meetings.actions import minutes as minutes_actions
from meetings.models import Minutes
from secretariat.lib.search import audiences_of
from secretariat.registry.actions import indexing
from secretariat.registry.actions.searching import hits_of, search
from secretariat.registry.models import Person, StoredFile, User
from tests import make
from tests.meetings.publishing_case import ALL, quick

pytestmark = pytest.mark.django_db


def found_by_everybody(text: str) -> set[str]:
    """Kinds of the hits, after the whole register has been made anew."""
    indexing.take_in_changes()
    indexing.rebuild()
    rows = search(text, audiences_of(None)).rows
    return {hit.kind for some in rows.values() for hit in hits_of(some)}


@pytest.mark.parametrize("what", ["never", "taken back", "protected"])
def test_what_is_not_open_is_not_taken_in_as_open(what: str, secretary: User) -> None:
    """Finished is not open; nor is what was taken back, or names somebody who is protected since."""
    meeting = quick(by=secretary, publish=what != "never")
    assert found_by_everybody("förskolan") == (set() if what == "never" else {"decision", "item"})
    if what == "taken back":
        publishing.unpublish(meeting.minutes, by=secretary, why="Fel bilaga.")
    if what == "protected":
        assert meeting.chair
        Person.objects.filter(pk=meeting.chair.pk).update(protected_identity=True)
    assert found_by_everybody("förskolan") == set()


def test_of_an_open_meetings_files_those_that_were_cleared_are_found(secretary: User) -> None:
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    item = make.item(of=meeting, title="Plan")
    for name in ("vattenrutschkana", "hoppborg"):
        upload = SimpleUploadedFile(f"{name}.txt", f"Kalkyl för en {name}.".encode())
        attachments.attach_file(item, by=secretary, upload=upload, title="Kalkyl")
    make.decision(of=item)
    minutes_actions.finalise(meeting.minutes, by=secretary)
    cleared = StoredFile.objects.get(name="hoppborg.txt").pk
    publishing.publish(Minutes.objects.get(meeting=meeting), by=secretary, checked=ALL, files=[cleared])
    assert (found_by_everybody("hoppborg"), found_by_everybody("vattenrutschkana")) == ({"file"}, set())
