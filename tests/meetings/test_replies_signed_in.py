"""The evidence of an answer tells how the person had logged in, and how sure the provider was (C5)."""

from typing import Any

import pytest

from secretariat.registry.sign_ins import method_in_words

FROM_PROVIDER = {"method": "socialaccount", "provider": "1", "uid": "a", "level": 3}


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], "inloggad"),
        ([{"method": "code"}], "kod i e-post"),
        ([{"method": "password"}, {"method": "mfa", "type": "totp"}], "lösenord och tvåfaktor"),
        ([{"method": "password"}, {"method": "password", "reauthenticated": True}], "lösenord"),
        ([{"method": "mfa", "type": "webauthn"}], "passnyckel"),
        ([FROM_PROVIDER], "organisationens inloggning, nivå 3"),
        ([{"method": "socialaccount"}], "organisationens inloggning"),
        (
            [{"method": "code"}, {"method": "password"}, {"method": "mfa"}, FROM_PROVIDER],
            "tvåfaktor och organisationens inloggning, nivå 3",
        ),
    ],
)
def test_how_one_logged_in_is_told_in_words(records: list[dict[str, Any]], words: str) -> None:
    assert method_in_words(records) == words
    assert len(words) <= 60
