"""Sending a version on remiss to its parties, and what they answer, party by party (domain 3.2).

Letters, links, reminders, states and the compilation are those of every round of questions. A version is locked before
its round.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from agreements import consultation_form, documents
from agreements.consultations import KEY
from agreements.models import AgreementDocument, AgreementParty, AgreementVersion, Consultation
from secretariat.inquiries.actions import forms
from secretariat.inquiries.actions import rounds as questions
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.inquiries.actions.round_tables import place_of
from secretariat.inquiries.models import Answer, Form, FormVersion, Recipient
from secretariat.lib.dates import and_list, day_in_words, local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import StoredFile, User

from . import rounds
from .steps import hold, move, parties_of

_READ = (AgreementDocument.Kind.TEXT, AgreementDocument.Kind.APPENDIX, AgreementDocument.Kind.BASIS)


def obstacles_to_remitting(version: AgreementVersion) -> list[str]:
    """Why a version cannot go out on remiss: nothing to read, nobody to ask."""
    found = []
    if not documents.for_parties(version).filter(kind__in=_READ).exists():
        found.append("Lägg till förslaget som dokument först, så att parterna har något att läsa.")
    rows = list(parties_of(version))
    if not rows:
        found.append("Lägg till minst en part.")
    elif all(rounds.trouble_with(one) for one in rows):
        found.append("Ingen part har en handläggare som kan få brev. Utse minst en.")
    return found


@transaction.atomic
def remit(
    version: AgreementVersion, *, due_on: dt.date, by: User, text: str = "", at: dt.datetime | None = None
) -> int:
    """Ask the parties what they think of the proposal, until a day. Returns how many letters. Raises NotAllowed."""
    at = at or timezone.now()
    version = hold(version)
    if reasons := obstacles_to_remitting(version):
        raise NotAllowed(reasons)
    move(version, AgreementVersion.State.CONSULTATION, by=by, at=at)
    number = version.consultations.count() + 1
    name = version.agreement.short_name or version.agreement.title
    made = questions.create_round(
        common_form(by=by),
        about=version,
        parties=[_asked(one) for one in parties_of(version)],
        due_on=due_on,
        by=by,
        period=f"remiss {number}" if number > 1 else "",
        title=f"Remiss: {name}, version {version.number}" + (f", {number} gången" if number > 1 else ""),
        text=f"{version} är på remiss. Läs förslaget med länken, och skriv ert remissvar där.\n\n{text}".strip(),
        today=local_day(at),
    )
    Consultation.objects.create(version=version, inquiry=made)
    letters = questions.send(made, by=by, at=at)
    log.write("sände på remiss", by=by, about=version, brev=letters, senast=str(due_on))
    return letters


def _asked(party: AgreementParty) -> Asked:
    return Asked(organisation=party.organisation, handler=party.handler)


def common_form(*, by: User | None) -> FormVersion:
    """The form as it stands now; it is written the first time anything goes out on remiss."""
    form = Form.objects.filter(purpose=KEY).order_by("pk").first()
    if form is None:
        form = forms.create(name=consultation_form.NAME, by=by, purpose=KEY, text=consultation_form.TEXT)
        for one in consultation_form.QUESTIONS:
            forms.add_question(forms.latest(form), one, by=by)
    return forms.latest(form)


def standing_of(version: AgreementVersion) -> Consultation | None:
    """The remiss that is out."""
    rows = version.consultations.filter(inquiry__withdrawn_at=None, inquiry__closed_at=None)
    return rows.select_related("inquiry").order_by("-pk").first()


def end(version: AgreementVersion, *, by: User, at: dt.datetime) -> None:
    """The remiss is over: whoever has not answered is noted as not answering. The version is locked."""
    if found := standing_of(version):
        questions.close(found.inquiry, by=by, without_the_rest=True, at=at)


def ask_one_more(version: AgreementVersion, party: AgreementParty, *, by: User) -> None:
    """A party that has come in while the version is on remiss is asked too."""
    if found := standing_of(version):
        questions.add(found.inquiry, _asked(party), by=by)


def stop_asking(version: AgreementVersion, party: AgreementParty, *, by: User) -> None:
    """A party that is taken out is not asked any more; what it has begun to answer stays."""
    found = standing_of(version)
    row = found.inquiry.recipients.filter(organisation=party.organisation_id).first() if found else None
    if row and row.answered_at is None and not hasattr(row, "sheet"):
        questions.remove(row, by=by)


# What they answered


@dataclass(frozen=True)
class Reply:
    """One party's remissvar: its stance, words, wished changes as (where, what, why), and its file."""

    party: str
    href: str
    stance: str
    mark: str
    words: str
    changes: list[tuple[str, str, str]]
    stored: StoredFile | None


