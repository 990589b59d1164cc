"""Every view says who may open it, and every role meets the answer it should at every page (architecture 5, D9).

Other apps append rows to ROWS: a page's name with its arguments, and the roles that may see it.
"""

from collections.abc import Callable, Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from secretariat.inquiries.models import Form, Inquiry, Recipient
from secretariat.lib.access import Permission
from secretariat.registry.models import (
    Letterhead,
    OutgoingMail,
    RegisterExport,
    RegisterImport,
    SchoolBreak,
    StoredFile,
    Synonym,
    User,
)
from secretariat.yearwheel.actions import wheel_files, year_files
from tests import make
from tests.inquiries.round_case import a_form, a_round
from tests.surveys.school_case import a_school
from tests.yearwheel import year_case

pytestmark = pytest.mark.django_db

NOBODY, SIGNED_IN, READER, MEMBER = "nobody", "signed_in", "reader", "member"
SECRETARY, SECRETARIAT, ADMINISTRATOR = "secretary", "secretariat", "administrator"
ROLES = (NOBODY, SIGNED_IN, READER, MEMBER, SECRETARY, SECRETARIAT, ADMINISTRATOR)
EVERYBODY = set(ROLES) - {NOBODY}
READS_REGISTRY = {SECRETARY, SECRETARIAT, ADMINISTRATOR}
OFFICE = {SECRETARIAT, ADMINISTRATOR}
PROPOSES = {MEMBER, SECRETARY, SECRETARIAT, ADMINISTRATOR}
ONLY_ADMINISTRATOR = {ADMINISTRATOR}
READS_YEAR = EVERYBODY - {SIGNED_IN}
KEEPS_YEAR = {SECRETARY, SECRETARIAT, ADMINISTRATOR}

FOREIGN = ("allauth.", "django.contrib.staticfiles")


