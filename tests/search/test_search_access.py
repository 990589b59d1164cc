"""Nobody finds, counts or is hinted of what they may not open (N7, D7, C9, C10)."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions import attachments, publishing
from meetings.models import Meeting, Minutes
from secretariat.lib.search import audiences_of
from secretariat.registry.actions import indexing
from secretariat.registry.actions.searching import hits_of, search
from secretariat.registry.models import Person, SearchChange, SearchEntry, User
from tests import make
from tests.meetings.publishing_case import quick

pytestmark = pytest.mark.django_db

PAGE = reverse("home:search")


def found(text: str, user: User | None) -> list[tuple[str, str]]:
    """Kind and title of every hit."""
    indexing.take_in_changes()
    result = search(text, audiences_of(user))
    return [(hit.kind, hit.title) for rows in result.rows.values() for hit in hits_of(rows)]


@pytest.fixture
def body(db: None):  # type: ignore[no-untyped-def]
    return make.body(name="Chefsgrupp kultur")


@pytest.fixture
def member(body) -> User:  # type: ignore[no-untyped-def]
    return make.user(person=make.member(of=body, name="Asta Ceder").person)


@pytest.fixture
def draft(body) -> Meeting:  # type: ignore[no-untyped-def]
    """A meeting whose minutes are being written."""
    meeting = make.meeting(bodies=[body])
    item = make.item(of=meeting, title="Simhallen", text="Kostnaden för badhuset är hemlig än.")
    make.decision(of=item, text="Gruppen bygger ett badhus.")
    return meeting


def test_a_member_finds_the_point_of_the_agenda_and_not_the_half_written_words(
    draft: Meeting, member: User, secretary: User
) -> None:
    """N7."""
    assert found("simhallen", member) == [("item", "Simhallen")]
    assert found("badhus", member) == []
    assert found("badhus", secretary) == [("decision", "Gruppen bygger ett badhus."), ("item", "Simhallen")]


def test_nobody_from_elsewhere_finds_an_unfinished_meeting(draft: Meeting) -> None:
    outsider = make.user(person=make.member(of=make.body(name="Annan grupp")).person)
    assert found("simhallen", outsider) == []
    assert found("simhallen", None) == []
    assert found("simhallen", make.user()) == []


def test_a_suggested_spelling_is_tried_among_what_the_reader_may_open(
    draft: Meeting, member: User, secretary: User
) -> None:
    """A hint would tell which words stand in the draft."""
    indexing.take_in_changes()
    assert search("bahduset", audiences_of(secretary)).corrected is not None
    assert search("bahduset", audiences_of(member)).corrected is None


def test_counts_tell_nothing_of_what_is_closed(
    draft: Meeting, member: User, as_user: Callable[[User], Client]
) -> None:
    indexing.take_in_changes()
    shown = as_user(member).get(PAGE, {"q": "badhus"})
    assert (shown.context["total"], shown.context["facets"], shown.context["sections"]) == ("0", [], [])


def test_a_protected_person_is_out_of_sight_before_the_worker_has_come(secretary: User, body) -> None:  # type: ignore[no-untyped-def]
    """D7."""
    person = make.member(of=body, name="Vendela Ulfsparre").person
    meeting = make.meeting(bodies=[body])
    make.item(of=meeting, title="Laget runt", text="Vendela Ulfsparre berättade om läget.")
    assert [kind for kind, _ in found("ulfsparre", secretary)] == ["item", "person"]
    Person.objects.filter(pk=person.pk).update(protected_identity=True)
    assert search("ulfsparre", audiences_of(secretary)).total == 0
    assert found("ulfsparre", secretary) == []
    assert found("berättade läget", secretary) == [("item", "Laget runt")]
    assert "skyddad person" in SearchEntry.objects.get(kind="item", audience__startswith="words").text


def test_what_is_published_is_found_by_everybody_and_not_before_or_after(
    client: Client, secretary: User
) -> None:
    """C10: finished is not yet open; what is taken back is out of sight before the worker has come."""
    meeting = quick(publish=False)
    assert found("förskolan", None) == []
    assert [kind for kind, _ in found("förskolan", secretary)] == ["decision", "item"]
    minutes = Minutes.objects.get(meeting=meeting)
    publishing.publish(minutes, by=secretary, checked=publishing.CHECKS)
    assert [kind for kind, _ in found("förskolan", None)] == ["decision", "item"]
    hits = [
        hit for section in client.get(PAGE, {"q": "förskolan"}).context["sections"] for hit in section.hits
    ]
    assert [client.get(hit.address.partition("#")[0]).status_code for hit in hits] == [200, 200]
    publishing.unpublish(minutes, by=secretary, why="Fel bilaga")
    assert search("förskolan", audiences_of(None)).total == 0
    assert found("förskolan", None) == []


def test_files_are_found_by_their_words_and_kept_where_they_are_kept(
    draft: Meeting, member: User, secretary: User
) -> None:
    """C9."""
    item = draft.items.get()
    upload = SimpleUploadedFile("underlag.txt", "Kalkyl för vattenrutschkanan".encode())
    attachments.attach_file(item, by=secretary, upload=upload, title="Kalkylen")
    assert found("vattenrutschkana", member) == [("file", "Kalkylen")]
    stored = item.attachments.get().file
    assert stored is not None
    stored.circle = stored.Circle.SECRETARIAT
    stored.save()
    item.save()
    assert found("vattenrutschkana", member) == []
    assert found("vattenrutschkana", secretary) == [("file", "Kalkylen")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trasig.pdf", b"%PDF-1.7 slut"),
        ("trasig.docx", b"PK\x03\x04"),
        ("tom.pptx", b""),
        ("x.txt", b"\xff\x00\x01"),
    ],
)
def test_a_bad_file_breaks_nothing(name: str, content: bytes, draft: Meeting, secretary: User) -> None:
    item = draft.items.get()
    attachments.attach_file(
        item, by=secretary, upload=SimpleUploadedFile("namn.txt", b"x"), title="Underlaget"
    )
    stored = item.attachments.get().file
    assert stored is not None
    stored.file.save("innehall", SimpleUploadedFile("innehall", content), save=False)
    stored.name, stored.sha256 = name, f"{name:0<64}"[:64]
    stored.save()
    item.save()
    assert found("underlaget", secretary) == [("file", "Underlaget")]


def test_what_is_removed_is_no_longer_found(draft: Meeting, secretary: User) -> None:
    assert found("badhus", secretary) != []
    draft.items.get().decisions.all().delete()
    draft.items.get().blocks.update(removed=True)
    assert found("badhus", secretary) == []
    assert not SearchChange.objects.exists()


def test_a_point_that_is_struck_takes_its_decisions_along(draft: Meeting, secretary: User) -> None:
    assert [kind for kind, _ in found("badhus", secretary)] == ["decision", "item"]
    draft.items.update(removed_at=timezone.now())
    assert found("badhus", secretary) == []


@pytest.mark.parametrize(
    "typed",
    [
        "a",
        "x" * 10_000,
        '"råd',
        "råd & | ! ( ) :* <->",
        "\0",
        "😀",
        "'; DROP TABLE",
        "-",
        "--",
        '"" ""',
        "\\",
        "%",
        "råd:*A",
    ],
)
def test_whatever_is_typed_gives_a_page(
    typed: str, secretary: User, as_user: Callable[[User], Client]
) -> None:
    shown = as_user(secretary).get(PAGE, {"q": typed, "typ": "x", "grupp": "9" * 40, "ar": "-1", "sida": "z"})
    assert shown.status_code in (200, 422)
    if shown.status_code == 422:
        assert shown.context["problem"].endswith(".")


def test_the_page_marks_hits_and_puts_decisions_first(
    draft: Meeting, secretary: User, as_user: Callable[[User], Client]
) -> None:
    """B5, interface 2.3 c."""
    indexing.take_in_changes()
    shown = as_user(secretary).get(PAGE, {"q": "badhus"})
    html = shown.content.decode()
    assert [section.kind for section in shown.context["sections"]] == ["decision", "item"]
    assert "Gruppen bygger ett <mark>badhus</mark>." in html
    assert "Kostnaden för <mark>badhuset</mark>" in html
    assert "18 mars 2026, Chefsgrupp kultur" in html


def test_one_hit_or_many_take_as_many_queries(
    body,
    secretary: User,
    as_user: Callable[[User], Client],
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    client = as_user(secretary)
    meeting = make.meeting(bodies=[body])
    make.decision(of=make.item(of=meeting, title="Simhallen"), text="Gruppen bygger ett badhus.")
    indexing.take_in_changes()
    client.get(PAGE, {"q": "badhus"})
    for _ in range(2):
        with django_assert_num_queries(9):
            client.get(PAGE, {"q": "badhus"})
        for _ in range(3):
            make.decision(of=make.item(of=meeting, title="Simhallen"), text="Gruppen bygger ett badhus till.")
        indexing.take_in_changes()


def test_the_command_answers_as_the_page_does(draft: Meeting, secretary: User) -> None:
    indexing.take_in_changes()

    def run(*arguments: str) -> str:
        out = StringIO()
        call_command("search", *arguments, stdout=out)
        return out.getvalue()

    assert json.loads(run("badhus", "--json")) == []
    answered = json.loads(run("badhus", "--as", secretary.email, "--limit", "1", "--json"))
    assert [(one["rank"], one["kind"], one["title"]) for one in answered] == [
        (1, "decision", "Gruppen bygger ett badhus.")
    ]
    assert set(answered[0]) == {"rank", "kind", "address", "title", "snippet"}
    with pytest.raises(CommandError, match="minst två bokstäver"):
        run("a")
    with pytest.raises(CommandError, match="Inget öppet konto"):
        run("badhus", "--as", "ingen@exempel.se")


def test_one_kind_alone_is_shown_where_it_is_chosen(
    draft: Meeting, secretary: User, as_user: Callable[[User], Client]
) -> None:
    indexing.take_in_changes()
    shown = as_user(secretary).get(PAGE, {"q": "badhus", "typ": "item"})
    assert [(section.kind, section.count) for section in shown.context["sections"]] == [("item", "1")]
    kinds = next(facet for facet in shown.context["facets"] if facet["title"] == "Visa")
    assert [(one["words"], one["count"], one["chosen"]) for one in kinds["choices"]] == [
        ("Alla", "", False), ("Beslut", "1", False), ("Punkter", "1", True),
    ]  # fmt: skip
