"""Everything a person reads is Swedish, also what libraries say: logins, the admin, refusals, errors at fields (E4).

Pages of our own, their files and the letters are read where tests/browser/test_every_page.py goes through all of
them, papers in tests/test_papers.py.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from secretariat.home import views
from secretariat.registry.models import User
from tests import make
from tests.language import english_in, untranslated_sentences, words_of

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)


def read(answer: Any) -> list[str]:
    """What stands on the page of an answer, however it is sent."""
    return words_of(answer.content.decode()) if answer.headers["Content-Type"].startswith("text/html") else []


def test_english_is_found() -> None:
    """The checks here are not asleep."""
    assert english_in(["Välj en fil.", "Please correct the errors below.", "Spara"]) == [
        "Please correct the errors below."
    ]
    assert "Please correct the errors below." in untranslated_sentences()
    assert words_of('<p title="Delete">Hej <b>du</b></p><script>the</script><input type="submit" value="Log in">') == [
        "Delete", "Hej", "du", "Log in",
    ]  # fmt: skip


def login_addresses() -> list[str]:
    """Every page under konto/ that has no parameter."""
    found = []
    for pattern in get_resolver().url_patterns:
        if str(pattern.pattern) == "konto/":
            found = [f"/konto/{one}" for one in _flat(pattern) if "<" not in one and "(" not in one]
    return found


def _flat(resolver: Any, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        where = f"{before}{pattern.pattern}".replace("^", "").replace("$", "")
        if hasattr(pattern, "url_patterns"):
            yield from _flat(pattern, where)
        else:
            yield where


@pytest.mark.parametrize("is_known", [False, True])
def test_pages_for_logging_in_are_swedish_also_when_nothing_is_filled_in(
    is_known: bool, as_user: Callable[..., Client]
) -> None:
    user = make.user()
    found, pages = [], 0
    for address in login_addresses():
        if "logga-ut" in address:
            continue
        client = as_user(user) if is_known else Client()
        for answer in (client.get(address), client.post(address, {})):
            pages += answer.status_code == 200
            found += [f"{address}: {piece}" for piece in english_in(read(answer))]
    assert found == []
    assert pages > 5


@pytest.fixture
def keeper(as_user: Callable[..., Client], settings: Any) -> Client:
    """Somebody who may mend in the database."""
    settings.SECOND_FACTOR_ROLES = []
    user = make.user(office_role="administrator")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return as_user(User.objects.get(pk=user.pk))


def test_the_admin_is_swedish_lists_forms_and_errors(keeper: Client) -> None:
    found, pages = [], 0
    addresses = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        if one := model._default_manager.first():
            addresses += [
                reverse(f"{name}_{what}", args=[one.pk]) for what in ("change", "history", "delete")
            ]
    for address in addresses:
        answers = [keeper.get(address)]
        if address.endswith("/add/"):
            answers.append(keeper.post(address, {}))
        for answer in answers:
            pages += answer.status_code == 200
            found += [f"{address}: {piece}" for piece in english_in(read(answer))]
    assert found == []
    assert pages > len(admin.site._registry)


def test_refusals_are_swedish(client: Client, rf: RequestFactory) -> None:
    request: HttpRequest = rf.get("/")
    request.user = make.user()
    answers = [
        views.bad_request(request), views.forbidden(request, PermissionDenied()), views.not_found(request),
        views.server_error(request), views.csrf_failure(request), client.get("/konto/logga-ut/utan/"),
        client.get("/bevakningar/flode/fel/"), client.delete("/"),
    ]  # fmt: skip
    assert [english_in(read(one)) for one in answers] == [[]] * len(answers)
    assert {one.status_code for one in answers} >= {400, 403, 404, 405, 500}


def every_form(kind: type = forms.BaseForm) -> Iterator[type]:
    for form in kind.__subclasses__():
        yield form
        yield from every_form(form)


def test_every_error_that_a_field_of_ours_can_have_is_swedish() -> None:
    found, fields = [], 0
    for form in set(every_form()):
        if not form.__module__.startswith(
            ("secretariat", "meetings", "agreements", "funding", "surveys", "allauth")
        ):
            continue
        for name, field in getattr(form, "base_fields", {}).items():
            fields += 1
            said = [str(words) for words in field.error_messages.values() if "%(" not in str(words)]
            said += [
                str(one.message) for one in field.validators if isinstance(getattr(one, "message", None), str)
            ]
            said += [str(field.label or ""), str(field.help_text or "")]
            found += [f"{form.__name__}.{name}: {piece}" for piece in english_in(said)]
    assert found == []
    assert fields > 300


def template_texts() -> Iterator[tuple[str, str]]:
    """Each piece of text in the templates, and where it stands."""
    for path in (ROOT / "templates").rglob("*.*"):
        text = re.sub(
            r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<!doctype[^>]*>",
            "\0",
            path.read_text(),
            flags=re.DOTALL,
        )
        for piece in re.split(r"<[^>]*>|\0", text):
            if piece.strip():
                yield path.relative_to(ROOT).as_posix(), " ".join(piece.split())


def test_the_pages_speak_calmly_and_to_one_person() -> None:
    """No exclamation marks but after the greeting of a letter, no "vänligen"."""
    loud = [
        (where, words)
        for where, words in template_texts()
        if "!" in words and not (where.startswith("templates/mail/") and words.startswith("!"))
    ]
    stiff = [
        (where, words)
        for where, words in template_texts()
        if re.search(r"\b([Vv]änligen|[Vv]ar god|[Vv]ar vänlig|OK)\b", words)
    ]
    assert (loud, stiff) == ([], [])


def test_no_date_or_number_is_written_the_english_way() -> None:
    wrong = re.compile(r"\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,3},\d{3}\b|\b[ap]\.m\.|\b\d (?:AM|PM)\b")
    assert [(where, words) for where, words in template_texts() if wrong.search(words)] == []
