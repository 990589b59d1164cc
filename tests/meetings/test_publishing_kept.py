"""What is kept of a publication, what is looked through before it, and what stays closed afterwards (C10, B11, D7)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.actions import minutes as minutes_actions
from meetings.actions import publications, publishing
from meetings.models import ItemAttachment, Minutes, Publication
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files
from secretariat.registry.models import LogEntry, Person, StoredFile, Theme, User
from tests import make

from .approval_case import AT, person_of
from .publishing_case import ALL, finished_case, publish, quick

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
THEN = dt.datetime(2026, 4, 1, 8, 0, tzinfo=dt.UTC)
LATER = THEN + dt.timedelta(days=3)


def with_files(by: User, *names: str, sub: bool = False) -> Minutes:
    """Fastställda minutes with a file of each name, on a point or on a point below one."""
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    item = make.item(of=meeting, title="Plan")
    if sub:
        item = make.item(of=meeting, title="Del", parent=item)
    for name in names:
        stored = files.store_made(name.encode(), name=name, title=name.partition(".")[0])
        ItemAttachment.objects.create(meeting=meeting, item=item, kind="file", title=name, file=stored)
    make.decision(of=item)
    minutes_actions.finalise(meeting.minutes, by=by)
    return Minutes.objects.get(meeting=meeting)


def told(verb: str) -> dict[str, Any]:
    return LogEntry.objects.get(verb=verb).detail


def test_when_by_whom_and_what_stands_in_the_log(secretary: User) -> None:
    """C10: the moment that is given, the names of the opened files, and the reason it is taken back."""
    minutes, other = with_files(secretary, "öppen.pdf", "sluten.pdf"), make.user(office_role="secretariat")
    opened = StoredFile.objects.get(name="öppen.pdf")
    made = publishing.publish(minutes, by=secretary, checked=ALL, files=[opened.pk], at=THEN)
    assert (made.published_at, told("publicerade anteckningar")) == (THEN, {"bilagor": ["öppen.pdf"]})
    taken = publishing.unpublish(minutes, by=other, why=" Fel bilaga. ", at=LATER)
    taken.refresh_from_db()
    assert (taken.unpublished_at, taken.unpublished_by, taken.unpublished_why) == (
        LATER,
        other,
        "Fel bilaga.",
    )
    assert taken.published_by == secretary
    assert told("avpublicerade anteckningar") == {"skäl": "Fel bilaga."}


@pytest.mark.parametrize("field", ["old_text", "new_text", "reason"])
def test_each_part_of_a_correction_is_looked_through_and_never_shown_with_a_number(field: str) -> None:
    """B11: before publishing it stops it; made afterwards, that correction is not shown, the others are."""
    case = finished_case()
    words = {"old_text": "Planen", "new_text": "Plan", "reason": "Fel"}
    noted = {"corrected_at": AT, "corrected_by": case.secretary, "corrected_name": "Mikaela Forsell"}
    wrong = case.minutes.corrections.create(**{**words, field: "Om 811218-9876", **noted})
    with pytest.raises(NotAllowed, match="ser ut som ett personnummer: 811218-9876"):
        publish(case)
    with_number = wrong.pk
    plain = case.minutes.corrections.create(**words, **noted)
    shown = [row.pk for row in publications.open_corrections(case.minutes, Publication())]
    assert (with_number in shown, shown) == (False, [plain.pk])


@pytest.mark.parametrize("sub", [False, True])
def test_files_of_points_below_points_are_offered_too(sub: bool, secretary: User) -> None:
    minutes = with_files(secretary, "plan.pdf", sub=sub)
    assert [one.name for one in publishing.openness_of(minutes).files] == ["plan.pdf"]


def test_a_file_kept_for_the_office_after_it_was_opened_is_closed_at_once(
    secretary: User, client: Client
) -> None:
    """C9."""
    minutes = with_files(secretary, "plan.pdf")
    stored = StoredFile.objects.get(name="plan.pdf")
    publishing.publish(minutes, by=secretary, checked=ALL, files=[stored.pk])
    path = reverse("meetings:public-file", args=[minutes.meeting_id, stored.pk])
    answer = client.get(path)
    assert (answer.status_code, b"".join(answer)) == (200, b"plan.pdf")
    StoredFile.objects.filter(pk=stored.pk).update(circle=StoredFile.Circle.SECRETARIAT)
    assert client.get(path).status_code == 404


def test_organisations_are_not_told_of_as_words_for_who(secretary: User) -> None:
    """D7: only what may be a person needs to be looked at."""
    meeting = make.meeting(bodies=[make.body(approval_policy="none")])
    item = make.item(of=meeting, title="Läget")
    item.presenters.create(
        meeting=meeting, position=0, text="Nora", organisation=make.organisation(name="Nora")
    )
    item.presenters.create(meeting=meeting, position=1, text="Eva Okänd")
    minutes_actions.finalise(meeting.minutes, by=secretary)
    openness = publishing.openness_of(Minutes.objects.get(meeting=meeting))
    assert openness.others == ("Eva Okänd",)


def test_the_form_opens_the_chosen_files_and_keeps_the_comment(secretary: User, as_user: Login) -> None:
    minutes = with_files(secretary, "öppen.pdf", "sluten.pdf")
    opened = StoredFile.objects.get(name="öppen.pdf")
    sent = {**dict.fromkeys(ALL, "on"), "files": [opened.pk], "comment": "Läst av kansliet"}
    path = reverse("meetings:minutes-publish", args=[minutes.meeting_id])
    assert as_user(secretary).post(path, sent).status_code == 302
    made = Publication.objects.get()
    assert ([one.name for one in made.files.all()], made.comment) == (["öppen.pdf"], "Läst av kansliet")


def test_the_page_tells_what_is_hidden_and_what_was_open_before(secretary: User, as_user: Login) -> None:
    """D7: one who publishes must see that it is not shown; that it has been open, and why it was closed, is kept."""
    case = finished_case()
    path = reverse("meetings:minutes-publish", args=[case.meeting.pk])
    client = as_user(secretary)
    publish(case)
    publishing.unpublish(case.minutes, by=case.secretary, why="Fel bilaga.")
    publish(case)
    page = client.get(path).content.decode()
    assert ("Fel bilaga." in page, "Visas inte" in page, "Sidan som alla kan läsa" in page) == (
        True,
        False,
        True,
    )
    Person.objects.filter(pk=person_of(case.chair).pk).update(protected_identity=True)
    page = client.get(path).content.decode()
    assert ("Visas inte" in page, "Sidan som alla kan läsa" in page) == (True, False)


def test_the_list_is_narrowed_by_state_year_and_group(secretary: User, as_user: Login) -> None:
    """C10: and tells the latest moment, where something was published twice. Drafts are not in it."""
    one, other = (make.body(approval_policy="none", name=name) for name in ("Ena", "Andra"))
    old = quick(bodies=[one], by=secretary, date=dt.date(2024, 5, 2), publish=False)
    new = quick(bodies=[other], by=secretary, date=dt.date(2026, 5, 2), publish=False)
    make.meeting(bodies=[one], date=dt.date(2024, 6, 2))
    publishing.publish(old.minutes, by=secretary, checked=ALL, at=THEN)
    publishing.unpublish(old.minutes, by=secretary, why="Fel.", at=LATER)
    publishing.publish(old.minutes, by=secretary, checked=ALL, at=LATER)
    client, path = as_user(secretary), reverse("meetings:publication-list")

    def shown(query: str = "") -> list[int]:
        return [row[0].meeting_id for row in client.get(path + query).context["rows"]]

    assert shown() == [new.pk, old.pk]
    assert shown("?visa=publicerat") == shown("?ar=2024") == shown(f"?grupp={one.pk}") == [old.pk]
    assert shown("?visa=inte") == shown("?ar=2026") == shown(f"?grupp={other.pk}") == [new.pk]
    rows = {row[0].meeting_id: row[0].latest_at for row in client.get(path).context["rows"]}
    assert rows == {old.pk: LATER, new.pk: None}


def test_what_is_open_stands_latest_first_and_only_own_decisions_are_counted(secretary: User) -> None:
    """K5."""
    body = make.body(approval_policy="none")
    days = [dt.date(2024, 5, 2), dt.date(2026, 5, 2), dt.date(2025, 5, 2)]
    meetings = [quick(bodies=[body], by=secretary, date=day) for day in days]
    in_order = [meetings[1].pk, meetings[2].pk, meetings[0].pk]
    assert [one.pk for one in publications.open_meetings()] == in_order
    decisions = publications.latest_first(publications.open_decisions())
    assert [one.meeting_id for one in decisions] == in_order
    reporting = make.meeting(bodies=[body], date=dt.date(2026, 6, 2))
    make.decision(
        of=make.item(of=reporting), text="Regionen köper bussar.", is_own=False, taken_by="Regionen"
    )
    minutes_actions.finalise(reporting.minutes, by=secretary)
    publishing.publish(Minutes.objects.get(meeting=reporting), by=secretary, checked=ALL)
    counted = publications.headed(publications.open_meetings())
    assert [one.decisions for one in counted] == [0, 1, 1, 1]


def test_themes_and_groups_without_anything_open_are_not_named(secretary: User) -> None:
    theme = Theme.objects.create(name="Hemligt tema", slug="hemligt")
    meeting = quick(by=secretary, publish=False)
    meeting.decisions.update(theme=theme)
    assert (list(publications.open_themes()), list(publications.open_bodies())) == ([], [])
    publishing.publish(meeting.minutes, by=secretary, checked=ALL)
    assert (list(publications.open_themes()), publications.open_bodies().count()) == ([theme], 1)
