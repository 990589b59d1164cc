"""The same work with JavaScript off: read, write, lists, two texts, steps and attendance (B1, L2)."""

from collections.abc import Callable

from django.http import QueryDict
from playwright.sync_api import Page, expect

from meetings.actions import texts as text_actions
from meetings.forms.texts import changes_from_fields
from meetings.models import Attendance, ItemBlock, TextConflict
from tests import make
from tests.browser.drafting import secretary, texts, two_items

Visit = Callable[..., Page]


def test_the_page_shows_the_text_and_leads_to_plain_fields(visit: Visit) -> None:
    """B1: text to read, and a way to write."""
    meeting, item, _ = two_items()
    page = visit(secretary(), f"/moten/{meeting.pk}/anteckna/", scripts=False)
    section = page.locator(f"[data-item='{item.pk}']")
    expect(section).to_contain_text("Av 41 platser är 27 öppna.")
    expect(page.locator("[data-saved-state]")).to_have_text("")
    section.get_by_role("link", name="Skriv i enkla fält").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Punkt 1: Mötesplatser")
    assert page.get_by_label("Stycke 1").input_value() == "Av 41 platser är 27 öppna."


def test_one_writes_paragraphs_and_a_list_in_plain_fields(visit: Visit) -> None:
    """An emptied field takes its paragraph away; a dash and a space make a list."""
    _, item, _ = two_items()
    page = visit(secretary(), f"/moten/punkter/{item.pk}/enkelt/", scripts=False)
    page.get_by_label("Stycke 1").fill("Av 41 platser är 28 öppna.")
    page.get_by_label("Stycke 2").fill("")
    page.get_by_label("Lägg till sist").fill("Ett nytt stycke.\n\n- Första raden\n- Andra raden")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Sparat")
    rows = ItemBlock.objects.standing().filter(item=item).order_by("position")
    assert [(row.kind, row.html) for row in rows] == [
        ("paragraph", "Av 41 platser är 28 öppna."),
        ("paragraph", "Ett nytt stycke."),
        ("bullet", "Första raden"),
        ("bullet", "Andra raden"),
    ]


def test_two_texts_are_shown_and_chosen_without_script(visit: Visit) -> None:
    """L2: the second writer sees both and chooses; the other is in the history."""
    _, item, _ = two_items()
    page = visit(secretary("Hanna Rydbeck"), f"/moten/punkter/{item.pk}/enkelt/", scripts=False)
    other = visit(secretary("Jonas Elgvist"), f"/moten/punkter/{item.pk}/enkelt/", scripts=False)
    other.get_by_label("Stycke 1").fill("Jonas text.")
    other.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_label("Stycke 1").fill("Hannas text.")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Någon annan har ändrat samma stycke.")
    conflict = page.locator(".conflict")
    expect(conflict).to_contain_text("Hannas text.")
    expect(conflict).to_contain_text("Jonas text.")
    assert texts(item)[0] == "Jonas text."
    conflict.get_by_role("button", name="Behåll båda").click()
    expect(page.locator(".conflict")).to_have_count(0)
    assert texts(item) == ["Jonas text.", "Hannas text.", "Flest är öppna på dagen."]
    assert TextConflict.objects.get().choice == "both"


def test_what_cannot_be_saved_is_shown_again_as_it_was_typed(visit: Visit) -> None:
    """Nothing typed is lost when it cannot be saved."""
    _, item, _ = two_items()
    page = visit(secretary(), f"/moten/punkter/{item.pk}/enkelt/", scripts=False)
    page.get_by_label("Lägg till sist").fill("x" * 400_001)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Dela det, eller lägg texten som bilaga.")
    assert len(page.get_by_label("Lägg till sist").input_value()) == 400_001
    assert texts(item) == ["Av 41 platser är 27 öppna.", "Flest är öppna på dagen."]


def test_a_page_of_much_text_is_saved_and_too_much_comes_back_with_what_to_do(visit: Visit) -> None:
    """Much Swedish text is read; more than 8 MB is refused in words, and stands there when one goes back."""
    _, item, _ = two_items()
    page = visit(secretary(), f"/moten/punkter/{item.pk}/enkelt/", scripts=False)
    paragraphs = ["å" * 350_000 for _ in range(5)]
    page.get_by_label("Lägg till sist").fill("\n\n".join(paragraphs))
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Sparat")
    assert texts(item)[2:] == paragraphs

    page.get_by_label("Stycke 1", exact=True).fill("Fler är öppna.")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Sparat")
    assert texts(item) == ["Fler är öppna.", "Flest är öppna på dagen.", *paragraphs]

    page.get_by_label("Lägg till sist").fill("x" * 5_000_000)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("För mycket på en gång")
    expect(page.locator("main")).to_contain_text("Dela den, eller lägg den som bilaga.")
    page.go_back()
    assert page.get_by_label("Lägg till sist").input_value() == "x" * 5_000_000


def test_steps_and_attendance_are_pressed_without_script(visit: Visit) -> None:
    """Where the meeting is, and who is there."""
    meeting, item, _ = two_items()
    row = make.attendee(of=meeting, person=make.person(name="Malte Ceder"), state="unknown")
    page = visit(secretary(), f"/moten/{meeting.pk}/anteckna/", scripts=False)
    page.locator(f"[data-item='{item.pk}']").get_by_role("button", name="Pågår").click()
    expect(page.locator("#draft-agenda li").first).to_contain_text("pågår")
    page.locator(f"#narvaro-{row.pk}").click()
    expect(page.locator(f"#narvaro-{row.pk}")).to_contain_text("Närvarande")
    assert Attendance.objects.get().state == "present"


def test_a_saved_version_is_brought_back(visit: Visit) -> None:
    """L3: listed, compared, restored."""
    _, item, _ = two_items()
    user = secretary()
    blocks = list(ItemBlock.objects.filter(item=item).order_by("position"))
    for words in ("Av 41 platser är 30 öppna.", "Av 41 platser är 12 stängda."):
        block = ItemBlock.objects.get(pk=blocks[0].pk)
        data = {
            f"block-{block.pk}": words,
            f"base-{block.pk}": str(block.revision),
            f"was-{block.pk}": "annat",
        }
        text_actions.save(item, changes_from_fields(_fields(data), [block]), by=user)
    page = visit(user, f"/moten/punkter/{item.pk}/versioner/", scripts=False)
    versions = page.locator(".version")
    expect(versions).to_have_count(2)
    expect(versions.first.locator("del")).to_have_text("30 öppna.")
    expect(versions.first.locator("ins")).to_have_text("12 stängda.")
    versions.nth(1).get_by_role("button", name="Ta tillbaka den här versionen").click()
    assert texts(item)[0] == "Av 41 platser är 30 öppna."


def _fields(data: dict[str, str]) -> QueryDict:
    fields = QueryDict(mutable=True)
    fields.update(data)
    return fields