@dataclass(frozen=True)
class Told:
    """A remiss on a version's page. `is_out` while the parties may answer."""

    number: int
    href: str
    compiled: str
    answer: str
    counted: str
    left: str
    due_on: dt.date | None
    is_out: bool
    is_late: bool
    replies: list[Reply]


_MARKS = {"tillstyrker": "done", "andringar": "pending", "avstyrker": "late", "avstar": "absent"}


def told_of(version: AgreementVersion, *, today: dt.date) -> Told | None:
    """The latest remiss of a version; none where it has not been out. Three queries, whatever the number of parties."""
    found = (
        version.consultations.filter(inquiry__withdrawn_at=None)
        .select_related("inquiry")
        .order_by("-pk")
        .first()
    )
    if found is None:
        return None
    inquiry = found.inquiry
    answers = Answer.objects.select_related("question", "column", "option", "file")
    rows = inquiry.recipients.select_related("organisation__district", "sheet").prefetch_related(
        Prefetch("sheet__answers", queryset=answers)
    )
    listed = sorted(rows, key=place_of)
    replies = [_reply(row) for row in listed if row.answered_at]
    left = [row.organisation.short_name for row in listed if row.answered_at is None]
    is_out = inquiry.is_open
    counted = Counter(one.stance for one in replies if one.stance)
    return Told(
        number=version.number,
        href=reverse("inquiries:round-detail", args=[inquiry.pk]),
        compiled=reverse("inquiries:round-compiled", args=[inquiry.pk]) if replies else "",
        answer=_answer(len(replies), len(listed)),
        counted=and_list([f"{number} {words.lower()}" for words, number in counted.most_common()]),
        left=and_list(left),
        due_on=inquiry.due_on,
        is_out=is_out,
        is_late=bool(is_out and left and inquiry.due_on and inquiry.due_on < today),
        replies=replies,
    )


def _answer(done: int, asked: int) -> str:
    if done == asked:
        return f"Alla {asked} har svarat på remissen." if asked > 1 else "Parten har svarat på remissen."
    return f"{done or 'Ingen'} av {asked} har svarat på remissen."


def _reply(row: Recipient) -> Reply:
    answers = list(row.sheet.answers.all()) if hasattr(row, "sheet") else []
    single = {one.question.key: one for one in answers if one.column is None}
    stance, words, file = (
        single.get(key) for key in (consultation_form.STANCE, consultation_form.WORDS, consultation_form.FILE)
    )
    cells: dict[int, dict[str, str]] = {}
    for one in answers:
        if one.column and one.question.key == consultation_form.CHANGES:
            cells.setdefault(one.row, {})[one.column.key] = one.text
    option = stance.option if stance else None
    return Reply(
        party=row.organisation.short_name,
        href=reverse("inquiries:party-detail", args=[row.pk]),
        stance=option.text if option else "",
        mark=_MARKS.get(option.key, "info") if option else "info",
        words=words.text if words else "",
        changes=[
            (line.get("var", ""), line.get("andring", ""), line.get("skal", ""))
            for _, line in sorted(cells.items())
        ],
        stored=file.file if file else None,
    )


def told_before(version: AgreementVersion, *, today: dt.date) -> Told | None:
    """What the parties said on remiss of the version before, for one that has not been out itself."""
    before = version.agreement.versions.filter(number__lt=version.number, consultations__isnull=False)
    latest = before.order_by("-number").first()
    return told_of(latest, today=today) if latest else None


def due_in_words(told: Told) -> str:
    """Until when, as a phrase."""
    return day_in_words(told.due_on) if told.due_on else ""
