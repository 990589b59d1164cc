"""Choosing what is masked: who may, what is proposed, what is refused, and that a new choice is a new act (C10)."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from meetings.actions import masks, publishing
from meetings.models import Mask, Meeting, Minutes, Publication
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, User
from tests import make

from .approval_case import a_case
from .masks_case import GROUND, MARKERS, a_masked_case
from .publishing_case import ALL, quick

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def at(name: str, *args: object) -> str:
    return reverse(f"meetings:{name}", args=args)


def test_words_persons_and_paragraphs_are_chosen_on_the_page_and_taken_away_again(as_user: Login) -> None:
    case = a_masked_case(masked=False)
    client, here = as_user(case.by), at("minutes-mask", case.meeting.pk)
    block = case.meeting.items.get(title="Plan").blocks.get(html__contains=MARKERS["whole paragraph"])
    answer = client.post(
        here,
        {"words": f"{MARKERS['text']}\n{MARKERS['place']}", "persons": [case.person.pk], "blocks": [block.pk],
         "ground": GROUND},
    )  # fmt: skip
    assert answer.status_code == 302
    assert [(one.kind, one.ground) for one in Mask.objects.all()] == [
        ("words", GROUND), ("words", GROUND), ("person", GROUND), ("block", GROUND),
    ]  # fmt: skip
    page = client.get(here).content.decode()
    assert f"[maskat: {GROUND}]" in page
    assert "Läs texten så som den blir" in page
    first = Mask.objects.earliest("pk")
    for _ in (1, 2):
        assert client.post(at("minutes-unmask", case.meeting.pk, first.pk)).status_code == 302
    assert Mask.objects.count() == 3
    acts = LogEntry.objects.filter(verb__contains="mask").exclude(verb="öppnade maskningen")
    verbs = acts.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["valde vad som ska maskas", "tog bort en maskning"]
    assert MARKERS["text"] not in str(list(LogEntry.objects.filter(verb__contains="mask").values("detail")))


def test_what_would_stop_a_publication_is_proposed_and_masked_with_one_press(as_user: Login) -> None:
    """B11, D7."""
    case = a_case()
    Meeting.objects.filter(pk=case.meeting.pk).update(place="Hos 811218-9876")
    doris = make.person(name="Doris Dold", protected_identity=True)
    make.block(of=case.item("Plan"), html="Vi hörde <em>Doris</em> Dold om planen.")
    case.approve()
    client, here = as_user(case.secretary), at("minutes-mask", case.meeting.pk)
    found = client.get(here).context["proposals"]
    assert [(one.kind, one.target, one.ground) for one in found] == [
        ("words", "811218-9876", "personnummer"),
        ("person", str(doris.pk), "skyddade personuppgifter, OSL 21 kap. 3 §"),
    ]
    for one in found:
        field = "words" if one.kind == "words" else "persons"
        assert client.post(here, {field: one.target, "ground": one.ground}).status_code == 302
    page = client.get(here)
    assert (page.context["proposals"], page.context["obstacles"]) == ([], ())
    made = publishing.publish(case.minutes, by=case.secretary, checked=ALL)
    content = bytes(made.content or b"").decode()
    assert made.is_masked
    assert not [word for word in ("811218", "Doris", "Dold") if word in content]
    assert Client().get(at("public-meeting", case.meeting.pk)).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "ground", "why"),
    [
        ([("words", "Finns inte här")], "skäl", "”Finns inte här” finns inte i texten. Skriv precis som det står."),
        ([("words", "V")], "skäl", "Skriv 2–300 tecken att maska. Längre text maskas som stycke."),
        ([("words", "Planen")], " ", "Skriv skälet eller lagrummet. Det står där något är maskat."),
        ([("words", "Planen")], "gäller 811218-9876", "Skälet visas för alla. Skriv inget personnummer i det."),
        ([("words", "Planen")], "om planen", "Skälet innehåller det som ska maskas. Skriv skälet på ett annat sätt."),
        ([("block", "finns-inte")], "skäl", "Det valda stycket finns inte i texten. Skriv precis som det står."),
        ([], "skäl", "Välj vad som ska maskas, eller skriv orden."),
    ],
)  # fmt: skip
def test_what_cannot_be_masked_is_refused_with_what_to_do(
    wanted: list[tuple[str, str]], ground: str, why: str
) -> None:
    case = a_case()
    case.approve()
    with pytest.raises(NotAllowed) as no:
        masks.mask(case.minutes, by=case.secretary, wanted=wanted, ground=ground)
    assert no.value.reasons == [why]


def test_a_refusal_on_the_page_loses_nothing(as_user: Login) -> None:
    meeting = quick(publish=False)
    client = as_user(make.user(office_role="secretariat"))
    typed = {"words": "planen\nsaknas helt", "ground": "skäl"}
    answer = client.post(at("minutes-mask", meeting.pk), typed)
    assert answer.status_code == 422
    assert "”saknas helt” finns inte i texten" in answer.content.decode()
    assert answer.context["form"]["words"].value() == typed["words"]
    assert not Mask.objects.exists()


def test_words_in_what_is_shown_beside_the_text_stop_the_publication() -> None:
    """The group's name and an open file are shown as they are, so masking them in the text would hide nothing."""
    case = a_masked_case(masked=False)
    masks.mask(case.fresh(), by=case.by, wanted=[("words", "Provgruppen"), ("words", "Karta")], ground="skäl")

    def told(*files: int) -> list[str]:
        return publishing.obstacles_to_publishing(case.fresh(), checked=ALL, files=files)

    where = "Det som maskas står i gruppens namn, Provgruppen"
    assert told() == [f"{where}, som visas som det är."]
    assert told(case.open_file.pk) == [f"{where} och bilagan Karta, som visas som det är."]


