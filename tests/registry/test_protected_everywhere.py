"""Whoever has skyddade personuppgifter stands nowhere: every address there is, files unpacked, as every role (D7).

All persons of the house are marked at once, each with a name of their own, and every answer is searched for all names.
"""

import re
from contextlib import suppress

import pytest
from django.test import Client
from pypdf.errors import PyPdfError

from meetings.models import Body
from secretariat.registry.actions import indexing
from secretariat.registry.actions.links import hash_of
from secretariat.registry.models import LogEntry, Person, PersonalLink, User
from tests import make
from tests.addresses import a_house, addresses
from tests.surveys.embargo_case import client_of, said

pytestmark = pytest.mark.django_db
# Pages on which minutes are written, and the old minutes one takes in: whoever writes reads the words that stand there.
OWN_WORDS = re.compile(r"^/moten/(\d+/anteckna|\d+/nytt|inlasning/\d+)/")
# The whole copy for another system, which the office alone may fetch, and which the log tells of (exchange.md).
WHOLE = re.compile(r"/mote-helt\.json$")
FIELDS = re.compile(r"<textarea\b.*?</textarea>|<input\b[^>]*>|\bvalue=\"[^\"]*\"", re.IGNORECASE | re.DOTALL)


def seated(kind: str, body: Body) -> User:
    user = make.user(name=f"Titta Sersson-{make.number()}")
    assert user.person
    make.membership(seat=make.seat(of=body, kind=kind), person=user.person)
    return user


def names_of(person: Person) -> list[str]:
    given, family = person.given_name, person.family_name
    alone = [family] if "-" in family else []
    return [f"{given} {family}", f"{family} {given}", f"{family}, {given}", *alone] if family else []


def test_a_protected_person_stands_nowhere() -> None:
    draft, done = a_house()
    found = addresses(draft, done)
    everybody = list(Person.objects.all())
    viewers = {
        "alla": None,
        "läsare": make.user(name="Titta Serr", office_role="reader"),
        "ledamot": seated("member", done.body),
        "sekreterare": seated("secretary", done.body),
        "sekretariat": make.user(name="Titta Kansli", office_role="secretariat"),
    }
    Person.objects.filter(pk__in=[one.pk for one in everybody]).update(protected_identity=True)
    indexing.take_in_changes()
    names = {name: one.pk for one in everybody for name in names_of(one)}
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    leaks, unlogged, read = [], [], 0
    for role, user in viewers.items():
        client: Client = client_of(user)
        for address in found:
            before = LogEntry.objects.count()
            response = client.get(address)
            if response.status_code != 200 or OWN_WORDS.match(address):
                for close in response._resource_closers:  # its own `close` would end the connection too
                    close()
                continue
            read, text = read + 1, ""
            is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
            if user and is_file and LogEntry.objects.count() == before:
                unlogged.append(f"{role} {address}")
            if role == "sekretariat" and WHOLE.search(address):
                continue
            with suppress(PyPdfError):  # some samples are no more than the first bytes of a PDF
                text = FIELDS.sub("", said(response))
            own = link_person(address)
            told = {name for name in pattern.findall(text) if names[name] != own}
            leaks += [f"{role} {address} {name}" for name in sorted(told)[:2]]
    assert leaks == [], "\n".join(leaks)
    assert unlogged == [], "files that nobody can see were fetched (D8)"
    assert read > 600


def link_person(address: str) -> int | None:
    """Whose link it is, where the address holds the secret of one."""
    keys = [hash_of(part) for part in address.split("/") if len(part) > 30]
    return PersonalLink.objects.filter(key_hash__in=keys).values_list("person", flat=True).first()
