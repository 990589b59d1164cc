"""Addresses that are put together from a pattern are those that Django gives."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse, set_script_prefix

from secretariat.lib.pages import address_of, pair_addresses

KEYS: list[list[Any]] = [
    [],
    [0],
    [12],
    [3, 45],
    [7, 8, 9],
    [-1],
    [True],
    ["tolv"],
    [uuid.UUID(int=5)],
    [2, "pdf"],
]


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Every address there is, by its name."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}"


def outcome(ask: Callable[[], str]) -> str:
    """The address, or which mistake it is."""
    try:
        return ask()
    except (NoReverseMatch, LookupError, ValueError, StopIteration) as wrong:
        return type(wrong).__name__


def compared(name: str, keys: Sequence[Any]) -> tuple[str, str]:
    return outcome(lambda: address_of(name, keys)), outcome(lambda: reverse(name, args=keys))


def test_every_address_is_the_one_that_django_gives() -> None:
    every = set(names(get_resolver()))
    differ = [
        (name, keys)
        for name in every
        for keys in KEYS
        for ours, theirs in [compared(name, keys)]
        if ours != theirs
    ]
    assert (differ, len(every) > 500) == ([], True)


@pytest.fixture
def under_a_folder() -> Iterator[None]:
    set_script_prefix("/samverkan/")
    yield
    set_script_prefix("/")


def test_an_address_is_kept_for_each_place_that_the_system_stands_at(under_a_folder: None) -> None:
    assert address_of("meetings:meeting-detail", [5]) == "/samverkan/moten/5/"
    set_script_prefix("/")
    assert address_of("meetings:meeting-detail", [5]) == "/moten/5/"


def test_two_keys_stand_each_in_its_place() -> None:
    keys = (4, 7_318_402_615)
    assert pair_addresses("meetings:extract-pdf")(*keys) == reverse("meetings:extract-pdf", args=keys)


def test_the_tag_of_templates_gives_the_same_and_can_still_be_named() -> None:
    context = Context({"request": RequestFactory().get("/"), "key": 5})
    template = Template(
        "{% url 'meetings:meeting-detail' key %} {% url 'meetings:meeting-detail' pk=key as there %}{{ there }}"
        "{% url 'meetings:meeting-detail' 'fem' as nowhere %}{{ nowhere }}"
    )
    assert template.render(context) == "/moten/5/ /moten/5/"
    with pytest.raises(NoReverseMatch):
        Template("{% url 'meetings:meeting-detail' 'fem' %}").render(context)
