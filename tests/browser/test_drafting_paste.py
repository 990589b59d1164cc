"""What is pasted or typed that is not plain words: Word, Outlook, scripts, too much, pictures (B10, B11, K14)."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from meetings.models import AgendaItem, ItemBlock
from secretariat.lib.text import plain
from tests import make
from tests.browser.drafting import PATIENCE, Writer, secretary, texts, wait_until

Visit = Callable[..., Page]
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal {font-size: 11pt}</style></head>
<body lang=SV><!--StartFragment--><p class=MsoNormal style='margin-bottom:8pt'><b><span style='color:red'>Fet
inledning</span></b> och <span style='font-style:italic'>lutad</span>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·
<span>&nbsp;&nbsp;</span></span><![endif]>Första raden</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·
<span>&nbsp;&nbsp;</span></span><![endif]>Andra raden</p>
<table><tr><td><p class=MsoNormal>Kommun</p></td><td><p class=MsoNormal>Antal</p></td></tr>
<tr><td><p class=MsoNormal>Kumla</p></td><td><p class=MsoNormal>9</p></td></tr>
</table><!--EndFragment--></body></html>"""
SAFE_LINK = (
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Futveckling.exempel.se%2Fplan%3Futm_source%3Dbrev"
    "%26sida%3D2&data=05%7C02%7C&reserved=0"
)


@pytest.fixture
def writing(visit: Visit) -> tuple[Writer, AgendaItem]:
    """An empty item with the caret in it."""
    item = make.item(of=make.meeting(), title="Inklistrat")
    writer = Writer(visit(secretary(), f"/moten/{item.meeting_id}/anteckna/"))
    writer.begin(item)
    return writer, item


def _html(item: AgendaItem) -> list[str]:
    rows = ItemBlock.objects.standing().filter(item=item).order_by("position")
    return list(rows.values_list("html", flat=True))


def test_text_from_word_keeps_weight_lists_and_tables_and_nothing_else(
    writing: tuple[Writer, AgendaItem],
) -> None:
    """B10."""
    writer, item = writing
    writer.paste(html=WORD, text="Fet inledning")
    wait_until(writer.page, lambda: len(_html(item)) >= 4)
    rows = ItemBlock.objects.standing().filter(item=item).exclude(html="").order_by("position")
    assert [(row.kind, row.html) for row in rows] == [
        ("paragraph", "<strong>Fet inledning</strong> och <em>lutad</em>."),
        ("bullet", "Första raden"),
        ("bullet", "Andra raden"),
        (
            "table",
            '<table><thead><tr><th scope="col">Kommun</th><th scope="col">Antal</th></tr></thead>'
            "<tbody><tr><td>Kumla</td><td>9</td></tr></tbody></table>",
        ),
    ]
    expect(writer.section(item).locator(".ProseMirror li")).to_have_text(["Första raden", "Andra raden"])


def test_safe_links_are_opened_and_tracking_taken_away(writing: tuple[Writer, AgendaItem]) -> None:
    """K14, in a link of Outlook's and in plain words."""
    writer, item = writing
    writer.paste(html=f'<p>Se <a href="{SAFE_LINK}">planen</a> i dag.</p>', text="Se planen")
    writer.press("Enter")
    writer.paste(text=f"Adressen är {SAFE_LINK} nu.")
    address = "https://utveckling.exempel.se/plan?sida=2"
    wait_until(writer.page, lambda: len(_html(item)) == 2 and address in _html(item)[1])
    first, second = _html(item)
    assert first.startswith(f'Se <a href="{address}"')
    assert plain(second) == f"Adressen är {address} nu."
    assert "safelinks" not in first + second


def test_a_pasted_script_is_words_or_nothing_and_never_runs(writing: tuple[Writer, AgendaItem]) -> None:
    """B10, security."""
    writer, item = writing
    writer.paste(
        html="<p>Före<script>window.hit = 1</script><img src=x onerror='window.hit = 2'>"
        "<a href='javascript:window.hit = 3'>länk</a> <span onclick='window.hit = 4'>efter</span></p>",
        text="Före",
    )
    writer.press("Enter")
    writer.paste(text="<script>window.hit = 5</script>")
    writer.saves(item, ["Förelänk efter", "<script>window.hit = 5</script>"])
    assert _html(item) == ["Förelänk efter", "&lt;script&gt;window.hit = 5&lt;/script&gt;"]
    writer.page.reload()
    writer.page.wait_for_selector("[data-draft-ready]")
    writer.text(item)
    assert writer.page.evaluate("window.hit") is None


