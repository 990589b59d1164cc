"""A party's state set by hand, with a reason, and taken back the same way (domain 3.3).

It does what the party's own answer does: the version follows, the party is bound, its question counts as answered so
that no reminder goes out. Set back, the question is open again, and a version that held by it is signed anew.
"""

import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone

from agreements.models import AgreementParty, AgreementVersion, PartyStep
from agreements.states import PARTY
from meetings.actions.confirmation_answers import OFFICE
from meetings.confirmation_words import FINAL
from secretariat.inquiries.actions import inquiries, recipients
from secretariat.lib.dates import day_in_words, local_day, moment_in_words
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import User

from . import periods, rounds
from .parties import as_told
from .standing import names_of
from .steps import held, move_party
from .versions import follow

State, Outcome, Role = AgreementParty.State, AgreementParty.Outcome, AgreementParty.Role
_STAGES = tuple(PARTY.names)
_SIGNS = (State.SIGNED, State.IN_FORCE)


def mark_of(party: AgreementParty) -> str:
    """A short mark of how the party stands, for a page that lets somebody set it by hand."""
    facts = [party.state, party.signed_on, party.in_force_on, *as_told(party).values()]
    return hashlib.sha256("\n".join(str(one) for one in facts).encode()).hexdigest()[:16]


def last_by_hand(party: AgreementParty) -> PartyStep | None:
    """The latest step that was set by hand."""
    return party.steps.exclude(reason="").order_by("-pk").first()


def obstacles_to_overriding(
    party: AgreementParty,
    to: str,
    *,
    reason: str,
    day: dt.date | None,
    seen: str = "",
    today: dt.date | None = None,
) -> list[str]:
    """Why a party's state cannot be set by hand. `seen` is the mark of what the page showed."""
    if seen and seen != mark_of(party):
        return [_passed(party)]
    found = [] if reason.strip() else ["Skriv skälet till att läget ställs om för hand."]
    if to == party.state:
        found.append(f"Parten är redan ”{party.get_state_display()}”.")
    if to in Outcome.values and day is None and party.decided_on is None:
        found.append("Skriv vilken dag parten beslutade.")
    if to in (State.EXTRACT_IN, *_SIGNS) and not party.outcome:
        found.append("Parten har inte beslutat. Ställ om till utfallet först.")
    if to == State.EXTRACT_IN and party.extract_id is None:
        found.append("Ladda upp protokollsutdraget i stället.")
    if to in _SIGNS:
        found += _obstacles_to_signing(party, to, day)
    if to in (*Outcome.values, State.SIGNED) and day and day > (today or timezone.localdate()):
        found.append("Dagen har inte varit än.")
    return found + _obstacles_of_version(party, to)


def _passed(party: AgreementParty) -> str:
    """That somebody was before: the party itself by its link, or a colleague."""
    name, state = party.organisation.short_name, party.get_state_display()
    step = party.steps.order_by("-pk").first()
    saved = f" {step.by_words} sparade det {moment_in_words(step.at)}." if step and step.by_words else ""
    return (
        f"{name} har ändrats sedan du öppnade sidan och är nu ”{state}”.{saved} "
        "Läs vad som står, och ställ om igen om det ändå behövs."
    )


def noted_in_words(party: AgreementParty, step: PartyStep) -> str:
    """To a party that saves on a page it opened before the office set its state by hand."""
    return (
        f"Vi har under tiden noterat ”{step.get_to_state_display()}” för {party.organisation.short_name}, "
        f"{moment_in_words(step.at)}. Det du skrev står kvar här. Läs igenom, och spara igen om det ska gälla."
    )


def _obstacles_to_signing(party: AgreementParty, to: str, day: dt.date | None) -> list[str]:
    if day is None:
        return ["Skriv vilken dag."]
    found = []
    if party.outcome in (Outcome.REFUSED, Outcome.ABSTAINED):
        found.append(f"{party.organisation.short_name} har inte beslutat bifall och kan inte bindas.")
    if party.decided_on and day < party.decided_on:
        found.append(f"Parten beslutade {day_in_words(party.decided_on)}. Dagen kan inte vara tidigare.")
    starts = party.version.starts_on
    if to == State.IN_FORCE and starts and day < starts:
        found.append(f"Versionen gäller från {day_in_words(starts)}. Parten kan inte vara i kraft tidigare.")
    return found


