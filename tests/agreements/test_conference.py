"""The year's follow-ups for the conference: table, screen, file, paper; the same cost whatever the number (F5)."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from agreements.actions import conference, followups
from agreements.models import AgreementVersion, FollowUp
from secretariat.inquiries.actions import forms, rounds, sheets
from secretariat.inquiries.models import Recipient
from secretariat.inquiries.values import read
from secretariat.lib import pdf
from secretariat.registry.models import Theme, User
from tests import make

from .case import NOW, TODAY, Case, an_agreement

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
BY = dt.date(2026, 10, 31)
WHOLE = {
    "insatser": "Läger", "maluppfyllelse": "4", "hinder": "tid|pengar", "samverkan": "delvis",
    "intakter-regionen": "100 000", "intakter-kommunen": "50 000", "lonekostnader": "190 000",
    "ovriga-kostnader": "10 000", "arsarbetare": "1,5", "nasta-steg": "Anställa en samordnare",
}  # fmt: skip


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def followed_up(case: Case, *answering: str, year: int = 2026) -> FollowUp:
    """A year's round that is out, with the whole form handed in by some."""
    AgreementVersion.objects.filter(agreement=case.agreement).update(starts_on=dt.date(2020, 1, 1))
    found = followups.start(case.agreement, year=year, due_on=BY, by=case.by, today=TODAY)
    rounds.send(found.inquiry, by=case.by, at=NOW)
    for name in answering:
        row = Recipient.objects.get(inquiry=found.inquiry, organisation=case.organisations[name])
        hand_in_whole(row, at=NOW)
    return found


def hand_in_whole(row: Recipient, *, who: str = "Asta", at: dt.datetime | None = None) -> None:
    """Answer the whole form for a party, and hand in."""
    version = row.inquiry.form_version
    assert version
    questionnaire = forms.questionnaire_of(version)
    changes = []
    for key, typed in WHOLE.items():
        field = questionnaire.field_named(f"q-{key}")
        assert field, key
        changes.append(sheets.Change(field, read(field, typed.split("|")).value))
    sheets.save(row, changes, who=who, how=sheets.LINK, at=at)
    sheets.submit(row, who=who, how=sheets.LINK, at=at)


def reader() -> User:
    return make.user(office_role="reader")


def address(name: str = "conference", *more: object) -> str:
    return reverse(f"agreements:{name}", args=[2026, *more])


def test_a_row_says_goal_state_figures_deviations_and_next_step() -> None:
    followed_up(an_agreement("Nora", "Kumla").in_force(), "Nora")
    (group,) = conference.groups_of(2026, order=conference.BY_AGREEMENT, today=BY + dt.timedelta(days=1))
    kumla, nora = sorted(group.rows, key=lambda one: one.party)
    assert (group.name, group.answered) == ("Samverkan för god hälsa", "1 av 2 har lämnat in.")
    assert (nora.party, nora.goal, nora.state, nora.mark) == ("Nora", "4 (av 5)", "Inlämnad", "pending")
    assert nora.figures == [
        ("Intäkter, regionens del", "100\u00a0000\u00a0kr"),
        ("Intäkter, kommunens del", "50\u00a0000\u00a0kr"),
        ("Lönekostnader", "190\u00a0000\u00a0kr"),
        ("Övriga kostnader", "10\u00a0000\u00a0kr"),
        ("Saldo", "\u221250\u00a0000\u00a0kr"),
        ("Antal årsarbetare", "1,5\u00a0årsarbetare"),
    ]
    assert nora.deviations == [
        "Hinder: tid och pengar.", "Samverkan: delvis.", "Underskott: \u221250\u00a0000\u00a0kr.",
    ]  # fmt: skip
    assert nora.next_step == "Anställa en samordnare"
    assert (kumla.state, kumla.mark, kumla.figures, kumla.values) == ("Ej påbörjad, sen", "late", [], {})


def test_what_is_begun_and_not_handed_in_is_not_shown() -> None:
    case = an_agreement("Nora").in_force()
    found = followed_up(case, "Nora")
    row = Recipient.objects.get(inquiry=found.inquiry)
    sheets.take_back(row, who="x", how="link", at=NOW)
    (group,) = conference.groups_of(2026, order=conference.BY_AGREEMENT, today=TODAY)
    assert [(one.state, one.goal, one.values) for one in group.rows] == [("Påbörjad", "", {})]


def test_it_is_ordered_by_agreement_lansdel_or_theme() -> None:
    first = an_agreement("Nora").in_force()
    first.agreement.themes.add(Theme.objects.create(name="Barn och unga", slug="barn-x"))
    followed_up(first)
    followed_up(an_agreement("Kumla").in_force())
    names = {
        order: [one.name for one in conference.groups_of(2026, order=order, today=TODAY)]
        for order in conference.ORDERS
    }
    assert names["tema"] == ["Barn och unga", "Utan tema"]
    assert len(names["overenskommelse"]) == 2
    assert len(names["lansdel"]) == 1


