"""The pages where a form is written: questions added, changed, moved and taken out, previewed; new versions (F4)."""

from typing import Any

import pytest

from secretariat.inquiries.actions import forms
from secretariat.inquiries.models import Form
from tests import make
from tests.inquiries.round_case import a_form, a_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(as_user: Any) -> Any:
    return as_user(make.user(office_role="secretariat"))


def test_a_form_is_made_and_questions_added(client: Any) -> None:
    assert (
        "Skriv vad formuläret heter." in client.post("/fragor/formular/nytt/", {"name": ""}).content.decode()
    )
    client.post("/fragor/formular/nytt/", {"name": "Kort enkät"})
    form = Form.objects.get()
    again = client.post("/fragor/formular/nytt/", {"name": "kort enkät"}).content.decode()
    assert "Ett annat formulär heter så." in again
    path = f"/fragor/formular/{form.pk}/ny-fraga/"
    wrong = client.post(path, {"text": "Vilka?", "kind": "choice", "options": "Bara ett"}).content.decode()
    assert "Skriv minst 2 svar, ett per rad." in wrong
    assert 'value="Vilka?"' in wrong
    client.post(path, {"text": "Vilka?", "kind": "choices", "options": "Ett\nTvå\n"})
    client.post(path, {"text": "Aktiviteter", "kind": "table", "columns": "Vad\nKostnad (kr)\nNär (datum)"})
    client.post(path, {"text": "Summa", "kind": "money", "smallest": "0", "is_required": "on"})
    client.post(path, {"text": "Utgifter", "kind": "money"})
    client.post(path, {"text": "Saldo", "kind": "sum", "plus": "summa", "minus": "utgifter"})
    questions = forms.questionnaire_of(forms.latest(form)).by_key
    assert [one.text for one in questions["vilka"].options.all()] == ["Ett", "Två"]
    assert [(one.name, one.kind) for one in questions["aktiviteter"].columns.all()] == [
        ("Vad", "text"), ("Kostnad", "money"), ("När", "date"),
    ]  # fmt: skip
    assert (questions["summa"].is_required, questions["summa"].smallest) == (True, 0)
    assert (questions["saldo"].plus, questions["saldo"].minus, questions["saldo"].unit) == (
        ["summa"],
        ["utgifter"],
        "kr",
    )


def test_a_question_is_changed_moved_and_taken_out_by_buttons(client: Any) -> None:
    form = a_form()
    version = forms.latest(form)
    question = version.questions.get(key="lista")
    page = client.get(f"/fragor/formular/fraga/{question.pk}/").content.decode()
    assert "Kostnad (kr)" in page
    client.post(
        f"/fragor/formular/fraga/{question.pk}/",
        {
            "text": "Aktiviteter i år",
            "kind": "table",
            "columns": "Vad\nAntal (tal)\nKostnad (kr)",
            "section": "Verksamhet",
        },
    )
    question.refresh_from_db()
    assert (question.text, question.key) == ("Aktiviteter i år", "lista")
    assert list(question.columns.values_list("key", "kind")) == [
        ("vad", "text"), ("antal", "number"), ("kostnad", "money"),
    ]  # fmt: skip
    client.post(f"/fragor/formular/fraga/{question.pk}/flytta/", {"upp": "1"})
    keys = [one.key for one in forms.questionnaire_of(version).questions]
    assert keys.index("lista") == 4
    response = client.post(
        f"/fragor/formular/fraga/{version.questions.get(key='intakter').pk}/ta-bort/", follow=True
    )
    assert "Frågan räknas med i ”Saldo”. Ändra den först." in response.content.decode()
    client.post(f"/fragor/formular/fraga/{question.pk}/ta-bort/")
    assert not version.questions.filter(key="lista").exists()


def test_the_preview_shows_every_question_as_the_party_sees_it(client: Any) -> None:
    form = a_form()
    html = client.get(f"/fragor/formular/{form.pk}/visa/").content.decode()
    for words in (
        "Vilka insatser har gjorts?",
        "inte alls",
        "Räknas ut när du har fyllt i.",
        "Fler rader",
        "årsarbetare",
    ):
        assert words in html
    assert "Lämna in" not in html


def test_what_is_sent_is_changed_as_a_new_version(client: Any) -> None:
    made = a_round("Nora")
    path = f"/fragor/formular/{made.form.pk}/"
    html = client.get(path).content.decode()
    assert "Frågorna är skickade till parterna och kan inte ändras." in html
    assert "Lägg till frågan" not in html
    refused = client.post(f"{path}ny-fraga/", {"text": "Mer", "kind": "text"}, follow=True).content.decode()
    assert "Gör en ny version." in refused
    client.post(f"{path}ny-version/")
    assert "version 2" in client.get(path).content.decode()


def test_the_list_finds_forms_and_costs_the_same_for_one_and_three(
    client: Any, django_assert_num_queries: Any
) -> None:
    assert "Det finns inga formulär än." in client.get("/fragor/formular/").content.decode()
    first = a_form()
    with django_assert_num_queries(4):
        client.get("/fragor/formular/")
    a_form()
    a_round("Nora")
    with django_assert_num_queries(4):
        html = client.get("/fragor/formular/").content.decode()
    assert "1\u00a0omgång" in html
    assert "Inget formulär passar" in client.get("/fragor/formular/?q=finns+inte").content.decode()
    assert first.name in client.get(f"/fragor/formular/?q={first.name}").content.decode()


def test_a_name_and_a_text_may_change_at_any_time(client: Any) -> None:
    made = a_round("Nora")
    path = f"/fragor/formular/{made.form.pk}/andra/"
    assert "Skriv vad formuläret heter." in client.post(path, {"name": ""}).content.decode()
    client.post(path, {"name": "Nytt namn", "text": "Läs först."})
    made.form.refresh_from_db()
    assert (made.form.name, made.form.text) == ("Nytt namn", "Läs först.")


def test_another_secretary_reads_a_form_and_changes_nothing(as_user: Any) -> None:
    form = a_form(by=make.user(office_role="secretariat"))
    other = make.user()
    make.membership(seat=make.seat(of=make.body(), kind="secretary"), person=other.person)
    client = as_user(other)
    question = forms.latest(form).questions.first()
    assert question
    assert client.get(f"/fragor/formular/{form.pk}/").status_code == 200
    assert client.get(f"/fragor/formular/fraga/{question.pk}/").status_code == 403
    assert client.post(f"/fragor/formular/{form.pk}/andra/").status_code == 403
    assert client.post(f"/fragor/formular/{form.pk}/ny-fraga/").status_code == 403
    assert client.post(f"/fragor/formular/fraga/{question.pk}/ta-bort/").status_code == 403
    assert client.get(f"/fragor/formular/{form.pk}/fraga-parterna/").status_code == 403
