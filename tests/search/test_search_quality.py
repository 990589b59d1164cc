"""The search does what was written down before it was made (B5): recall, precision, traps; see README.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from meetings.actions.loading import read, write
from secretariat.home.demo import load
from secretariat.lib.search import audiences_of
from secretariat.registry.actions import indexing
from secretariat.registry.models import User
from tests.home.test_demo import NOW

from . import quality

OWN = Path(__file__).parents[1] / "minutes"
REAL = Path(__file__).parents[3] / "shared" / "minutes"
HAS_REAL = REAL.is_dir()
pytestmark = [pytest.mark.django_db, pytest.mark.setup]


@pytest.fixture(scope="module")
def corpus(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """The demo, the project's own minutes and the real ones where they are, indexed once for this file."""
    cheap = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    files = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, PASSWORD_HASHERS=cheap, MEDIA_ROOT=files),
    ):
        around = transaction.atomic()
        around.__enter__()
        load.load(now=NOW)
        for path in sorted([*OWN.glob("*.json"), *(REAL.glob("*.json") if HAS_REAL else ())]):
            write.load(*read.read_file(path))
        indexing.rebuild()
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def test_the_search_finds_what_it_should_and_little_else(
    corpus: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Recall ≥ 0.95, precision among the first five ≥ 0.8, traps ≤ 0.1, and nothing where there is nothing."""
    if not HAS_REAL:  # said, not warned: warnings are errors
        with capsys.disabled():
            print("De tre riktiga protokollen finns inte här; deras nycklar räknas bort.")  # noqa: T201
    audiences = audiences_of(User.objects.filter(office_role="secretariat").order_by("pk").first())
    keys = quality.Keys()
    measured = [quality.measure(one, keys, audiences) for one in quality.queries(with_real=HAS_REAL)]
    with capsys.disabled():
        print("\n" + quality.table(measured))  # noqa: T201 – figures are what this test is for
    figures = quality.summary(measured)
    assert len(measured) >= 60
    assert figures["recall"] >= 0.95
    assert figures["precision at 5"] >= 0.8
    assert figures["traps sprung"] <= 0.1
    assert figures["found where nothing is"] == 0


def test_the_set_is_what_it_says_it_is() -> None:
    """At least 60 queries, 20 of them compounds or bent, 10 that must find nothing."""
    sorts = [one["sort"] for one in quality.queries(with_real=True)]
    assert len(sorts) >= 60
    assert sum(one in ("compound", "inflection") for one in sorts) >= 20
    assert sorts.count("nothing") >= 10
