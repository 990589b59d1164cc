"""Before its time a set of results does not exist: asked at every address there is, as everybody (H4).

Whole pages are compared with what they were before the set was there, so that no count gives it away either.
"""

import ast
import datetime as dt
import difflib
import io
import re
import zipfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from secretariat.registry.actions import indexing
from secretariat.registry.models import User
from surveys.actions import datasets
from surveys.models import Dataset, Indicator
from tests import make

from .result_case import County, a_county, row

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
CODE, NAME, TITLE, SOURCE, GROUP, VALUE = (
    "XQZ77",
    "Hemligtvillande",
    "Embargotiteln",
    "Kvarnkällan",
    "Xqzgrupp",
    "73,13",
)
SECRETS = (CODE, NAME, TITLE, SOURCE, GROUP, VALUE, "73.13", "7313")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|csrf-token" content="[^"]*"|"X-CSRFToken": ?"[^"]*"'
    r"|X-CSRFToken&quot;: ?&quot;[^&]*&quot;|<updated>[^<]*</updated>|DTSTAMP:\S+|kl\.\s\d+\.\d+"
)
DIFFERING = ("Content-Length", "Content-Security-Policy", "Last-Modified", "ETag")
READERS = ("public", "signed_in", "reader", "member", "secretary", "own_secretary")


