"""Before its time a set of results does not exist: asked at every address there is, as everybody (H4).

Whole pages are compared with what they were before the set was there, so that no count gives it away either.
"""

import ast
import datetime as dt
import difflib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.models import User
from surveys.actions import datasets
from surveys.models import Indicator
from tests import make

from .embargo_case import CODE, NAME, a_secret, addresses, client_of, said
from .result_case import County, a_county, row

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
READERS = ("public", "signed_in", "reader", "member", "secretary", "own_secretary")


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


def test_pictures_are_the_same_before_and_after(county: County) -> None:
    """Their words cannot be read, so the bytes are compared: the year as a picture."""
    client, address = client_of(person("own_secretary", county)), "/arshjul/hjul.png"
    pictures = []
    for _ in range(2):
        response = client.get(address)
        assert response.content[:4] == b"\x89PNG"
        pictures.append(response.content)
        if len(pictures) == 1:
            a_secret(county)
    assert pictures[0] == pictures[1]


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

_STEPS = ("datasets", "suppression", "importing", "errands", "restarts")
OUTSIDE = (
    *(f"surveys/actions/{name}.py" for name in _STEPS),
    "surveys/models/results.py",
    "secretariat/home/demo/survey_results.py",
)
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
