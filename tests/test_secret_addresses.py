"""No secret of an address that opens something without login reaches a log (domain 1.4)."""

import re
import secrets

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from secretariat.setup.logs import without_keys

_KEY = secrets.token_urlsafe(32)


def _paths(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found = []
    for one in patterns:
        here = before + str(one.pattern)
        found += _paths(one.url_patterns, here) if isinstance(one, URLResolver) else [here]
    return found


SECRET = [path for path in _paths(get_resolver().url_patterns) if "<str:key>" in path or "<slug:key>" in path]


def test_there_are_such_addresses() -> None:
    assert len(SECRET) >= 8


@pytest.mark.parametrize("path", SECRET)
def test_the_key_of_an_address_is_taken_out_of_what_is_logged(path: str) -> None:
    address = re.sub(r"<(?:int:)?pk>|<int:\w+>", "7", re.sub(r"<(?:str|slug):key>", _KEY, path))
    said = without_keys(f'"GET /{address}?tack HTTP/1.1" 200')
    assert _KEY not in said
    assert "…" in said
    assert "GET /" in said


def test_other_addresses_are_logged_as_they_are() -> None:
    for path in (
        "/overenskommelser/familjecentraler-och-familjecentralsliknande-verks/1/",
        "/beslut/cf-2026-14/",
    ):
        assert without_keys(path) == path
