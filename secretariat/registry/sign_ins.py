"""How somebody was logged in when they did something: what they had shown, how sure that is, and when (C5)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from .accounts import visitors_address

# How sure a login is (domain 1.4): something one has or knows; two such things; an e-legitimation that is LoA 3.
ONE, TWO_STEPS, EID = 1, 2, 3
METHOD_LENGTH, BROWSER_LENGTH = 60, 400

_METHODS = {
    "code": "kod i e-post",
    "password": "lösenord",
    "mfa": "tvåfaktor",
    "passkey": "passnyckel",
    "socialaccount": "organisationens inloggning",
}


@dataclass(frozen=True)
class Proof:
    """One thing that was shown in this session."""

    words: str
    level: int
    at: dt.datetime


@dataclass(frozen=True)
class SignIn:
    """Who it is, as far as the session knows: how they logged in, from where, with which browser."""

    method: str = "lösenord"
    proofs: tuple[Proof, ...] = ()
    ip: str | None = None
    browser: str = ""

    def proof_of(self, level: int) -> Proof | None:
        """The latest thing that was shown and is at least this sure."""
        enough = [one for one in self.proofs if one.level >= level]
        return max(enough, key=lambda one: one.at, default=None)

    @property
    def level(self) -> int:
        """The surest that was shown; 0 where nothing is known."""
        return max((one.level for one in self.proofs), default=0)


UNKNOWN = SignIn()


def sign_in_of(request: HttpRequest) -> SignIn:
    """How the one who is logged in got in."""
    records = get_authentication_records(request, request.user)
    return SignIn(
        method=method_in_words(records),
        proofs=tuple(_proof(one) for one in records if "at" in one),
        ip=visitors_address(request),
        browser=request.headers.get("User-Agent", "")[:BROWSER_LENGTH],
    )


def method_in_words(records: Iterable[Mapping[str, Any]]) -> str:
    """What was shown, in words, for the evidence. Where there is no room for all, the latest."""
    words = list(dict.fromkeys(_way_in(one) for one in records))
    while len(" och ".join(words)) > METHOD_LENGTH:
        words.pop(0)
    return " och ".join(words) or "inloggad"


def _proof(record: Mapping[str, Any]) -> Proof:
    return Proof(_way_in(record), level_of(record), dt.datetime.fromtimestamp(float(record["at"]), dt.UTC))


def level_of(record: Mapping[str, Any]) -> int:
    """How sure one thing is: a provider's own word for it (LoA 4 counts as 3), two for a second step, else one."""
    if record.get("method") == "mfa":
        return TWO_STEPS
    return min(max(int(record.get("level") or ONE), ONE), EID)


def _way_in(record: Mapping[str, Any]) -> str:
    """One thing that was shown, with how sure the provider was where one was asked."""
    method = str(record.get("method", ""))
    if record.get("type") == "webauthn":
        method = "passkey"
    level = f", nivå {record['level']}" if record.get("level") else ""
    return _METHODS.get(method, method) + level