def test_words_that_go_over_two_paragraphs_stop_the_publication() -> None:
    case = a_case()
    make.block(of=case.item("Plan"), html="och Doris", runs_on=True)
    case.approve()
    block = case.item("Plan").blocks.get(html__contains="Doris")
    assert block.runs_on
    masks.mask(case.minutes, by=case.secretary, wanted=[("words", "planen. och Doris")], ground="skäl")
    assert publishing.obstacles_to_publishing(case.minutes, checked=ALL) == [
        "”planen. och Doris” går inte att maska helt, för det står över flera stycken eller i ett nummer. "
        "Maska hela stycket."
    ]


def test_only_those_who_publish_choose_masks(as_user: Login) -> None:
    case = a_case()
    case.approve()
    people = [case.chair, case.elected, case.reserve, make.user(office_role="reader"), make.user()]
    for user in people:
        client = as_user(user)
        assert client.get(at("minutes-mask", case.meeting.pk)).status_code == 403
        assert client.get(at("minutes-mask-pdf", case.meeting.pk)).status_code == 403
        assert client.post(at("minutes-unmask", case.meeting.pk, 1)).status_code == 403
    assert Client().get(at("minutes-mask", case.meeting.pk)).status_code == 302


def test_a_draft_is_not_masked(as_user: Login) -> None:
    case = a_case()
    assert as_user(case.secretary).get(at("minutes-mask", case.meeting.pk)).status_code == 404
    with pytest.raises(NotAllowed, match="Bara färdiga"):
        masks.mask(case.minutes, by=case.secretary, wanted=[("words", "Planen")], ground="skäl")


def test_the_page_publishes_anew_in_one_act(as_user: Login) -> None:
    case = a_case()
    case.approve()
    client, publish = as_user(case.secretary), at("minutes-publish", case.meeting.pk)
    client.post(publish, dict.fromkeys(ALL, "on"))
    masks.mask(case.minutes, by=case.secretary, wanted=[("words", "Nora")], ground="skäl")
    assert "är ändrat sedan publiceringen" in client.get(publish).content.decode()
    assert client.post(f"{publish}?pa-nytt=ja", dict.fromkeys(ALL, "on")).status_code == 302
    old, new = Publication.objects.order_by("pk")
    assert (old.unpublished_by, old.unpublished_why, new.is_masked) == (
        case.secretary,
        publishing.REPLACED,
        True,
    )
    assert old.unpublished_at == new.published_at or old.unpublished_at is not None
    assert "är ändrat sedan" not in client.get(publish).content.decode()
    with pytest.raises(NotAllowed, match="inte publicerade"):
        publishing.publish(
            Minutes.objects.get(meeting=quick(publish=False)), by=case.secretary, checked=ALL, anew=True
        )


def test_a_published_copy_is_never_changed_says_the_database() -> None:
    case = a_masked_case()
    made = publishing.publish(case.fresh(), by=case.by, checked=ALL)
    for change in ({"content": b"{}"}, {"sha256": "0" * 64}, {"masks": []}, {"words": {}}):
        with pytest.raises(DatabaseError, match="kan inte ändras"), transaction.atomic():
            Publication.objects.filter(pk=made.pk).update(**change)