def every_view(
    resolver: URLResolver | None = None, before: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Address and view of every page in the whole URLconf."""
    for pattern in (resolver or get_resolver()).url_patterns:
        where = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield where, pattern.callback
        else:
            yield from every_view(pattern, where)


def says_who_may(view: Callable[..., Any]) -> bool:
    """A permission, or openly for all, or a library's own page."""
    if isinstance(getattr(view, "permission", None), Permission):
        return True
    if getattr(view, "login_required", True) is False:
        return True
    return view.__module__.startswith(FOREIGN)


def is_of_the_admin(where: str) -> bool:
    """Django's admin guards its own addresses (is_staff)."""
    return where.startswith("admin/")


def test_every_view_says_who_may_open_it() -> None:
    silent = [
        f"{where} ({view.__module__})"
        for where, view in every_view()
        if not (is_of_the_admin(where) or says_who_may(view))
    ]
    assert silent == []


def test_a_view_without_a_permission_is_found() -> None:
    """The check above is not asleep."""

    def forgotten(request: object) -> None: ...

    assert not says_who_may(forgotten)
    assert len(list(every_view())) > 30


def person_of(role: str) -> User | None:
    """Somebody with just this role."""
    if role == NOBODY:
        return None
    if role in (MEMBER, SECRETARY):
        user = make.user()
        make.membership(seat=make.seat(of=make.body(), kind=role), person=user.person)
        return user
    return make.user(office_role="" if role == SIGNED_IN else role)


def letter() -> OutgoingMail:
    return OutgoingMail.objects.create(
        purpose="kallelse", to_email="a@exempel.se", subject="Kallelse", body="Hej"
    )


def stored_file() -> StoredFile:
    return StoredFile.objects.create(
        file="aa/aa", name="a.txt", content_type="text/plain", size=1, sha256="aa", circle="secretariat"
    )


def letterhead() -> Letterhead:
    return Letterhead.objects.create(name="Kansliet", organisation=make.organisation())


def register_of_persons() -> SimpleNamespace:
    return SimpleNamespace(pk="personer")


def fetched_register() -> RegisterExport:
    facts = {"register": "personer", "kind": "csv", "made_at": timezone.now(), "made_by": make.user()}
    return RegisterExport.objects.create(**facts)


def uploaded_register() -> RegisterImport:
    """Somebody else's: the office may see it, for others it is not there."""
    facts = {
        "register": "personer",
        "name": "personer.csv",
        "uploaded_at": timezone.now(),
        "uploaded_by": make.user(),
    }
    return RegisterImport.objects.create(**facts, expires_at=timezone.now())


def school_break() -> SchoolBreak:
    return SchoolBreak.objects.create(name="sportlov", starts_on=make.DAY, ends_on=make.DAY)


def synonym() -> Synonym:
    return Synonym.objects.create(short=f"KV {make.number()}", words=["kollegial vägledning"])


def written_form() -> Form:
    return a_form(questions=())


def asked_round() -> Inquiry:
    return a_round("Nora").inquiry


def asked_party() -> Recipient:
    return a_round("Nora").row("Nora")


# Name of the page, maker of the object in its address (or None), roles that may open it.
ROWS: list[tuple[str, Callable[[], Any] | None, set[str]]] = [
    ("home:start", None, EVERYBODY),
    ("home:handbook", None, EVERYBODY),
    ("home:handbook-whole", None, EVERYBODY),
    ("home:search", None, set(ROLES)),
    ("home:accessibility", None, set(ROLES)),
    ("home:klassa", None, ONLY_ADMINISTRATOR),
    ("registry:register-list", None, READS_REGISTRY),
    ("registry:register-upload", register_of_persons, OFFICE),
    ("registry:register-export-detail", fetched_register, READS_REGISTRY),
    ("registry:import-detail", uploaded_register, READS_REGISTRY),
    ("registry:person-list", None, READS_REGISTRY),
    ("registry:person-export", None, READS_REGISTRY),
    ("registry:person-detail", make.person, READS_REGISTRY),
    ("registry:person-create", None, OFFICE),
    ("registry:person-edit", make.person, OFFICE),
    ("registry:organisation-list", None, READS_REGISTRY),
    ("registry:organisation-export", None, READS_REGISTRY),
    ("registry:organisation-detail", make.organisation, READS_REGISTRY),
    ("registry:organisation-create", None, OFFICE),
    ("registry:organisation-edit", make.organisation, OFFICE),
    ("registry:office", None, OFFICE),
    ("registry:letterhead-list", None, OFFICE),
    ("registry:letterhead-create", None, OFFICE),
    ("registry:letterhead-edit", letterhead, OFFICE),
    ("registry:district-list", None, OFFICE),
    ("registry:break-list", None, OFFICE),
    ("registry:break-create", None, OFFICE),
    ("registry:break-edit", school_break, OFFICE),
    ("registry:synonym-list", None, OFFICE),
    ("registry:synonym-create", None, OFFICE),
    ("registry:synonym-edit", synonym, OFFICE),
    ("registry:user-list", None, ONLY_ADMINISTRATOR),
    ("registry:user-create", None, ONLY_ADMINISTRATOR),
    ("registry:user-detail", make.user, ONLY_ADMINISTRATOR),
    ("registry:mail-list", None, OFFICE),
    ("registry:mail-detail", letter, OFFICE),
    ("registry:mail-export", None, OFFICE),
    ("registry:mail-export-csv", None, OFFICE),
    ("registry:mail-choices", None, EVERYBODY),
    ("account_methods", None, EVERYBODY),
    ("account_protect", None, EVERYBODY),
    ("account_again", None, EVERYBODY),
    ("meetings:backlog-own", None, PROPOSES),
    ("meetings:backlog-propose", None, PROPOSES),
    ("registry:log-list", None, OFFICE),
    ("follows:follow-list", None, EVERYBODY),
    ("agreements:agreement-list", None, EVERYBODY - {SIGNED_IN}),
    ("agreements:agreement-create", None, READS_REGISTRY),
    ("agreements:document-list", None, EVERYBODY - {SIGNED_IN}),
    ("funding:fund-list", None, EVERYBODY - {SIGNED_IN}),
    ("funding:call-list", None, EVERYBODY - {SIGNED_IN}),
    ("funding:call-public-list", None, set(ROLES)),
    ("funding:call-create", None, READS_REGISTRY),
    ("funding:overview", None, EVERYBODY - {SIGNED_IN}),
    ("funding:amount-read", None, EVERYBODY - {SIGNED_IN}),
    ("funding:fund-create", None, READS_REGISTRY),
    ("funding:key-list", None, EVERYBODY - {SIGNED_IN}),
    ("funding:key-import", None, READS_REGISTRY),
    ("funding:requisition-list", None, EVERYBODY - {SIGNED_IN}),
    ("funding:payment-list", None, EVERYBODY - {SIGNED_IN}),
    ("funding:report-list", None, EVERYBODY - {SIGNED_IN}),
    ("surveys:survey-list", None, EVERYBODY - {SIGNED_IN}),
    ("surveys:survey-create", None, READS_REGISTRY),
    ("surveys:dataset-list", None, EVERYBODY - {SIGNED_IN}),
    ("surveys:dataset-template", None, OFFICE),
    ("surveys:school-list", None, EVERYBODY - {SIGNED_IN}),
    ("surveys:school-create", None, READS_REGISTRY),
    ("surveys:school-import", None, READS_REGISTRY),
    ("surveys:school-detail", a_school, EVERYBODY - {SIGNED_IN}),
    ("surveys:school-edit", a_school, READS_REGISTRY),
    ("surveys:result-list", None, set(ROLES)),
    ("surveys:result-compare", None, set(ROLES)),
    ("surveys:result-feed", None, set(ROLES)),
    ("meetings:publication-list", None, OFFICE),
    ("meetings:archive-list", None, OFFICE),
    ("meetings:open-data", None, set(ROLES)),
    ("meetings:open-system", None, set(ROLES)),
    ("meetings:open-body", None, set(ROLES)),
    ("meetings:open-calendar", None, set(ROLES)),
    ("yearwheel:year-wheel", None, READS_YEAR),
    ("yearwheel:year-list", None, READS_YEAR),
    ("yearwheel:year-table", None, READS_YEAR),
    ("yearwheel:year-timeline", None, READS_YEAR),
    ("yearwheel:year-calendar", None, READS_YEAR),
    ("yearwheel:year-list-pdf", None, READS_YEAR),
    ("yearwheel:year-list-xlsx", None, READS_YEAR),
    ("yearwheel:wheel-svg", None, READS_YEAR),
    ("yearwheel:wheel-pdf", None, READS_YEAR),
    ("yearwheel:wheel-png", None, READS_YEAR),
    ("yearwheel:year-ics", None, READS_YEAR),
    ("yearwheel:clash-list", None, READS_YEAR),
    ("yearwheel:year-copy", None, KEEPS_YEAR),
    ("yearwheel:copy-detail", year_case.year_copy, OFFICE),
    ("yearwheel:activity-detail", year_case.activity, READS_YEAR),
    ("yearwheel:activity-create", None, KEEPS_YEAR),
    ("yearwheel:activity-edit", year_case.activity, KEEPS_YEAR),
    ("yearwheel:activity-own", None, PROPOSES),
    ("yearwheel:activity-propose", None, PROPOSES),
    ("yearwheel:activity-proposals", None, KEEPS_YEAR),
    ("yearwheel:category-list", None, READS_YEAR),
    ("yearwheel:category-create", None, OFFICE),
    ("yearwheel:category-edit", year_case.category, OFFICE),
    ("inquiries:round-list", None, READS_REGISTRY),
    ("inquiries:form-list", None, READS_REGISTRY),
    ("inquiries:form-create", None, READS_REGISTRY),
    ("inquiries:form-detail", written_form, READS_REGISTRY),
    ("inquiries:form-preview", written_form, READS_REGISTRY),
    ("inquiries:round-create", written_form, OFFICE),
    ("inquiries:round-detail", asked_round, READS_REGISTRY),
    ("inquiries:round-compiled", asked_round, READS_REGISTRY),
    ("inquiries:round-withdraw", asked_round, OFFICE),
    ("inquiries:party-detail", asked_party, OFFICE),
    ("inquiries:party-fill", asked_party, OFFICE),
    ("meetings:public-start", None, set(ROLES)),
    ("meetings:public-meetings", None, set(ROLES)),
    ("meetings:public-board", None, set(ROLES)),
    ("meetings:public-decisions", None, set(ROLES)),
    ("meetings:public-feed", None, set(ROLES)),
]

# Steps (POST): the same, and nobody else changes anything.
STEPS: list[tuple[str, Callable[[], Any] | None, set[str]]] = [
    ("registry:person-create", None, OFFICE),
    ("registry:organisation-create", None, OFFICE),
    ("registry:letterhead-create", None, OFFICE),
    ("registry:register-export", register_of_persons, READS_REGISTRY),
    ("registry:register-upload", register_of_persons, OFFICE),
    ("registry:import-take-in", uploaded_register, READS_REGISTRY),
    ("registry:import-throw-away", uploaded_register, READS_REGISTRY),
    ("registry:synonym-create", None, OFFICE),
    ("registry:synonym-edit", synonym, OFFICE),
    ("registry:synonym-remove", synonym, OFFICE),
    ("registry:user-create", None, ONLY_ADMINISTRATOR),
    ("registry:user-role", make.user, ONLY_ADMINISTRATOR),
    ("registry:user-deactivate", make.user, ONLY_ADMINISTRATOR),
    ("registry:user-activate", make.user, ONLY_ADMINISTRATOR),
    ("registry:user-reset", make.user, ONLY_ADMINISTRATOR),
    ("registry:mail-retry", letter, OFFICE),
    ("registry:mail-retry-all", None, OFFICE),
    ("registry:mail-correct", letter, OFFICE),
    ("registry:mail-confirm", letter, OFFICE),
    ("registry:mail-bounce", letter, OFFICE),
    ("yearwheel:activity-create", None, KEEPS_YEAR),
    ("yearwheel:activity-edit", year_case.activity, KEEPS_YEAR),
    ("yearwheel:activity-remove", year_case.activity, KEEPS_YEAR),
    ("yearwheel:activity-propose", None, PROPOSES),
    ("yearwheel:feed-renew", None, READS_YEAR),
    ("yearwheel:feed-end", year_case.feed, READS_YEAR),
    ("yearwheel:clash-accept", None, KEEPS_YEAR),
    ("yearwheel:clash-forget", year_case.known_clash, KEEPS_YEAR),
    ("yearwheel:year-copy", None, KEEPS_YEAR),
    ("yearwheel:copy-review", year_case.year_copy, OFFICE),
    ("yearwheel:copy-undo", year_case.year_copy, OFFICE),
    ("yearwheel:category-create", None, OFFICE),
    ("yearwheel:category-edit", year_case.category, OFFICE),
    ("yearwheel:category-remove", year_case.category, OFFICE),
    ("inquiries:form-change", written_form, OFFICE),
    ("inquiries:form-new-version", written_form, OFFICE),
    ("inquiries:question-add", written_form, OFFICE),
    ("inquiries:round-send", asked_round, OFFICE),
    ("inquiries:round-remind", asked_round, OFFICE),
    ("inquiries:round-close", asked_round, OFFICE),
    ("inquiries:party-approve", asked_party, OFFICE),
    ("inquiries:party-return", asked_party, OFFICE),
    ("meetings:archive-list", None, OFFICE),
    ("follows:follow-begin", None, EVERYBODY),
    ("follows:feed-renew", None, EVERYBODY),
    ("follows:feed-end", None, EVERYBODY),
]


def answers(
    rows: list[tuple[str, Callable[[], Any] | None, set[str]]], role: str, method: str
) -> dict[str, str]:
    """What each page answers somebody with this role: sees, refused, login.

    Each step is taken with a thing of its own; reading changes nothing, so one of a kind is enough for all pages.
    """
    client, user = Client(), person_of(role)
    key_of = cache(_key) if method == "get" else _key
    make.user()
    if user:
        client.force_login(user)
    said = {}
    for name, maker, _ in rows:
        url = reverse(name, args=[key_of(maker)] if maker else [])
        response = getattr(client, method)(url)
        if response.status_code == 302 and response.url.startswith(reverse("account_login")):
            said[name] = "login"
        else:
            said[name] = {403: "refused"}.get(response.status_code, "sees")
    return said


def _key(maker: Callable[[], Any]) -> Any:
    return maker().pk


def expected(rows: list[tuple[str, Callable[[], Any] | None, set[str]]], role: str) -> dict[str, str]:
    no = "login" if role == NOBODY else "refused"
    return {name: "sees" if role in roles else no for name, _, roles in rows}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_just_its_pages(role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (wheel_files, "render_pdf"),
        (wheel_files, "render_png"),
        (year_files, "render_pdf"),
    ):
        monkeypatch.setattr(module, name, lambda *_, **__: b"a file")  # made in earnest in tests/yearwheel
    assert answers(ROWS, role, "get") == expected(ROWS, role)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_takes_just_its_steps(role: str) -> None:
    assert answers(STEPS, role, "post") == expected(STEPS, role)


def test_steps_cannot_be_taken_by_following_a_link(as_user: Any) -> None:
    client = as_user(make.user(office_role="administrator"))
    for name in ("user-role", "user-deactivate", "user-activate"):
        assert client.get(reverse(f"registry:{name}", args=[make.user().pk])).status_code == 405
    assert client.get(reverse("registry:mail-retry", args=[letter().pk])).status_code == 405
