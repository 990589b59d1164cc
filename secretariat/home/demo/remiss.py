"""A version on remiss, with some of the answers in."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from agreements.actions import consultations, versions
from agreements.models import AgreementVersion
from secretariat.inquiries.actions import forms, sheets
from secretariat.inquiries.models import Recipient
from secretariat.inquiries.values import read
from secretariat.registry.actions import files
from secretariat.registry.models import User

from . import papers
from .letters import dated
from .meetings import Region

_ANSWERS = {
    "Kumla": ("tillstyrker", "Gränsen blir tydligare för våra rehabenheter.", ()),
    "Hallsberg": (
        "andringar",
        "Vi ställer oss bakom riktningen, men behöver längre tid för övertagandet.",
        (("Övertagande", "Tio arbetsdagar i stället för fem", "Vi har en rehabenhet för hela kommunen."),),
    ),
    "Karlskoga": (
        "andringar",
        "Hjälpmedlen behöver ett eget avsnitt.",
        (
            ("Hjälpmedel", "Lägg till vem som betalar ortoser", "Det är oklart i dag."),
            ("Uppföljning", "Följ upp väntetiderna per länsdel", ""),
        ),
    ),
}


def send(made: Region, version: AgreementVersion, *, by: User, sent: dt.date, due_on: dt.date) -> None:
    """Out since a day, with three answers in and the others waited for."""
    content = (papers.FOLDER / papers.EXAMPLE[0]).read_bytes()
    upload = SimpleUploadedFile("forslag.pdf", content)
    stored = files.store(upload, by=by, title="Förslag till ny överenskommelse")
    versions.add_document(version, stored, kind="text", by=by)
    moment = made.moment(sent, 9)
    with dated(moment):
        consultations.remit(version, due_on=due_on, by=by, at=moment)
    out = consultations.standing_of(version)
    rows = Recipient.objects.filter(inquiry=out.inquiry, organisation__short_name__in=_ANSWERS) if out else []
    for place, row in enumerate(rows):
        _answer(made, row, sent + dt.timedelta(days=6 + place))


def _answer(made: Region, row: Recipient, day: dt.date) -> None:
    stance, words, wishes = _ANSWERS[row.organisation.short_name]
    typed = {"q-hallning": stance, "q-synpunkter": words}
    for number, cells in enumerate(wishes):
        for column, cell in zip(("var", "andring", "skal"), cells, strict=True):
            typed[f"q-andringar-{number}-{column}"] = cell
    questionnaire = forms.questionnaire_of(consultations.common_form(by=None))
    changes = [
        sheets.Change(found, read(found, [value]).value)
        for name, value in typed.items()
        if value and (found := questionnaire.field_named(name))
    ]
    moment = made.moment(day, 14)
    who = row.handler.name if row.handler else ""
    with dated(moment):
        sheets.save(row, changes, who=who, how=sheets.LINK, at=moment)
        sheets.submit(row, who=who, how=sheets.LINK, at=moment)