def _obstacles_of_version(party: AgreementParty, to: str) -> list[str]:
    """What the version's own state says about it."""
    version = party.version
    if version.state in AgreementVersion.OVER:
        return [f"Versionen är ”{version.get_state_display()}”. Parternas lägen ändras inte längre."]
    if to == State.IN_FORCE and not version.is_binding:
        return [
            "Versionen gäller inte än. Ställ om till undertecknat: parten är i kraft när versionen gäller."
        ]
    if not version.is_binding or to == State.IN_FORCE or party.in_force_on is None:
        return _obstacles_of_another(party)
    if version.agreement.each_from_own_decision:
        return _obstacles_of_another(party)
    if to == State.SIGNED:
        return ["Versionen gäller. Den som har undertecknat är i kraft."]
    return periods.obstacles_to_taking_out_of_force(version)


def _obstacles_of_another(party: AgreementParty) -> list[str]:
    """A party decides on one version at a time, also where it is opened again by hand."""
    if party.is_pending or party.role != Role.PARTY:
        return []
    others = AgreementParty.objects.filter(
        agreement=party.agreement_id, organisation=party.organisation_id, is_pending=True
    )
    other = others.exclude(pk=party.pk).select_related("version", "organisation").first()
    if other is None:
        return []
    return [f"{names_of([other])} har redan version {other.version.number} att besluta om."]


@transaction.atomic
def override(
    party: AgreementParty,
    to: str,
    *,
    reason: str,
    by: User,
    day: dt.date | None = None,
    seen: str = "",
    at: dt.datetime | None = None,
) -> None:
    """Set a party's state by hand, forwards or back, with a reason that is kept. The secretariat's own.

    `seen` is the mark of what the page showed: whoever was before wins, and this is refused. Raises NotAllowed.
    """
    at = at or timezone.now()
    version, party = held(party)
    reason = reason.strip()
    if reasons := obstacles_to_overriding(party, to, reason=reason, day=day, seen=seen, today=local_day(at)):
        raise NotAllowed(reasons)
    was, is_bound = party.get_state_display(), party.in_force_on is not None
    if is_bound and to != State.IN_FORCE and not version.agreement.each_from_own_decision:
        periods.take_out_of_force(version, reason=reason, by=by, at=at)
        version, party = held(party)
    _let_facts_follow(party, to, day, reason=reason)
    move_party(party, to, at=at, by=by, reason=reason)
    _let_question_follow(party, version, by=by, at=at)
    log.write(
        "ställde om parts läge", by=by, about=party, förut=was, nu=party.get_state_display(), skäl=reason
    )
    if to == State.SIGNED and version.state == AgreementVersion.State.AGREED:
        periods.open_for_signing(version, by=by, at=at)
    follow(version, by=by, at=at)
    if not periods.bring_into_force_if_complete(version, by=by, at=at):
        periods.bind_if_settled(version, party, at=at, by=by)


def _let_facts_follow(party: AgreementParty, to: str, day: dt.date | None, *, reason: str) -> None:
    """What a later state takes for granted is put in, and what an earlier one has not come to is taken out."""
    stage, was = _STAGES.index(to), party.outcome
    if stage < _STAGES.index(State.IN_FORCE):
        party.in_force_on = party.left_on = None
    if stage < _STAGES.index(State.SIGNED):
        party.signed_on, party.signer, party.signer_title, party.signed_how = None, "", "", ""
        party.is_pending = party.role == Role.PARTY
    if to in Outcome.values:
        party.outcome, party.decided_on = to, day or party.decided_on
        party.deviation = (party.deviation or reason) if party.deviates else ""
    elif stage < _STAGES.index(Outcome.ASSENT):
        party.outcome, party.decided_on, party.deviation = "", None, ""
    if to in _SIGNS and not (to == State.IN_FORCE and party.version.agreement.each_from_own_decision):
        party.signed_on = party.signed_on or day
    if to == State.IN_FORCE:
        party.in_force_on, party.is_pending = day, False
    if party.outcome != was:
        party.deviation_handled_at = party.deviation_handled_by = None
        party.deviation_handled_how = ""


def _let_question_follow(
    party: AgreementParty, version: AgreementVersion, *, by: User, at: dt.datetime
) -> None:
    """A decision noted by hand answers the party's question; one that is taken back opens it again."""
    row = party.recipient
    if row is None or row.inquiry.withdrawn_at:
        return
    was_closed = row.inquiry.closed_at is not None
    is_final = party.outcome in FINAL
    if was_closed:
        inquiries.reopen(row.inquiry, by=by)
    recipients.record_answer(row, is_final=is_final, who=by.name, how=OFFICE, at=at)
    if was_closed and is_final:
        rounds.close(version, by=by, at=at)
