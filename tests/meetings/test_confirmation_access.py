"""Who may see what the parties decide, role by role, and on whose start page it stands (K3, D9)."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from meetings import confirmation_start
from meetings.actions import confirmation_answers
from meetings.actions.confirmation_answers import LINK, Said
from meetings.actions.decisions import slug_of
from meetings.models import Decision
from secretariat.registry.models import User
from tests import make

from .confirmation_case import Asking, a_decided_case, an_asking
from .test_confirmation_pages import path, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("decided_beforehand")]
Login = Callable[[User], Client]


# Who may


READERS = ("reader", "member")
ROLES = ("nobody", "signed in", *READERS, "other secretary", "secretary", "secretariat", "administrator")
ASKERS = {"secretary", "secretariat", "administrator"}


def somebody(role: str, asking: Asking) -> User | None:
    if role == "nobody":
        return None
    if role in {"reader", "secretariat", "administrator"}:
        return make.user(office_role=role)
    user = make.user()
    if role != "signed in":
        body = make.body() if role == "other secretary" else asking.of.body
        kind = "secretary" if "secretary" in role else "member"
        make.membership(seat=make.seat(of=body, kind=kind), person=user.person)
    return user


def status(client: Client, where: str) -> int:
    answer = client.get(where)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[arg-type]
    return answer.status_code


@pytest.mark.parametrize("role", ROLES)
def test_role_and_page(role: str, as_user: Login) -> None:
    asking = an_asking()
    upload = SimpleUploadedFile("u.pdf", b"%PDF-1.4 x")
    confirmation_answers.answer(
        asking.confirmation("Nora"), Said(organ="KS"), how=LINK, who="", upload=upload
    )
    extract = asking.confirmation("Nora").extract
    assert extract
    user = somebody(role, asking)
    client = as_user(user) if user else Client()
    reads = role not in {"nobody", "signed in"}
    asks = role in ASKERS
    no = 302 if user is None else 403
    other = Decision.objects.get(meeting=asking.of.meeting, running=2)
    party = f"/beslut/parterna/{asking.row('Nora').pk}/"
    expected = {
        "/beslut/parterna/": 200 if reads else no,
        path(asking): 200 if reads else no,
        path(asking, "hamta", "csv"): 200 if reads else no,
        reverse("registry:file-download", args=[extract.pk]): 200 if reads else no,
        f"/beslut/{slug_of(other.number)}/parterna/be/": 200 if asks else no,
        path(asking, "aterkalla"): 200 if asks else no,
        party: 200 if asks else no,
        f"{party}eget/": 404 if user else 302,
    }
    assert {where: status(client, where) for where in expected} == expected
    posts = [path(asking, one) for one in ("skicka", "paminn", "avsluta", "lagg-till", "andra", "aterkalla")]
    posts += [f"{party}{one}/" for one in ("handlaggare", "avvikelse", "svarar-inte", "paminn", "ta-bort")]
    if not asks:
        before = asking.inquiry.recipients.count()
        assert {client.post(where).status_code for where in posts} == {no}
        assert asking.inquiry.recipients.count() == before


def test_there_is_no_table_where_nobody_is_asked_or_no_decision_is(as_user: Login) -> None:
    reader = as_user(make.user(office_role="reader"))
    assert reader.get("/beslut/finns-inte-1/parterna/").status_code == 404
    case, decision = a_decided_case()
    assert as_user(case.secretary).get(f"/beslut/{slug_of(decision.number)}/parterna/").status_code == 404


# The start page, and who has an account


def test_a_handler_with_an_account_finds_it_on_the_start_page_and_answers_there(as_user: Login) -> None:
    asking = an_asking(due_on=None)
    user = make.user(person=asking.people["Nora"])
    (waits,) = confirmation_start.waiting(user)
    assert (waits.kind, waits.status) == ("Parternas beslut", "Inget besked än")
    client = as_user(user)
    assert "Vad har Nora beslutat?" in text(client.get(waits.url))
    client.post(waits.url, {"outcome": "assent", "decided_on": "2026-01-15"})
    assert asking.row("Nora").answered_how == "login"
    assert confirmation_start.waiting(user) == []
    stranger = make.user(person=asking.people["Kumla"])
    assert as_user(stranger).get(waits.url).status_code == 404


def test_whoever_asked_sees_what_is_late_or_deviates() -> None:
    asking = an_asking(due_on=None)
    assert confirmation_start.waiting(asking.by) == []
    asking.decides("Nora", "refused")
    (waits,) = confirmation_start.waiting(asking.by)
    assert (waits.status, waits.is_late) == ("Avvikelse att hantera", False)
    assert waits.reason.startswith("1 av 3 har beslutat.")