def every_pattern(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        where = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield where
        else:
            yield from every_pattern(pattern, where)


def person(kind: str, county: County) -> User | None:
    if kind == "public":
        return None
    if kind in ("signed_in", "reader"):
        return make.user(office_role="" if kind == "signed_in" else "reader")
    body = county.survey.body if kind == "own_secretary" else make.body()
    user = make.user()
    assert user.person
    user.person.organisation = county.parties["1884"]
    user.person.save()
    make.membership(
        seat=make.seat(of=body, kind="member" if kind == "member" else "secretary"), person=user.person
    )
    return user


def addresses(county: County, dataset: int) -> Iterator[str]:
    """Every address there is, with what belongs to the set wherever it asks for something."""
    told = {
        "pk": [str(dataset), str(county.round.pk)], "slug": [county.survey.slug], "code": [CODE],
        "geography": ["kommun", "lan"], "geo_code": ["1884"], "kind": ["xlsx", "csv", "json"],
    }  # fmt: skip
    for pattern in every_pattern():
        if (
            pattern.startswith(("admin/", "konto/", "__debug__"))
            or "^" in pattern
            or "logga-ut" in pattern
            or "pdf" in pattern
            or "png" in pattern
        ):
            continue
        names = [name for _, name in PARAMETER.findall(pattern)]
        for values in product(*(told.get(name, ["1"]) for name in names)):
            rest = iter(values)
            yield "/" + PARAMETER.sub(lambda _, rest=rest: next(rest), pattern)
    for page in ("/sok/", "/undersokningar/", "/undersokningar/datamangder/", "/undersokningar/resultat/"):
        for word in (CODE, NAME, TITLE, GROUP):
            yield f"{page}?q={word}"


def said(response: Any) -> str:
    """What an answer says, taken out of its package where it is one, without what differs from time to time."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    for close in response._resource_closers:  # its own `close` would end the connection too
        close()
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"\n".join(
                package.read(name) for name in sorted(package.namelist()) if "docProps" not in name
            )
    heads = " ".join(f"{key}:{value}" for key, value in response.headers.items() if key not in DIFFERING)
    return CHANGING.sub("", f"{content.decode('utf-8', 'replace')}\n{heads}")


def changed(before: str, after: str) -> list[str]:
    """The lines that differ."""
    return [
        line.strip() for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"
    ][:6]


@pytest.fixture
def county(db: None) -> County:
    made = a_county()
    made.survey.body = make.body()
    made.survey.save()
    return made


def a_secret(county: County) -> Dataset:
    cells = {"indikator_id": CODE, "indikator": NAME, "grupp": GROUP}
    made = county.taken(row(VALUE, 4321, **cells), row("61,5", 5000, geo_typ="län", geo_kod="18", **cells),
                        title=TITLE, source=SOURCE)  # fmt: skip
    indexing.take_in_changes()
    return made


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.mark.parametrize("kind", ["public", "reader", "own_secretary"])
def test_nobody_who_waits_meets_a_word_or_a_number_of_it(county: County, kind: str) -> None:
    """Every address of the URLconf, with the set's own keys wherever one is asked for."""
    dataset, client = a_secret(county), client_of(person(kind, county))
    client.raise_request_exception = False
    seen, found = 0, []
    for address in addresses(county, dataset.pk):
        response = client.get(address)
        if response.status_code >= 500:
            continue
        seen += 1
        asked = address.partition("?q=")[2]
        told = said(response)
        found += [
            (address, word) for word in SECRETS if word in told and word != asked and word not in address
        ]
    assert found == []
    assert seen > 150
    assert client.get(dataset.get_absolute_url()).status_code in ({302} if kind == "public" else {403, 404})


@pytest.mark.parametrize("kind", READERS)
def test_pages_are_what_they_were_before_the_set_came(county: County, kind: str) -> None:
    """No trace in counts, lists, feeds or search. What asks for words of the set finds as little as before."""
    client = client_of(person(kind, county))
    client.raise_request_exception = False
    where = [
        one for one in addresses(county, 10**9) if one.startswith(("/undersokningar/", "/sok/")) or one == "/"
    ]
    where = [one for one in where if "/hamta/" not in one]  # a fetched file is noted on its round's page
    before = {address: said(client.get(address)) for address in where}
    a_secret(county)
    after = {address: said(client.get(address)) for address in where}
    assert {one: changed(before[one], after[one]) for one in where if before[one] != after[one]} == {}
    assert len(where) > 40


def meets(client: Client, dataset: Dataset) -> tuple[bool, bool]:
    """Whether the set's page is there, and whether its figures are read."""
    page = client.get(reverse("surveys:indicator-detail", args=[CODE]))
    return client.get(
        dataset.get_absolute_url()
    ).status_code == 200, page.status_code == 200 and NAME in said(page)


def test_each_moment_opens_it_for_just_its_circle(county: County) -> None:
    """Before the parties' time, after it, and after everybody's; then withdrawn."""
    dataset, now = a_secret(county), timezone.now()
    reader, public, analyst = (client_of(one) for one in (person("reader", county), None, county.by))
    told = []
    for parties_at, public_at in (
        (None, None), (now + HOUR, now + HOUR), (now - HOUR, now + HOUR), (now - HOUR, now - HOUR), (None, None),
    ):  # fmt: skip
        datasets.release(dataset, parties_at=parties_at, public_at=public_at, national_at=None, by=county.by)
        told.append((meets(analyst, dataset), meets(reader, dataset), meets(public, dataset)[1]))
    no, yes = (False, False), (True, True)
    assert told == [(yes, no, False), (yes, no, False), (yes, yes, False), (yes, yes, True), (yes, no, False)]


def test_figures_of_the_country_wait_for_their_own_day(county: County) -> None:
    cells = {"indikator_id": CODE, "indikator": NAME}
    dataset = county.taken(
        row("61,25", 5000, **cells), row("73,13", 90000, geo_typ="riket", geo_kod="00", **cells)
    )
    now, client = timezone.now(), client_of(person("reader", county))
    page = reverse("surveys:indicator-detail", args=[CODE])
    for national_at, is_there in ((now + HOUR, False), (now - HOUR, True)):
        datasets.release(
            dataset, parties_at=now - HOUR, public_at=None, national_at=national_at, by=county.by
        )
        assert ("Riket" in said(client.get(page))) is is_there


def test_the_file_that_was_taken_in_is_the_secretariats_alone(county: County) -> None:
    """It holds what is hidden, released or not."""
    dataset, now = a_secret(county), timezone.now()
    datasets.release(dataset, parties_at=now - HOUR, public_at=now - HOUR, national_at=None, by=county.by)
    where = reverse("registry:file-download", args=[dataset.file_id])
    codes = {kind: client_of(person(kind, county)).get(where).status_code for kind in READERS}
    assert set(codes.values()) <= {302, 403, 404}
    fetched = client_of(county.by).get(where)
    assert fetched.status_code == 200
    assert CODE in said(fetched)


# The gate in the code

OUTSIDE = ("surveys/actions/datasets.py", "surveys/actions/suppression.py", "surveys/actions/importing.py",
           "surveys/models/results.py", "secretariat/home/demo/survey_results.py")  # fmt: skip
# Asked besides the gate, and why it lets nothing out.
ALLOWED = {
    ("surveys/access.py", "Dataset.objects.filter"): "whether a file is a set's: then it is refused",
    (
        "surveys/actions/rounds.py",
        "Dataset.objects.filter",
    ): "whether a set is released to the parties already",
    ("surveys/actions/reading.py", "Dataset.objects.standing"): "narrows what the gate has let through",
    (
        "surveys/actions/reading.py",
        "Dataset.objects.select_related",
    ): "sets of figures the gate has let through",
    (
        "surveys/actions/indicator_lists.py",
        "Dataset.objects.standing",
    ): "narrows what the gate has let through",
    (
        "surveys/actions/indicator_lists.py",
        "Dataset.objects.select_related",
    ): "sets of what the gate let through",
    (
        "surveys/result_search.py",
        "Dataset.objects.standing",
    ): "keys to index; each entry is made through the gate",
    ("surveys/forms/datasets.py", "Dataset.objects.none"): "nothing at all",
}


ASKING = ("all", "filter", "exclude", "count", "exists", "first", "values", "values_list", "get")


def queries(path: Path) -> Iterator[str]:
    """Every way a file begins to ask for sets or results: by manager, or by what hangs on a round or an indicator."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Attribute):
            continue
        text = ast.unparse(node)
        by_manager = re.fullmatch(r"(Result|Dataset)\.(_default_|_base_)?(objects|manager)\.\w+", text)
        hanging = r".*\.(datasets|results|survey_results|survey_datasets)\.\w+"
        if by_manager or (node.attr in ASKING and re.fullmatch(hanging, text, re.DOTALL)):
            yield text


def test_every_query_for_results_goes_through_the_gate() -> None:
    root = Path(settings.BASE_DIR)
    found = {
        (str(path.relative_to(root)), text)
        for app in ("surveys", "secretariat", "meetings", "agreements", "funding")
        for path in (root / app).rglob("*.py")
        if "migrations" not in path.parts and str(path.relative_to(root)) not in OUTSIDE
        for text in queries(path)
        if not text.endswith(".objects.open_to")
    }
    assert found - ALLOWED.keys() == set()


def test_a_query_past_the_gate_is_found(tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text(
        "Result.objects.filter(pk=1)\nround.datasets.count()\nDataset.objects.open_to(me, at=now)\n"
    )
    assert set(queries(path)) == {
        "Result.objects.filter", "round.datasets.count", "Dataset.objects.open_to",
    }  # fmt: skip


def test_an_indicator_without_open_figures_has_no_page(county: County) -> None:
    a_secret(county)
    assert Indicator.objects.filter(code=CODE).exists()
    assert (
        client_of(person("reader", county)).get(reverse("surveys:indicator-detail", args=[CODE])).status_code
        == 404
    )
