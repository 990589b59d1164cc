"""Every stored file, asked for by every role and every method: the rule is one, and ids give nothing (E6)."""

from contextlib import suppress
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.test import Client
from django.urls import reverse

from secretariat.registry.actions import files as stored_files
from secretariat.registry.models import LogEntry, StoredFile
from tests import make
from tests.addresses import a_house, addresses
from tests.test_access import MEMBER, NOBODY, READER, ROLES, SECRETARIAT, SECRETARY, SIGNED_IN, person_of

pytestmark = pytest.mark.django_db
OFFICE = {SECRETARIAT, "administrator"}


@pytest.fixture(scope="module")
def files(module_rows: None) -> dict[str, int]:
    """A file on the first row of everything that can hold one, by what it hangs on, and one that hangs on nothing."""
    addresses(*a_house())
    found = {"nothing": a_file()}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    for one in StoredFile._meta.related_objects:
        label = f"{one.related_model._meta.label}.{one.field.name}"
        first = one.related_model._base_manager.order_by("pk").first()
        if first is None:
            continue
        found[label] = a_file()
        if one.many_to_many:
            getattr(first, one.field.name).add(found[label])
        else:
            with suppress(IntegrityError), transaction.atomic():
                one.related_model._base_manager.filter(pk=first.pk).update(**{one.field.name: found[label]})
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
    return found


def a_file() -> int:
    made = stored_files.store_made(b"%PDF-1.7 prov", name="prov.pdf", title="Prov")
    return made.pk


def ask(client: Client, method: str, pk: int, **how: Any) -> Any:
    answer: Any = getattr(client, method)(reverse("registry:file-download", args=[pk]), **how)
    content = b"".join(answer) if answer.status_code == 200 else b""
    if answer.streaming:
        request_finished.disconnect(close_old_connections)
        answer.close()
        request_finished.connect(close_old_connections)
    answer.read = content
    return answer


# Who reads agreements, funds or the parties' decisions reads their papers. All else is its owner's and the office's.
READ_BY_READERS = {
    "meetings.Confirmation.extract",
    "agreements.AgreementDocument.stored",
    "agreements.AgreementParty.extract",
    "funding.Entry.document",
    "funding.Requisition.document",
}


def test_who_may_fetch_what(files: dict[str, int]) -> None:
    """Whoever is logged in and no more, or sits in another body, gets no more than what all readers may read; a part
    of a file is asked for as the whole of it."""
    got: dict[str, set[str]] = {what: set() for what in files}
    for role in ROLES:
        client = Client()
        if user := person_of(role):
            client.force_login(user)
        for what, pk in files.items():
            answer = ask(client, "get", pk)
            assert answer.status_code in ({302} if role == NOBODY else {200, 403}), (role, what)
            head, part = ask(client, "head", pk), ask(client, "get", pk, headers={"Range": "bytes=0-3"})
            assert head.status_code in {302, 403, 405}, (role, what)
            assert part.status_code == answer.status_code, (role, what)
            if answer.status_code == 200:
                got[what].add(role)
    inside = {READER, MEMBER, SECRETARY}
    assert {what: roles - OFFICE for what, roles in got.items()} == {
        what: inside if what in READ_BY_READERS else set() for what in files
    }
    assert all(roles >= OFFICE for roles in got.values())
    assert len(files) > 12


def test_a_file_kept_for_the_secretariat_is_for_nobody_else_whatever_it_hangs_on(
    files: dict[str, int],
) -> None:
    """Its circle goes before what it hangs on (C9)."""
    StoredFile.objects.filter(pk__in=files.values()).update(circle=StoredFile.Circle.SECRETARIAT)
    for role in (SIGNED_IN, READER, MEMBER, SECRETARY):
        client = Client()
        client.force_login(person_of(role))  # type: ignore[arg-type]
        codes = {what: ask(client, "get", pk).status_code for what, pk in files.items()}
        assert codes == dict.fromkeys(files, 403), role


def test_an_id_that_is_not_there_tells_a_stranger_nothing(files: dict[str, int]) -> None:
    client = Client()
    client.force_login(make.user())
    answers = {ask(client, "get", pk).status_code for pk in (*files.values(), 999_999)}
    assert answers == {403}
    assert not LogEntry.objects.filter(verb="hämtade fil").exists()
