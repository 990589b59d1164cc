"""The agenda: items, numbers, order, presenters, attachments, chair (A6, A7, A16)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meetings.actions import agenda, attachments, meetings
from meetings.models import AgendaItem, ItemBlock, Meeting, StandingItem
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.fixture
def meeting(secretary: User) -> Meeting:
    """Three standing items; the last one closes the meeting."""
    body = make.body()
    for position, (title, role) in enumerate(
        [("Öppnas", "opening"), ("Budget", ""), ("Avslutas", "closing")]
    ):
        StandingItem.objects.create(body=body, position=position, title=title, role=role)
    return meetings.create(bodies=[body], by=secretary, date=make.DAY)


def tree(meeting: Meeting) -> list[str]:
    rows = AgendaItem.objects.standing().filter(meeting=meeting).order_by("position")
    return [f"{'  ' if row.parent_id else ''}{row.number} {row.first_line}" for row in rows]


def item(meeting: Meeting, title: str) -> AgendaItem:
    return meeting.items.get(title__startswith=title)


def test_a_new_point_stands_before_the_closing_one(meeting: Meeting, secretary: User) -> None:
    added = agenda.add_item(meeting, by=secretary, title=" Årshjul ", presenters="Asta Holm, alla")
    assert tree(meeting) == ["1 Öppnas", "2 Budget", "3 Årshjul", "4 Avslutas"]
    assert [one.text for one in added.presenters.all()] == ["Asta Holm", "alla"]
    meeting.refresh_from_db()
    assert meeting.agenda_version == 1


def test_items_move_up_down_in_and_out(meeting: Meeting, secretary: User) -> None:
    agenda.add_item(meeting, by=secretary, title="Årshjul")
    agenda.move_item(item(meeting, "Årshjul"), "up", by=secretary)
    assert tree(meeting) == ["1 Öppnas", "2 Årshjul", "3 Budget", "4 Avslutas"]
    agenda.move_item(item(meeting, "Budget"), "in", by=secretary)
    agenda.add_item(meeting, by=secretary, title="Uppföljning", parent=item(meeting, "Årshjul"))
    assert tree(meeting) == ["1 Öppnas", "2 Årshjul", "  a Budget", "  b Uppföljning", "3 Avslutas"]
    agenda.move_item(item(meeting, "Budget"), "down", by=secretary)
    assert tree(meeting)[2:4] == ["  a Uppföljning", "  b Budget"]
    agenda.move_item(item(meeting, "Uppföljning"), "out", by=secretary)
    assert tree(meeting) == ["1 Öppnas", "2 Årshjul", "  a Budget", "3 Uppföljning", "4 Avslutas"]
    agenda.move_item(item(meeting, "Årshjul"), "down", by=secretary)
    assert tree(meeting) == ["1 Öppnas", "2 Uppföljning", "3 Årshjul", "  a Budget", "4 Avslutas"]


@pytest.mark.parametrize(
    ("title", "direction", "reason"),
    [
        ("Öppnas", "up", "Punkten står redan först."),
        ("Öppnas", "in", "Punkten står redan först."),
        ("Avslutas", "down", "Punkten står redan sist."),
        ("Budget", "out", "Punkten står redan ytterst."),
        (
            "Budget",
            "in",
            "Dagordningen har två nivåer. Punkten eller dess delpunkter kan inte flyttas in mer.",
        ),
    ],
)
def test_a_move_that_cannot_be_done_says_why(
    title: str, direction: str, reason: str, meeting: Meeting, secretary: User
) -> None:
    agenda.add_item(meeting, by=secretary, title="Under", parent=item(meeting, "Budget"))
    with pytest.raises(NotAllowed) as no:
        agenda.move_item(item(meeting, title), direction, by=secretary)
    assert no.value.reasons == [reason]


def test_there_are_two_levels_alone(meeting: Meeting, secretary: User) -> None:
    under = agenda.add_item(meeting, by=secretary, title="Under", parent=item(meeting, "Budget"))
    with pytest.raises(NotAllowed) as no:
        agenda.add_item(meeting, by=secretary, title="Längst ner", parent=under)
    assert no.value.reasons == ["Dagordningen har två nivåer. En delpunkt kan inte ha egna delpunkter."]


def test_a_number_set_by_hand_stays_and_can_be_given_back(meeting: Meeting, secretary: User) -> None:
    """N1, evidence 1 (S4: 8 a, 8 b)."""
    agenda.change_item(item(meeting, "Budget"), by=secretary, number="1 b")
    assert tree(meeting) == ["1 Öppnas", "1 b Budget", "2 Avslutas"]
    agenda.add_item(meeting, by=secretary, title="Årshjul")
    with pytest.raises(NotAllowed) as no:
        agenda.change_item(item(meeting, "Årshjul"), by=secretary, number="1 b")
    assert no.value.reasons == ["Numret 1 b används av en annan punkt."]
    agenda.change_item(item(meeting, "Budget"), by=secretary, number="")
    assert tree(meeting) == ["1 Öppnas", "2 Budget", "3 Årshjul", "4 Avslutas"]


def test_loaded_minutes_keep_their_numbers(meeting: Meeting, secretary: User) -> None:
    meeting.source = "gamla.json"
    meeting.save()
    item_two = item(meeting, "Budget")
    item_two.number = "10."
    item_two.save()
    agenda.add_item(meeting, by=secretary, title="Årshjul")
    assert tree(meeting) == ["1 Öppnas", "10. Budget", "11 Årshjul", "3 Avslutas"]


def test_a_removed_item_comes_back_with_its_sub_items(meeting: Meeting, secretary: User) -> None:
    """Soft: nothing is lost."""
    budget = item(meeting, "Budget")
    agenda.add_item(meeting, by=secretary, title="Under", parent=budget)
    agenda.remove_item(budget, by=secretary)
    assert tree(meeting) == ["1 Öppnas", "2 Avslutas"]
    agenda.put_back_item(budget, by=secretary)
    assert tree(meeting) == ["1 Öppnas", "2 Budget", "  a Under", "3 Avslutas"]


def test_an_item_with_text_is_not_removed_unless_one_says_so(meeting: Meeting, secretary: User) -> None:
    budget = item(meeting, "Budget")
    under = agenda.add_item(meeting, by=secretary, title="Under", parent=budget)
    ItemBlock.objects.create(meeting=meeting, item=under, kind="paragraph", html="Ett stycke")
    reason = "Punkten har text. Kryssa i att texten får tas bort med punkten."
    assert agenda.obstacles_to_removing(budget, with_text=False) == [reason]
    with pytest.raises(NotAllowed):
        agenda.remove_item(budget, by=secretary)
    agenda.remove_item(budget, by=secretary, with_text=True)
    assert tree(meeting) == ["1 Öppnas", "2 Avslutas"]


def test_presenters_are_matched_by_full_name_and_kept_as_words_else(
    meeting: Meeting, secretary: User
) -> None:
    """A7: one, several, a group, none."""
    asta = make.person(name="Asta Holm")
    for _ in range(2):
        make.person(name="Gun Ek")
    budget = item(meeting, "Budget")
    agenda.change_item(budget, by=secretary, presenters="ASTA HOLM, Gun Ek,, alla\nordf.")
    assert [(one.text, one.person) for one in budget.presenters.all()] == [
        ("ASTA HOLM", asta), ("Gun Ek", None), ("alla", None), ("ordf.", None)
    ]  # fmt: skip


def test_an_outlook_link_is_unwrapped(meeting: Meeting, secretary: User) -> None:
    """K14."""
    wrapped = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexempel.se%2Fa&data=x"
    made = attachments.attach_link(item(meeting, "Budget"), by=secretary, title="", url=wrapped)
    assert (made.url, made.title, made.kind) == ("https://exempel.se/a", "https://exempel.se/a", "link")


def test_files_are_attached_shown_and_taken_off(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    budget = item(meeting, "Budget")
    page = reverse("meetings:agenda-item", args=[budget.pk])
    refused = client.post(page, {"do": "upload", "upload-file": SimpleUploadedFile("skript.exe", b"MZ")})
    assert list(refused.context["upload_form"].errors) == ["file"]
    text = SimpleUploadedFile("underlag.txt", b"Ett underlag.")
    answer = client.post(page, {"do": "upload", "upload-file": text, "upload-title": "Underlag"})
    assert answer["Location"] == page
    attached = budget.attachments.get()
    assert (str(attached), attached.file and attached.file.name) == ("Underlag", "underlag.txt")
    assert "Underlag" in client.get(reverse("meetings:agenda-edit", args=[meeting.pk])).content.decode()
    client.post(page, {"do": f"detach-{attached.pk}"})
    assert not budget.attachments.exists()


def form_of(**changes: object) -> dict[str, object]:
    return {
        "title": "Budget",
        "number": "",
        "presenters": "",
        "role": "",
        "purpose": "",
        "proposal": "",
    } | changes


def test_an_item_is_worded_on_its_page(meeting: Meeting, secretary: User, as_user: Login) -> None:
    """A6: the chair changes from this item."""
    make.person(name="Ebba Nyman")
    budget = item(meeting, "Budget")
    address = reverse("meetings:agenda-item", args=[budget.pk])
    client = as_user(secretary)
    data = form_of(
        title="Budget 2027\nMed bilaga", purpose="decision", proposal="Att anta budgeten.", planned_start="9,15",
        planned_minutes="20", presenters="alla", chair_text="Ebba Nyman",
    )  # fmt: skip
    assert client.post(address, data).status_code == 302
    budget = AgendaItem.objects.get(pk=budget.pk)
    assert (budget.first_line, budget.subtitle, budget.purpose, budget.number) == (
        "Budget 2027", "Med bilaga", "decision", "2"
    )  # fmt: skip
    assert (budget.planned_start, budget.planned_minutes, str(budget.chair)) == (
        dt.time(9, 15),
        20,
        "Ebba Nyman",
    )
    page = client.get(reverse("meetings:agenda-edit", args=[meeting.pk])).content.decode()
    assert "Ebba Nyman är ordförande från den här punkten" in page
    wrong = client.post(address, data | {"planned_start": "sent"})
    assert wrong.context["item_form"].errors == {"planned_start": ["Skriv tiden som 9.00 eller 13.30."]}
    assert "Att anta budgeten." in wrong.content.decode()


def test_a_point_without_heading_is_warned_about(meeting: Meeting, secretary: User, as_user: Login) -> None:
    answer = as_user(secretary).post(
        reverse("meetings:agenda-edit", args=[meeting.pk]), {"title": ""}, follow=True
    )
    assert [str(one) for one in answer.context["messages"]] == [
        "Punkt 3 är tillagd. Punkten har ingen rubrik."
    ]
    assert "Rubrik saknas" in answer.content.decode()


def test_buttons_work_with_and_without_script(meeting: Meeting, secretary: User, as_user: Login) -> None:
    client = as_user(secretary)
    budget = item(meeting, "Budget")
    up = reverse("meetings:agenda-move", args=[budget.pk, "up"])
    assert client.post(up).url == f"{reverse('meetings:agenda-edit', args=[meeting.pk])}#punkt-{budget.pk}"
    part = client.post(up, headers={"hx-request": "true"}).content.decode()
    assert "Punkten står redan först." in part
    assert "<html" not in part
    assert client.post(reverse("meetings:agenda-move", args=[budget.pk, "sidleds"])).status_code == 404
    page = reverse("meetings:agenda-item", args=[budget.pk])
    client.post(page, {"do": "child", "child-title": "Under", "child-presenters": "alla"})
    removed = client.post(page, {"do": "remove"}, follow=True)
    assert [row.first_line for row in removed.context["removed"]] == ["Budget", "Under"]
    client.post(reverse("meetings:agenda-put-back", args=[budget.pk]))
    assert tree(meeting) == ["1 Budget", "  a Under", "2 Öppnas", "3 Avslutas"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_equally_often_for_one_and_three_items(
    count: int, secretary: User, as_user: Login, django_assert_num_queries: Callable
) -> None:
    meeting = make.meeting()
    for number in range(count):
        one = agenda.add_item(meeting, by=secretary, title=f"Punkt {number}", presenters="alla")
        attachments.attach_link(one, by=secretary, title="Länk", url="https://exempel.se")
        agenda.add_item(meeting, by=secretary, title="Under", parent=one)
    client = as_user(secretary)
    with django_assert_num_queries(18):
        client.get(reverse("meetings:agenda-edit", args=[meeting.pk]))