def test_far_too_much_text_stays_in_the_browser_until_it_is_divided(
    writing: tuple[Writer, AgendaItem],
) -> None:
    """3 MB in one paragraph: a clear message, nothing lost; what else is written goes on being saved."""
    writer, item = writing
    other = make.item(of=item.meeting, title="Annan punkt")
    much = "ord " * 750_000
    writer.paste(text=much)
    section = writer.section(item)
    expect(section.locator(".item-message")).to_contain_text(
        "Dela det, eller lägg texten som bilaga.", timeout=30_000
    )
    expect(writer.status).to_have_text("Inte sparat – finns kvar här i webbläsaren")
    assert [len(html.strip()) for html in writer.kept()] == [len(much.strip())]
    assert texts(item) == []
    writer.page.reload()
    writer = Writer(writer.page)
    section = writer.section(item)
    expect(section.locator(".item-message")).to_contain_text("Dela det", timeout=30_000)
    assert section.evaluate("(el) => el.querySelector('.item-text').textContent.trim().length") == len(
        much.strip()
    )
    assert other.pk


def test_text_comes_back_though_the_page_before_is_slow_to_go(writing: tuple[Writer, AgendaItem]) -> None:
    """L1: loaded anew on a busy computer, while the old page still holds its lock for three seconds."""
    writer, item = writing
    much = "ord " * 750_000
    writer.paste(text=much)
    section = writer.section(item)
    expect(section.locator(".item-message")).to_contain_text("Dela det", timeout=30_000)
    beside = writer.page.context.new_page()
    beside.goto(writer.page.url.split("/moten/")[0])
    waits = """async () => {
        const tab = (await navigator.locks.query()).held.find((lock) => lock.name.startsWith("utkast-")).name;
        navigator.locks.request(tab, () => new Promise((gone) => setTimeout(gone, 3000)));
    }"""
    beside.evaluate(waits)
    writer.page.reload()
    section = Writer(writer.page).section(item)
    expect(section.locator(".item-message")).to_contain_text("Dela det", timeout=30_000)
    beside.close()


def test_a_long_text_of_many_paragraphs_is_saved_whole(writing: tuple[Writer, AgendaItem]) -> None:
    """300 kB in a thousand paragraphs is only much."""
    writer, item = writing
    lines = [f"Stycke {n} " + "med ord " * 36 for n in range(1, 1001)]
    writer.paste(text="\n".join(lines))
    expect(writer.section(item).locator(".item-message")).to_contain_text("mycket lång")
    wait_until(
        writer.page, lambda: ItemBlock.objects.standing().filter(item=item).count() == 1000, within=30_000
    )
    assert texts(item) == [line.strip() for line in lines]


def test_a_picture_is_not_taken_and_the_person_is_told_what_to_do(writing: tuple[Writer, AgendaItem]) -> None:
    """B10: pictures are attachments."""
    writer, item = writing
    writer.page.evaluate("""() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array([137, 80, 78, 71])], "bild.png", {type: "image/png"}));
      const about = {clipboardData: data, bubbles: true, cancelable: true};
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", about));
    }""")
    expect(writer.section(item).locator(".item-message")).to_contain_text("Lägg bilden som bilaga.")
    writer.type("Text efter bilden.")
    writer.saves(item, ["Text efter bilden."])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bra 👩‍👩‍👧 och 🇸🇪", "Bra 👩‍👩‍👧 och 🇸🇪"),
        ("Noll\x00tecken", "Nolltecken"),
        (
            "Mjukt\u00adbindestreck och fast\u00a0mellanslag",
            "Mjukt\u00adbindestreck och fast\u00a0mellanslag",
        ),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
    ],
)
def test_odd_signs_come_through(writing: tuple[Writer, AgendaItem], typed: str, kept: str) -> None:
    """B10: emoji of several parts, NUL, no-break space, signs of markup."""
    writer, item = writing
    writer.paste(text=typed)
    writer.saves(item, [kept])


def test_a_personnummer_is_saved_and_pointed_out(writing: tuple[Writer, AgendaItem]) -> None:
    """B11: flagged at saving, in the item and in the list of what hinders."""
    writer, item = writing
    writer.type("Ärendet gäller 19121212-1212 i Kumla.")
    writer.saves(item, ["Ärendet gäller 19121212-1212 i Kumla."])
    expect(writer.section(item).locator(".item-message")).to_contain_text("ser ut som ett personnummer")
    gaps: Any = writer.page.locator("#draft-gaps")
    expect(gaps).to_contain_text("personnummer", timeout=PATIENCE)
    expect(gaps).to_contain_text("Hindrar utskick.")
