"""One item's page: whatever button is pressed, nothing that is typed on the page is lost (A6, A7)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meetings.models import AgendaItem
from secretariat.registry.models import LogEntry, User
from tests import make

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
TYPED = {
    "title": "Budget", "number": "", "presenters": "Asta", "role": "", "purpose": "decision", "planned_start": "9.15",
    "planned_minutes": "20", "proposal": "Att anta budgeten.", "chair_text": "",
    "link-url": "https://exempel.se/", "link-title": "Underlag", "upload-title": "Bilden",
    "child-title": "Delen", "child-presenters": "alla",
}  # fmt: skip


@pytest.fixture
def item() -> AgendaItem:
    """A point that nobody has said more of than its heading."""
    return make.item(of=make.meeting(), title="Budget", text="")


def standing(item: AgendaItem) -> dict[str, Any]:
    """What is stored of everything that can be typed on the page."""
    item = AgendaItem.objects.get(pk=item.pk)
    return {
        "item": (item.purpose, item.planned_minutes, item.proposal, [str(one.text) for one in item.presenters.all()]),
        "attached": sorted(one.title for one in item.attachments.all()),
        "under": [one.title for one in item.children.all()],
        "gone": item.removed_at is not None,
    }  # fmt: skip


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("bild.txt", b"En bild.")


@pytest.mark.parametrize("pressed", ["", "save", "link", "upload", "child", "remove"])
def test_every_button_saves_all_that_is_typed(
    item: AgendaItem, secretary: User, as_user: Login, pressed: str
) -> None:
    page = reverse("meetings:agenda-item", args=[item.pk])
    do = {"do": pressed} if pressed else {}
    answer = as_user(secretary).post(page, {**TYPED, **do, "upload-file": picture()})
    assert answer.status_code == 302
    assert standing(item) == {
        "item": ("decision", 20, "Att anta budgeten.", ["Asta"]),
        "attached": ["Bilden", "Underlag"],
        "under": ["Delen"],
        "gone": pressed == "remove",
    }


def test_taking_an_attachment_off_saves_what_is_typed(
    item: AgendaItem, secretary: User, as_user: Login
) -> None:
    page = reverse("meetings:agenda-item", args=[item.pk])
    client = as_user(secretary)
    client.post(page, {"do": "link", "link-url": "https://exempel.se/", "link-title": "Gammal"})
    client.post(page, {**TYPED, "upload-title": "", "do": f"detach-{item.attachments.get().pk}"})
    assert standing(item)["attached"] == ["Underlag"]
    assert standing(item)["item"] == ("decision", 20, "Att anta budgeten.", ["Asta"])


def test_what_cannot_be_saved_comes_back_and_the_rest_is_saved(
    item: AgendaItem, secretary: User, as_user: Login
) -> None:
    """A wrong time and a wrong link: the file and the sub-item are in, the wrong ones are shown as typed."""
    page = reverse("meetings:agenda-item", args=[item.pk])
    wrong = {
        **TYPED,
        "planned_start": "sent",
        "link-url": "hittepå:x",
        "upload-file": picture(),
        "do": "child",
    }
    answer = as_user(secretary).post(page, wrong)
    assert answer.status_code == 200
    assert [sorted(form.errors) for form in answer.context["wrong"]] == [["planned_start"], ["url"]]
    text = answer.content.decode()
    assert 'value="sent"' in text
    assert "Att anta budgeten.</textarea>" in text
    assert 'value="hittepå:x"' in text
    assert 'value="Underlag"' in text
    assert 'value="Delen"' not in text
    assert text.count('id="error-summary-title"') == 1
    assert standing(item) == {
        "item": ("", None, "", []), "attached": ["Bilden"], "under": ["Delen"], "gone": False,
    }  # fmt: skip


def test_a_title_without_its_file_is_asked_for(item: AgendaItem, secretary: User, as_user: Login) -> None:
    answer = as_user(secretary).post(reverse("meetings:agenda-item", args=[item.pk]), TYPED)
    assert [form.errors for form in answer.context["wrong"]] == [{"file": ["Välj en fil."]}]
    assert 'value="Bilden"' in answer.content.decode()


def test_an_item_with_text_is_not_taken_off_without_a_tick_but_what_is_typed_is_saved(
    secretary: User, as_user: Login
) -> None:
    item = make.item(of=make.meeting(), title="Budget", text="Ett stycke.")
    page = reverse("meetings:agenda-item", args=[item.pk])
    typed = {**TYPED, "upload-title": "", "do": "remove"}
    answer = as_user(secretary).post(page, typed)
    assert "Punkten har text. Kryssa i att texten får tas bort med punkten." in answer.content.decode()
    assert standing(item)["gone"] is False
    assert standing(item)["item"] == ("decision", 20, "Att anta budgeten.", ["Asta"])
    again = {"do": "remove", "with_text": "on"}
    assert as_user(secretary).post(page, again).status_code == 302
    assert standing(item)["gone"] is True


def test_a_wrong_field_holds_the_removal_back(item: AgendaItem, secretary: User, as_user: Login) -> None:
    page = reverse("meetings:agenda-item", args=[item.pk])
    typed = {**TYPED, "upload-title": "", "planned_start": "sent", "do": "remove"}
    assert as_user(secretary).post(page, typed).status_code == 200
    assert standing(item)["gone"] is False


def test_a_link_alone_does_not_change_the_item(item: AgendaItem, secretary: User, as_user: Login) -> None:
    page = reverse("meetings:agenda-item", args=[item.pk])
    client = as_user(secretary)
    form = client.get(page).context["item_form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    client.post(page, {**shown, "do": "link", "link-url": "https://exempel.se/"})
    verbs = list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["lade till bilaga"]


def test_another_items_attachment_stays(item: AgendaItem, secretary: User, as_user: Login) -> None:
    other = make.item(of=item.meeting, title="Annan")
    attached = other.attachments.create(meeting=item.meeting, kind="noted", title="ppt")
    page = reverse("meetings:agenda-item", args=[item.pk])
    as_user(secretary).post(page, {"do": f"detach-{attached.pk}"})
    assert standing(other)["attached"] == ["ppt"]
