"""How a version stands by what its parties have decided and signed. Pure: rows that are read already."""

import datetime as dt
from collections.abc import Sequence

from agreements.models import AgreementParty, AgreementVersion
from meetings.confirmation_words import FINAL, Stand
from secretariat.lib.dates import and_list, day_in_words
from secretariat.registry.models import Organisation

State, Role, Outcome = AgreementVersion.State, AgreementParty.Role, AgreementParty.Outcome
# States that follow from what the parties say; the others are set by somebody.
FOLLOWING = frozenset({"sent", "deciding", "agreed", "deviating", "signing"})
_WITHOUT = frozenset({Outcome.REFUSED, Outcome.ABSTAINED})
_SILENT = frozenset({"not_sent", "sent"})


def deciding(parties: Sequence[AgreementParty]) -> list[AgreementParty]:
    """Those whose decision is needed; who cooperates without one is not among them."""
    return [one for one in parties if one.role == Role.PARTY]


def has_decided(party: AgreementParty) -> bool:
    """Whether its own decision is taken. One that has sent the matter back has not decided it."""
    return party.outcome in FINAL


def bound(parties: Sequence[AgreementParty]) -> list[AgreementParty]:
    """Those that the version is to bind: all that decide, but those that have said no and are let go."""
    return [
        one
        for one in deciding(parties)
        if not (one.outcome in _WITHOUT and one.deviation_handled_at is not None)
    ]


def following_state(version: AgreementVersion, parties: Sequence[AgreementParty]) -> str:
    """The state that follows from what the parties have said; the version's own where they do not rule it."""
    if version.state not in FOLLOWING:
        return str(version.state)
    rows = deciding(parties)
    if any(one.has_open_deviation for one in rows):
        return State.DEVIATING
    if not rows or not all(has_decided(one) for one in rows):
        silent = all(one.state in _SILENT for one in rows)
        return State.SENT if silent and version.state == State.SENT else State.DECIDING
    if version.state == State.SIGNING or any(one.deviates for one in rows):
        return State.SIGNING
    return State.AGREED


def obstacles_to_binding(version: AgreementVersion, parties: Sequence[AgreementParty]) -> list[str]:
    """Why a version cannot hold yet: who has not decided, what deviates, who has not signed, no first day."""
    found = []
    rows = bound(parties)
    if not rows:
        found.append("Ingen part har beslutat bifall.")
    left = [one for one in rows if not has_decided(one)]
    if left:
        found.append(f"Alla har inte beslutat. Kvar: {names_of(left)}.")
    open_ = [one for one in rows if one.has_open_deviation]
    if open_:
        found.append(f"Avvikelsen är inte hanterad: {names_of(open_)}.")
    unsigned = [one for one in rows if one.signed_on is None]
    if unsigned and not left:
        found.append(f"Alla har inte undertecknat. Kvar: {names_of(unsigned)}.")
    return found + obstacles_of_period(version)


def obstacles_of_period(version: AgreementVersion) -> list[str]:
    """That nobody has said from when it holds."""
    return [] if version.starts_on else ["Skriv från vilken dag versionen gäller."]


def obstacles_of_today(version: AgreementVersion, today: dt.date) -> list[str]:
    """That the period has not begun, or is over."""
    if version.starts_on and version.starts_on > today:
        return [f"Perioden börjar {day_in_words(version.starts_on)}. Då börjar den gälla av sig själv."]
    if version.ends_on and version.ends_on < today:
        return [f"Perioden tog slut {day_in_words(version.ends_on)}. Ändra sista dagen först."]
    return []


def names_of(parties: Sequence[AgreementParty]) -> str:
    """Names in a row, in Swedish order."""
    return and_list([one.organisation.short_name for one in sorted(parties, key=_order)])


def _order(party: AgreementParty) -> str:
    return str(party.organisation.sort_key)


def stand_of(party: AgreementParty) -> Stand:
    """How the party stands, for the sentence over the table."""
    return Stand(
        name=party.organisation.short_name,
        outcome=party.outcome,
        is_municipality=party.organisation.kind == Organisation.Kind.MUNICIPALITY,
        is_handled=party.deviation_handled_at is not None,
    )


def reached(party: AgreementParty) -> str:
    """The state a party's own facts say it has come to; never back before the decision, since a step told is taken."""
    if party.in_force_on:
        return AgreementParty.State.IN_FORCE
    if party.signed_on:
        return AgreementParty.State.SIGNED
    if has_decided(party) and party.extract_id:
        return AgreementParty.State.EXTRACT_IN
    if party.outcome:
        return str(party.outcome)
    return _later(party.state, _told(party))


_ONWARD = ("not_sent", "sent", "received", "handler_named", "preparing", "up_for_decision")


def _told(party: AgreementParty) -> str:
    if party.planned_on:
        return "up_for_decision"
    if party.organ:
        return "preparing"
    return "received"


def _later(now: str, told: str) -> str:
    if now not in _ONWARD:  # a decision that is taken back
        return told if told in ("preparing", "up_for_decision") else "preparing"
    return max(now, told, key=_ONWARD.index)
