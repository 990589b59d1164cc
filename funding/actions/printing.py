"""An application's decision on paper, and its money in words (G8)."""

from django.template.loader import render_to_string

from funding import call_letters
from funding.applying import Economy
from funding.models import Application
from secretariat.lib import pdf
from secretariat.lib.dates import local_day
from secretariat.lib.money import kronor

from .call_decisions import payment_in_words


def cost_in_words(money: Economy) -> str:
    """The budget's sum, and what nobody pays of it."""
    if not money.cost:
        return ""
    words = kronor(money.cost)
    if money.asked and money.uncovered > 0:
        return f"{words}, varav {kronor(money.uncovered)} saknar finansiering"
    if money.asked and money.uncovered < 0:
        return f"{words}, {kronor(-money.uncovered)} mindre än finansieringen"
    return words


def payments_of(application: Application) -> list[str]:
    """How what is granted is planned to be paid; nothing where other money of the account is planned too."""
    if application.account is None or application.account.applications.count() > 1:
        return []
    rows = application.account.planned_payments.filter(entry=None).order_by("due_on", "pk")
    return [payment_in_words(one) for one in rows]


def render_decision(application: Application) -> bytes:
    """The PDF of a decision. Raises lib.pdf.NotAvailable."""
    call = application.call
    body = call.pot.grant.fund.body
    letterhead = body.letterhead if body else None
    context = {
        "application": application,
        "call": call,
        "body": body,
        "decided_on": local_day(application.decided_at) if application.decided_at else None,
        "granted": kronor(application.granted_amount) if application.granted_amount else "",
        "asked": kronor(application.amount or 0),
        "payments": payments_of(application),
        "contact": call_letters.contact_of(call),
    }
    return pdf.render(
        render_to_string("pdf/application_decision.html", context),
        title=f"Beslut om ansökan {application.number}, {call.title}",
        stylesheet="matrix.css",
        author=letterhead.organisation.name if letterhead else "",
    )
