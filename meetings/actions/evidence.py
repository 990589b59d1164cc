"""Justeringsintyg: who has approved finished minutes, when, how they had logged in, and of which bytes (C5).

Everything is read of stored rows, whose change the database refuses, and the same rows give the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from django.template.loader import render_to_string

from meetings.documents import from_bytes
from meetings.models import Minutes, Reply
from secretariat.lib import pdf
from secretariat.lib.dates import moment_in_words

from .papers import file_name
from .printing import context_of
from .standing import Standing

LEVELS = {0: "okänd", 1: "1, en sak", 2: "2, två steg", 3: "3, e-legitimation"}


@dataclass(frozen=True)
class Answer:
    """One person's answer as it is attested: pairs of a word and what is said of it."""

    name: str
    capacity: str
    heading: str
    facts: tuple[tuple[str, str], ...]
    holds: bool


@dataclass(frozen=True)
class Evidence:
    """What is known of how minutes were approved."""

    minutes: Minutes
    version: int
    sha256: str
    pdf_sha256: str
    statement: str
    answers: tuple[Answer, ...]

    @property
    def file_name(self) -> str:
        """What the paper is called."""
        return f"justeringsintyg-{file_name(self.minutes)}"


def evidence_of(minutes: Minutes) -> Evidence | None:
    """The evidence of finished minutes that have been approved; None for others. Uses prefetched rows."""
    version = minutes.current_version
    if minutes.state != Minutes.State.APPROVED or version is None:
        return None
    rows = sorted(minutes.approvers.all(), key=lambda one: (one.position, one.pk))
    replies = sorted(
        (reply for row in rows for reply in row.replies.all()), key=lambda one: (one.answered_at, one.pk)
    )
    names = {row.pk: (row.person.name, row.get_capacity_display()) for row in rows}
    said = next((one.evidence.get("statement", "") for one in replies), "")
    return Evidence(
        minutes=minutes,
        version=version.number,
        sha256=version.sha256,
        pdf_sha256=minutes.pdf.sha256 if minutes.pdf else "",
        statement=said,
        answers=tuple(_answer(one, *names[one.approver_id], holds_for=version.pk) for one in replies),
    )


def _answer(reply: Reply, name: str, capacity: str, *, holds_for: int) -> Answer:
    shown, level = reply.evidence.get("shown", []), int(reply.assurance or 0)
    seats = [f"{one['seat']}, {one['body']}" for one in reply.evidence.get("memberships", [])]
    facts = [
        ("Svar", reply.get_answer_display()),
        ("Svensk tid", reply.local_time),
        ("UTC", reply.answered_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")),
        ("Uppdrag", "; ".join(seats)),
        ("Konto", str(reply.evidence.get("account", ""))),
        ("Inloggning", reply.method),
        ("Tillitsnivå", LEVELS.get(level, str(level))),
        ("Inloggad", moment_in_words(reply.signed_in_at) if reply.signed_in_at else ""),
        ("Visade", "; ".join(f"{one['what']} {one['utc'][:19].replace('T', ' ')} UTC" for one in shown)),
        ("Adress", reply.ip or ""),
        ("Webbläsare", reply.user_agent),
        ("Version", str(reply.evidence.get("version", ""))),
        ("SHA-256", reply.sha256),
        ("Kommentar", reply.comment),
    ]
    holds = reply.version_id == holds_for
    return Answer(name, capacity, "" if holds else "Gäller inte den färdiga texten", _said(facts), holds)


def _said(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((word, what) for word, what in facts if what)


def render(evidence: Evidence) -> bytes:
    """The PDF. Raises lib.pdf.NotAvailable."""
    minutes = evidence.minutes
    version = next(one for one in minutes.versions.all() if one.number == evidence.version)
    document = from_bytes(bytes(version.content))
    standing = Standing(
        is_finished=True, version=version.number, sha256=version.sha256, made_at=minutes.finished_at
    )
    context = context_of(document, standing) | {"evidence": evidence, "attachments": ()}
    return pdf.render(
        render_to_string("pdf/evidence.html", context),
        title=f"Justeringsintyg, {context['file_title']}",
        author=document.letterhead.organisation,
        made_at=minutes.finished_at,
    )