def test_the_page_shows_the_chosen_columns(as_user: As) -> None:
    followed_up(an_agreement("Nora").in_force(), "Nora")
    client = as_user(reader())
    said = words(client.get(address()))
    for part in ("Uppföljning 2026", "Anställa en samordnare", "Underskott", "Visa på skärm"):
        assert part in said
    said = words(client.get(address() + "?visa=mal&visa=lage"))
    assert "Anställa en samordnare" not in said
    assert "4 (av 5)" in said
    latest = client.get(reverse("agreements:conference-latest"))
    assert latest.headers["Location"] == address()
    assert client.get(reverse("agreements:conference", args=[1999])).status_code == 404


def test_on_the_screen_one_leafs_with_links_and_there_are_no_menus(as_user: As) -> None:
    for name in ("Nora", "Kumla"):
        followed_up(an_agreement(name).in_force(), name)
    client = as_user(reader())
    first = client.get(address("conference-screen")).content.decode()
    assert "1 av 2" in first
    assert 'class="top"' not in first
    assert 'rel="prev"' not in first
    after = re.search(r'rel="next" href="([^"]+)"', first)
    assert after
    second = client.get(address("conference-screen") + after[1].replace("&amp;", "&")).content.decode()
    assert "2 av 2" in second
    assert 'rel="next"' not in second
    for odd in ("0", "99", "x", "9" * 30):
        assert client.get(address("conference-screen") + f"?nr={odd}").status_code == 200


def test_the_files_hold_the_same_rows_with_figures_as_numbers(as_user: As) -> None:
    followed_up(an_agreement("Nora", "Kumla").in_force(), "Nora")
    client = as_user(reader())
    book = load_workbook(io.BytesIO(client.get(address("conference-export", "xlsx")).content))
    rows = {row[4]: row for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert rows["Nora"][5:13] == ("Inlämnad", "4 (av 5)", 100000, 50000, 190000, 10000, -50000, 1.5)
    assert rows["Kumla"][7:13] == (None,) * 6
    assert client.get(address("conference-export", "docx")).status_code == 404


@pytest.mark.skipif(not pdf.is_available(), reason="WeasyPrint saknas")
def test_the_paper_lies_down(as_user: As) -> None:
    followed_up(an_agreement("Nora").in_force(), "Nora")
    paper = PdfReader(io.BytesIO(as_user(reader()).get(address("conference-pdf")).content))
    box = paper.pages[0].mediabox
    assert box.width > box.height
    assert "Anställa en samordnare" in " ".join(paper.pages[0].extract_text().split())


def test_the_versions_file_says_when_each_party_was_last_followed_up(as_user: As) -> None:
    """Domain 3.4, the column senaste uppföljning: filled by what is handed in, and emptied when it is taken back."""
    case = an_agreement("Nora", "Kumla").in_force()
    found = followed_up(case, "Nora")
    client = as_user(reader())
    url = reverse("agreements:version-export", args=[case.agreement.slug, 1, "csv"])

    def column() -> dict[str, str]:
        lines = [line.split(";") for line in client.get(url).content.decode("utf-8-sig").splitlines()]
        place = lines[0].index("senaste uppföljning datum")
        return {line[0]: line[place] for line in lines[1:]}

    assert column() == {"Nora": TODAY.isoformat(), "Kumla": ""}
    row = Recipient.objects.get(inquiry=found.inquiry, organisation=case.organisations["Nora"])
    sheets.take_back(row, who="x", how="link", at=NOW)
    assert column() == {"Nora": "", "Kumla": ""}


def test_who_may_see_it(as_user: As) -> None:
    followed_up(an_agreement("Nora").in_force())
    client = as_user(make.user())
    for name in ("conference", "conference-screen", "conference-pdf"):
        assert client.get(address(name)).status_code == 403


SIXTEEN = (
    "Askersund", "Degerfors", "Hallsberg", "Hällefors", "Karlskoga", "Kumla", "Laxå", "Lekeberg", "Lindesberg",
    "Ljusnarsberg", "Nora", "Örebro", "Regionen", "RF-SISU", "ÖLBF", "Länsstyrelsen",
)  # fmt: skip


def _asked_by(pages: list[str], client: Client) -> list[int]:
    counts = []
    for url in pages:
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        counts.append(len(caught))
    return counts


def test_the_cost_is_the_same_for_three_and_sixteen_parties_and_two_and_six_years(
    as_user: As, django_assert_num_queries: Any
) -> None:
    """The conference, the agreement, its version, the compilation beside earlier years, the round, all agreements."""
    client, counts = as_user(reader()), []
    for parties, years in ((3, 2), (16, 6)):
        FollowUp.objects.all().delete()
        case = an_agreement(*SIXTEEN[:parties]).in_force()
        for year in range(2027 - years, 2027):
            followed_up(case, *SIXTEEN[:parties], year=year)
        with django_assert_num_queries(6):
            groups = conference.groups_of(2026, order=conference.BY_DISTRICT, today=TODAY)
        assert sum(len(one.rows) for one in groups) == parties
        latest = FollowUp.objects.get(agreement=case.agreement, year=2026).inquiry_id
        pages = [
            address(),
            case.agreement.get_absolute_url(),
            case.version.get_absolute_url(),
            reverse("inquiries:round-compiled", args=[latest]),
            reverse("inquiries:round-detail", args=[latest]),
            reverse("agreements:agreement-list"),
        ]
        counts.append(_asked_by(pages, client))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20
