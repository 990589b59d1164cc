"""The secretariat keeps the search's synonyms (B5)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from secretariat.registry.actions import synonyms
from secretariat.registry.models import LogEntry, Synonym, User
from tests import make

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("registry:synonym-list"), reverse("registry:synonym-create")


def test_synonym_is_added_changed_and_taken_away(secretary: User, as_user: Callable[[User], Client]) -> None:
    client = as_user(secretary)
    client.post(NEW, {"short": " ÖK ", "words": "överenskommelse\növerenskommelse\n", "note": ""})
    one = Synonym.objects.get()
    assert (one.short, one.words) == ("ÖK", ["överenskommelse"])
    address = reverse("registry:synonym-edit", args=[one.pk])
    client.post(address, {"short": "ÖK", "words": "överenskommelse\navtal", "note": "i vardagen"})
    assert Synonym.objects.get().words == ["överenskommelse", "avtal"]
    client.post(reverse("registry:synonym-remove", args=[one.pk]))
    assert not Synonym.objects.exists()
    assert [row.verb for row in LogEntry.objects.order_by("pk")] == [
        "lade till synonym", "ändrade synonym", "tog bort synonym",
    ]  # fmt: skip


def test_what_is_no_synonym_is_refused_and_kept_in_the_form(
    secretary: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(secretary)
    Synonym.objects.create(short="FH", words=["folkhälsa"])
    for sent, words in (
        ({"short": "fh", "words": "folkhälsa"}, "Uttrycket finns redan. Ändra i den raden i stället."),
        ({"short": "ÖK", "words": "ök"}, "Skriv minst ett annat uttryck som betyder detsamma."),
        ({"short": "ÖK", "words": "x" * 121}, "Ett uttryck får ha högst 120 tecken. Skriv ett per rad."),
    ):
        answer = client.post(NEW, sent)
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert Synonym.objects.count() == 1


def test_list_is_searched_and_takes_as_many_queries_for_one_as_for_three(
    secretary: User,
    as_user: Callable[[User], Client],
    django_assert_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    client = as_user(secretary)
    Synonym.objects.create(short="FH", words=["folkhälsa"])
    client.get(LIST)
    for _ in range(2):
        with django_assert_num_queries(4):
            client.get(LIST)
        Synonym.objects.create(short="ÖK", words=["överenskommelse"])
        Synonym.objects.create(short="SIP", words=["samordnad individuell plan"])
        break
    assert [one.short for one in client.get(LIST, {"q": "plan"}).context["listed"]] == ["SIP"]
    with django_assert_num_queries(4):
        client.get(LIST)


def test_others_do_not_change_them(as_user: Callable[[User], Client]) -> None:
    reader = as_user(make.user(office_role="reader"))
    assert [reader.get(address).status_code for address in (LIST, NEW)] == [403, 403]


def test_a_new_office_begins_with_the_common_ones() -> None:
    synonyms.add_first()
    synonyms.add_first()
    assert Synonym.objects.count() == len(synonyms.FROM_THE_START)
