"""The evidence of an answer tells how the person had logged in, and how sure the provider was (C5)."""

from types import SimpleNamespace
from typing import Any

import pytest

from meetings.views.replies import sign_in_method

FROM_PROVIDER = {"method": "socialaccount", "provider": "1", "uid": "a", "level": 3}


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], "inloggad"),
        ([{"method": "code"}], "kod i e-post"),
        ([{"method": "password"}, {"method": "mfa", "type": "totp"}], "lösenord och tvåfaktor"),
        ([{"method": "password"}, {"method": "password", "reauthenticated": True}], "lösenord"),
        ([FROM_PROVIDER], "organisationens inloggning, nivå 3"),
        ([{"method": "socialaccount"}], "organisationens inloggning"),
        (
            [{"method": "code"}, {"method": "password"}, {"method": "mfa"}, FROM_PROVIDER],
            "tvåfaktor och organisationens inloggning, nivå 3",
        ),
    ],
)
def test_how_one_logged_in_is_told_in_words(records: list[dict[str, Any]], words: str) -> None:
    request: Any = SimpleNamespace(session={"account_authentication_methods": records})
    assert sign_in_method(request) == words
    assert len(words) <= 60
