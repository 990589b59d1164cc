"""Views of restricted things stand in the log, are found there and fetched from it (D8)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.actions import masks
from secretariat.registry.models import LogEntry, User
from surveys.actions import datasets
from tests import make
from tests.meetings.publishing_case import finished_case
from tests.surveys.embargo_case import CODE, TITLE, a_secret
from tests.surveys.result_case import County, a_county

pytestmark = pytest.mark.django_db
BEFORE = "såg resultat före släppet"
UNMASKED = "såg anteckningar utan maskning"


def login(user: User) -> Client:
    client = Client(REMOTE_ADDR="192.0.2.17")
    client.force_login(user)
    return client


def lines(verb: str) -> list[tuple[str, str, str | None]]:
    """Who, what and from where, in order."""
    rows = LogEntry.objects.filter(verb=verb).order_by("pk")
    return [(one.user_name, one.detail.get("adress", ""), one.ip) for one in rows]


@pytest.fixture
def county(db: None) -> County:
    return a_county()


def test_results_seen_before_their_release_are_in_the_log(county: County) -> None:
    """On the set's page, an indicator's, a place's, beside each other, and in a file; not on those of open ones."""
    dataset, client = a_secret(county), login(county.by)
    nora = "1884"
    asked = [
        dataset.get_absolute_url(),
        reverse("surveys:indicator-detail", args=[CODE]),
        reverse("surveys:place-detail", args=["municipality", nora]),
        reverse("surveys:indicator-export", args=[CODE, "csv"]),
        reverse("surveys:place-report", args=["municipality", nora]),
    ]
    for address in asked:
        assert client.get(address).status_code == 200, address
    compared = reverse("surveys:result-compare")
    assert client.get(compared, {"a": f"municipality:{nora}", "b": "county:18"}).context["shown"]
    assert [where for _, where, _ in lines(BEFORE)] == [*asked, compared]
    assert {(who, ip) for who, _, ip in lines(BEFORE)} == {(county.by.name, "192.0.2.17")}
    assert {one.label for one in LogEntry.objects.filter(verb=BEFORE)} == {str(dataset)}
    now = timezone.now() - dt.timedelta(hours=1)
    datasets.release(dataset, parties_at=now, public_at=now, national_at=None, by=county.by)
    for address in asked:
        client.get(address)
    assert len(lines(BEFORE)) == len(asked) + 1


def test_who_sees_nothing_of_it_is_not_in_the_log(county: County) -> None:
    a_secret(county)
    for client in (Client(), login(make.user())):
        client.get(reverse("surveys:place-detail", args=["municipality", "1884"]))
        client.get(reverse("surveys:result-list"))
    assert lines(BEFORE) == []


def test_what_is_masked_for_others_is_logged_when_it_is_read_as_it_is() -> None:
    """The page, the papers and the page where masks are chosen; nothing where nothing is masked."""
    case = finished_case()
    page = reverse("meetings:meeting-detail", args=[case.meeting.pk])
    pdf = reverse("meetings:minutes-pdf", args=[case.meeting.pk])
    summary = reverse("meetings:summary-pdf", args=[case.meeting.pk])
    choose = reverse("meetings:minutes-mask", args=[case.meeting.pk])
    reader, office = login(case.chair), login(case.secretary)
    for address in (page, pdf, summary):
        assert reader.get(address).status_code == 200
    assert lines(UNMASKED) == []
    masks.mask(case.minutes, by=case.secretary, wanted=[("words", "Nora avstår")], ground=masks.GROUNDS[2])
    for address in (page, pdf, summary):
        assert reader.get(address).status_code == 200
    who = case.chair.name
    assert lines(UNMASKED) == [(who, address, "192.0.2.17") for address in (page, pdf, summary)]
    assert office.get(choose).status_code == 200
    assert lines("öppnade maskningen") == [(case.secretary.name, choose, "192.0.2.17")]


def test_whoever_reads_the_log_is_in_it(secretary: User) -> None:
    """With what was asked for; found by its words and fetched with the rest."""
    client, address = login(secretary), reverse("registry:log-list")
    first = client.get(address, {"q": "loggade"})
    assert (first.status_code, list(first.context["entries"])) == (200, [])
    assert lines("läste loggen") == [(secretary.name, address, "192.0.2.17")]
    (line,) = LogEntry.objects.filter(verb="läste loggen")
    assert line.detail["urval"] == "q=loggade"
    found = client.get(address, {"q": "läste", "vem": secretary.name}).context["entries"]
    assert [one.verb for one in found] == ["läste loggen"]
    fetched = client.get(reverse("registry:log-download", args=["csv"]), {"q": "läste loggen"})
    text = (b"".join(fetched.streaming_content) if fetched.streaming else fetched.content).decode("utf-8-sig")
    assert text.count("läste loggen") == 2


def test_nothing_is_written_where_nothing_can_be(settings: Any, secretary: User) -> None:
    """Read-only mode (E7)."""
    client = login(secretary)
    settings.READ_ONLY = True
    assert client.get(reverse("registry:log-list")).status_code == 200
    assert lines("läste loggen") == []


def test_the_title_of_the_set_is_what_the_log_calls_it(county: County) -> None:
    dataset = a_secret(county)
    login(county.by).get(dataset.get_absolute_url())
    about = f"surveys.dataset:{dataset.pk}"
    shown = login(make.user(office_role="administrator")).get(reverse("registry:log-list"), {"om": about})
    assert TITLE in shown.context["about"]
    assert BEFORE in [one.verb for one in shown.context["entries"]]
