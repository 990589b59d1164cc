"""The protocol over the judging of a call: every judgement with its reasons, jäv, and what was opened again (G8)."""

import datetime as dt
from typing import Any

from django.template.loader import render_to_string

from funding.models import Call
from secretariat.lib import pdf
from secretariat.registry.models import User

from . import assessments


def protocol_of(call: Call, user: User, *, today: dt.date) -> dict[str, Any]:
    """What the protocol says, as far as this user may see the judging. Six queries more than the call."""
    return {
        "call": call,
        "criteria": list(call.criteria.all()),
        "rows": assessments.table_of(call, user),
        "assessors": list(call.assessors.select_related("user__person").order_by("pk")),
        "today": today,
    }


def render_protocol(call: Call, user: User, *, today: dt.date) -> bytes:
    """The protocol on paper. Raises lib.pdf.NotAvailable."""
    body = call.pot.grant.fund.body
    letterhead = body.letterhead if body else None
    return pdf.render(
        render_to_string(
            "pdf/assessment_protocol.html", protocol_of(call, user, today=today) | {"body": body}
        ),
        title=f"Protokoll över bedömningen, {call.title}",
        stylesheet="answers.css",
        author=letterhead.organisation.name if letterhead else "",
    )
