"""Närvarointyg: one person's meetings in a period on paper, for the one who pays (domain 1.6).

Only finished minutes are proof. What contradicts is left out, and said.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone

from meetings.models import Body
from secretariat.lib import pdf
from secretariat.lib.dates import NBSP, day_in_words, time_span
from secretariat.lib.periods import in_words
from secretariat.registry.models import Letterhead, Organisation, Person

from .attendance_people import PersonRow
from .attendance_rows import Selection, people_of
from .printing import footer_of, head_height


@dataclass(frozen=True)
class Certificate:
    """What the paper says."""

    person: Person
    first: dt.date
    last: dt.date
    rows: tuple[PersonRow, ...]
    doubtful: tuple[PersonRow, ...]
    unfinished: int

    @property
    def minutes(self) -> int:
        """All minutes that are known."""
        return sum(row.minutes or 0 for row in self.rows)

    @property
    def timeless(self) -> int:
        """Meetings without a known length."""
        return sum(row.minutes is None for row in self.rows)

    @property
    def period(self) -> str:
        """Första halvåret 2026."""
        return in_words(self.first, self.last)

    @property
    def parties(self) -> str:
        """The parts the person was there for."""
        return ", ".join(dict.fromkeys(row.party for row in self.rows if row.party))


def certificate_of(person: Person, first: dt.date, last: dt.date) -> Certificate:
    """The meetings where the person is noted as present in finished minutes."""
    selection = Selection(first, last, person=person.pk)
    rows = list(people_of(selection))
    return Certificate(
        person=person,
        first=first,
        last=last,
        rows=tuple(row for row in rows if row.is_present),
        doubtful=tuple(row for row in rows if row.is_contradictory),
        unfinished=selection.unfinished().count(),
    )


def length_in_words(minutes: int) -> str:
    """How long, as one says it.

    >>> length_in_words(135).replace(NBSP, " "), length_in_words(120).replace(NBSP, " ")
    ('2 tim 15 min', '2 tim')
    """
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours}{NBSP}tim"] if hours else []) + ([f"{rest}{NBSP}min"] if rest or not hours else [])
    return " ".join(parts)


def render(certificate: Certificate, *, by: str, at: dt.datetime | None = None) -> bytes:
    """The PDF. Raises lib.pdf.NotAvailable."""
    moment = at or timezone.now()
    head = _letterhead(certificate.rows)
    issuer = head.organisation.name if head else _own_name()
    context = {
        "certificate": certificate,
        "name": "" if certificate.person.protected_identity else certificate.person.name,
        "rows": [_line(row) for row in certificate.rows],
        "length": length_in_words(certificate.minutes),
        "count": len(certificate.rows),
        "issuer": issuer,
        "by": by,
        "day": day_in_words(timezone.localdate(moment)),
        "document": {"letterhead": {"office": head.office if head else ""}, "secretary": None},
        "standing": {"is_finished": True},
        "heads": [issuer],
        "height": head_height([issuer]),
        "footer": footer_of(head) if head else [],  # type: ignore[arg-type]
    }
    return pdf.render(
        render_to_string("pdf/certificate.html", context),
        title=f"Närvarointyg, {certificate.period}",
        author=issuer,
        made_at=moment,
    )


def _line(row: PersonRow) -> dict[str, str]:
    """A row of the table, in words."""
    how = {"ja": "digitalt", "nej": "på plats"}.get(row.digital, "")
    finished = f"{row.standing} {row.finished_on.isoformat()}" if row.finished_on else ""
    return {
        "day": row.read.date.isoformat(),
        "bodies": row.bodies,
        "role": ", ".join(part for part in (row.roles, "tjänstgjorde" if _stood_in(row) else "") if part),
        "time": time_span(row.starts, row.ends) if row.starts and row.ends else "Tid saknas",
        "length": length_in_words(row.minutes) if row.minutes is not None else "",
        "how": how,
        "finished": finished,
    }


def _stood_in(row: PersonRow) -> bool:
    return bool(row.served_for) and row.served == "ja"


def _letterhead(rows: Iterable[PersonRow]) -> Letterhead | None:
    """The office's letterhead: that of the bodies in question, else the own organisation's first."""
    bodies = {seat.read.body for row in rows for seat in row.seats if seat.read.body}
    heads = Letterhead.objects.select_related("organisation")
    own = (
        heads.filter(pk__in=Body.objects.filter(pk__in=bodies).values("letterhead")).order_by("name").first()
    )
    return own or heads.filter(organisation__is_own=True).order_by("name").first()


def _own_name() -> str:
    own = Organisation.objects.filter(is_own=True).first()
    return own.name if own else "Sekretariatet"


def file_name(certificate: Certificate) -> str:
    """What the file is called. Never a name: it lands in folders that others see."""
    return f"narvarointyg-{certificate.person.pk}-{certificate.first}--{certificate.last}.pdf"
