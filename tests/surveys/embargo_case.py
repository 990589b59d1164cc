"""A set of results nobody may know of yet, with words that stand nowhere else, and somebody of every role."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pypdf
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from funding.actions import calls
from secretariat.lib.access import Role
from secretariat.registry.actions import indexing
from secretariat.registry.models import User
from surveys.models import Dataset
from tests import make
from tests.funding.call_case import a_call
from tests.meetings.approval_case import a_case

from .result_case import County, row

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


# Everybody


def _seated(kind: str, **of_body: Any) -> Callable[[County], User]:
    def made(county: County) -> User:
        user = make.user()
        assert user.person
        user.person.organisation = county.parties["1884"]
        user.person.save()
        body = make.body(**of_body) if of_body else county.survey.body or make.body()
        make.membership(seat=make.seat(of=body, kind=kind), person=user.person)
        return user

    return made


def _approver(_: County) -> User:
    case = a_case()
    case.send()
    return case.elected


def _assessor(_: County) -> User:
    case, user = a_call(), make.user()
    calls.name_assessor(case.call, user, by=case.by)
    return user


# Somebody of each role. A secretary and the chair are of the survey's own body, whom it concerns the most.
PEOPLE: dict[Role, Callable[[County], User]] = {
    Role.SIGNED_IN: lambda _: make.user(),
    Role.READER: lambda _: make.user(office_role="reader"),
    Role.MEMBER: _seated("member"),
    Role.CHAIR: _seated("chair"),
    Role.SECRETARY: _seated("secretary"),
    Role.PUBLISHER: _seated("secretary", secretary_publishes=True),
    Role.APPROVER: _approver,
    Role.ASSESSOR: _assessor,
    Role.SECRETARIAT: lambda _: make.user(office_role="secretariat"),
    Role.ADMINISTRATOR: lambda _: make.user(office_role="administrator"),
}


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


# The set


def a_secret(county: County) -> Dataset:
    """In Nora, in the county and in a school of Nora."""
    cells = {"indikator_id": CODE, "indikator": NAME, "grupp": GROUP}
    made = county.taken(row(VALUE, 4321, **cells), row("61,5", 5000, geo_typ="län", geo_kod="18", **cells),
                        title=TITLE, source=SOURCE)  # fmt: skip
    indexing.take_in_changes()
    return made


# Addresses, and what they say


def every_pattern(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address of the URLconf as it is written there."""
    for pattern in (resolver or get_resolver()).url_patterns:
        where = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield where
        else:
            yield from every_pattern(pattern, where)


def addresses(county: County, dataset: int) -> Iterator[str]:
    """Every address there is, with what belongs to the set wherever it asks for something."""
    told = {
        "pk": [str(dataset), str(county.round.pk)], "slug": [county.survey.slug], "code": [CODE],
        "geography": ["kommun", "lan"], "geo_code": ["1884"], "kind": ["xlsx", "csv", "json"],
    }  # fmt: skip
    for pattern in every_pattern():
        if pattern.startswith(("admin/", "konto/", "__debug__")) or "^" in pattern or "logga-ut" in pattern:
            continue
        names = [name for _, name in PARAMETER.findall(pattern)]
        for values in product(*(told.get(name, ["1"]) for name in names)):
            rest = iter(values)
            yield "/" + PARAMETER.sub(lambda _, rest=rest: next(rest), pattern)
    for page in ("/sok/", "/undersokningar/", "/undersokningar/datamangder/", "/undersokningar/resultat/"):
        for word in (CODE, NAME, TITLE, GROUP, f"{NAME[:-2]}xx", NAME[:6]):  # a misspelt one is suggested for
            yield f"{page}?q={word}"


def said(response: Any) -> str:
    """What an answer says, taken out of its package where it is one, without what differs from time to time."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    for close in response._resource_closers:  # its own `close` would end the connection too
        close()
    heads = " ".join(f"{key}:{value}" for key, value in response.headers.items() if key not in DIFFERING)
    return CHANGING.sub("", f"{unpacked(content)}\n{heads}")


def unpacked(content: bytes) -> str:
    """The words of a file: packages within packages, and the text and facts of a PDF."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = [name for name in sorted(package.namelist()) if "docProps" not in name]
            return "\n".join(unpacked(package.read(name)) for name in names)
    if content[:5] == b"%PDF-":
        book = pypdf.PdfReader(io.BytesIO(content))
        facts = " ".join(str(value) for key, value in (book.metadata or {}).items() if "Date" not in key)
        return "\n".join([*(page.extract_text() for page in book.pages), facts])
    return content.decode("utf-8", "replace")
