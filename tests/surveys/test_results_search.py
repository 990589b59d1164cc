"""Results in the search: for the circle they are open to, from when they are released, gone when withdrawn (H4)."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.actions import indexing
from secretariat.registry.models import SearchChange, SearchEntry, User

from .reading_case import HOUR, Read, a_dataset, a_member, a_result, an_analyst, some_results

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def a_named(name: str = "Barnglädje", *, public: bool = True, parties: bool = True) -> Read:
    read = some_results({"Nora": 60}, public=public, parties=parties)
    read.old.delete()
    read.indicator.name = name
    read.indicator.save()
    indexing.take_in_changes()
    return read


def found(client: Client, read: Read) -> list[str]:
    """Which of the indicator and its set the search shows."""
    page = client.get(reverse("home:search"), {"q": "Barnglädje"}).content.decode()
    shown = ["indicator"] if reverse("surveys:indicator-detail", args=[read.indicator.code]) in page else []
    page = client.get(reverse("home:search"), {"q": f"{read.survey.name} resultat"}).content.decode()
    return shown + (["set"] if f"undersokning={read.survey.slug}" in page else [])


def a_moment_passes(by: object = HOUR) -> None:
    """The clock of the notes goes on: what was noted for later is due now."""
    SearchChange.objects.update(noted_at=F("noted_at") - by)


def test_each_circle_finds_what_is_open_to_it(client: Client, as_user: As) -> None:
    member, office = as_user(a_member()), as_user(an_analyst())
    read = a_named(parties=False, public=False)
    assert [found(one, read) for one in (client, member, office)] == [[], [], ["indicator", "set"]]
    read.new.parties_at = timezone.now()
    read.new.save()
    indexing.take_in_changes()
    assert [found(one, read) for one in (client, member)] == [[], ["indicator", "set"]]
    read.new.public_at = timezone.now()
    read.new.save()
    indexing.take_in_changes()
    assert found(client, read) == ["indicator", "set"]
    read.new.public_at = read.new.parties_at = None
    read.new.save()
    indexing.take_in_changes()
    assert [found(one, read) for one in (client, member)] == [[], []]
    assert found(office, read) == ["indicator", "set"]


def test_what_is_released_turns_up_when_its_moment_comes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note of the release waits in the queue until then, also through a rebuild of everything."""
    read = a_named(public=False)
    read.new.public_at = timezone.now() + HOUR
    read.new.save()
    indexing.take_in_changes()
    assert found(client, read) == []
    waiting = set(SearchChange.objects.values_list("source", flat=True))
    assert waiting == {f"dataset:{read.new.pk}", f"indicator:{read.indicator.pk}"}
    call_command("rebuild_search", verbosity=0)
    assert found(client, read) == []
    assert SearchChange.objects.count() == 2
    later = timezone.now() + HOUR
    monkeypatch.setattr("surveys.result_search.timezone.now", lambda: later)
    a_moment_passes()
    indexing.take_in_changes()
    monkeypatch.undo()
    entry = SearchEntry.objects.get(source=f"indicator:{read.indicator.pk}")
    assert entry.audience == "public"
    assert not SearchChange.objects.exists()


def test_an_open_indicator_says_nothing_of_a_round_that_is_not_released() -> None:
    read = a_named()
    coming = a_dataset(survey=read.survey, period="2029", public=False, parties=False)
    a_result(coming, read.indicator, read.where("Nora"), 61, party=read.kommuner["Nora"])
    coming.save()
    indexing.take_in_changes()
    entry = SearchEntry.objects.get(source=f"indicator:{read.indicator.pk}")
    assert (entry.audience, "2026" in entry.where, "2029" in entry.where) == ("public", True, False)
    assert SearchEntry.objects.get(source=f"dataset:{coming.pk}").audience == "results"


def test_a_set_that_is_taken_away_is_gone_from_the_search(client: Client) -> None:
    read = a_named()
    assert found(client, read) == ["indicator", "set"]
    read.new.delete()
    indexing.take_in_changes()
    assert not SearchEntry.objects.filter(kind="result").exists()


def test_a_corrected_set_takes_the_place_of_the_one_before(client: Client) -> None:
    read = a_named()
    corrected = a_dataset(survey=read.survey, title="Rättat", replaces=read.new)
    a_result(corrected, read.indicator, read.where("Nora"), 61, party=read.kommuner["Nora"])
    corrected.save()
    indexing.take_in_changes()
    sets = SearchEntry.objects.filter(kind="result", key__startswith="set-")
    assert [one.source for one in sets] == [f"dataset:{corrected.pk}"]
