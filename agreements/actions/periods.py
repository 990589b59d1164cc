"""When a version holds and what becomes of it then: revised, extended, given notice, ended, replaced (F1, F6)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agreements.models import AgreementParty, AgreementVersion, PlanActivity, VersionStep
from agreements.watching import months_after
from meetings.models import Decision
from secretariat.lib.dates import day_in_words, local_day
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, User

from . import rounds
from .standing import (
    FOLLOWING,
    bound,
    has_decided,
    names_of,
    obstacles_of_period,
    obstacles_of_today,
    obstacles_to_binding,
    reached,
)
from .steps import hold, move, move_party, parties_of
from .versions import holding_beside, obstacles_to_recommending

State = AgreementVersion.State
_DAY = dt.timedelta(days=1)
_HOLDS = (State.IN_FORCE, State.REVISING, State.EXTENDED)


# Into force


def open_for_signing(version: AgreementVersion, *, by: User, at: dt.datetime) -> None:
    """The first signature opens the signing of a version that is locked."""
    move(version, State.SIGNING, by=by, at=at)


def obstacles_to_bringing_into_force(version: AgreementVersion, *, today: dt.date) -> list[str]:
    """Why a version does not hold yet."""
    parties = list(parties_of(version))
    if version.agreement.each_from_own_decision and version.state in FOLLOWING:
        some = any(has_decided(one) and not one.has_open_deviation for one in bound(parties))
        found = [] if some else ["Ingen part har beslutat än."]
        return [*found, *obstacles_of_period(version), *obstacles_of_today(version, today)]
    if version.state != State.SIGNING:
        return [f"Versionen är ”{version.get_state_display()}”. Den gäller när alla har undertecknat."]
    found = [*obstacles_to_binding(version, parties), *obstacles_of_today(version, today)]
    newer = holding_beside(version)
    if newer and newer.starts_on and version.starts_on and newer.starts_on >= version.starts_on:
        found.append(f"Version {newer.number} gäller redan från {day_in_words(newer.starts_on)}.")
    return found


@transaction.atomic
def bring_into_force(version: AgreementVersion, *, by: User | None, at: dt.datetime | None = None) -> None:
    """Let it hold: every party is bound, and what it replaces is over the day before. Raises NotAllowed."""
    at = at or timezone.now()
    version = hold(version)
    if reasons := obstacles_to_bringing_into_force(version, today=local_day(at)):
        raise NotAllowed(reasons)
    _bring(version, by=by, at=at)


def _bring(version: AgreementVersion, *, by: User | None, at: dt.datetime) -> None:
    _replace_what_was(version, by=by, at=at)
    signed = [one.signed_on for one in version.parties.all() if one.signed_on]
    version.in_force_at, version.signed_on = at, max(signed, default=None)
    move(version, State.IN_FORCE, by=by, at=at)
    for party in bound(list(parties_of(version))):
        if has_decided(party) and not party.has_open_deviation:
            _bind(party, version, by=by, at=at)
    if not version.agreement.each_from_own_decision:
        version.parties.update(is_pending=False)
        rounds.close(version, by=by, at=at)
    log.write("satte i kraft", by=by, about=version)


def _bind(party: AgreementParty, version: AgreementVersion, *, by: User | None, at: dt.datetime) -> None:
    days = [version.starts_on, party.decided_on if version.agreement.each_from_own_decision else None]
    party.in_force_on = max(day for day in days if day)
    party.is_pending = False
    move_party(party, reached(party), at=at, by=by)


def _replace_what_was(version: AgreementVersion, *, by: User | None, at: dt.datetime) -> None:
    """Older versions, and the agreement that this one replaces, are over the day before this one begins."""
    first = version.starts_on or local_day(at)
    before = AgreementVersion.objects.filter(state__in=AgreementVersion.BINDING).filter(
        agreement__in=[version.agreement_id, version.agreement.replaces_id]
    )
    for old in before.exclude(pk=version.pk).order_by("pk"):
        locked = hold(old)
        if locked.starts_on and locked.starts_on >= first:
            raise NotAllowed(f"Version {locked.number} började gälla {day_in_words(locked.starts_on)}. "
                             "Den nya måste börja senare.")  # fmt: skip
        _let_go(locked, State.REPLACED, last=first - _DAY, by=by, at=at)


def _let_go(version: AgreementVersion, to: str, *, last: dt.date, by: User | None, at: dt.datetime) -> None:
    version.ended_on = last
    version.parties.filter(in_force_on__lte=last).update(left_on=last)
    version.parties.filter(in_force_on__gt=last).update(left_on=F("in_force_on"))
    version.parties.update(is_pending=False)
    move(version, to, by=by, at=at)
    rounds.close(version, by=by, at=at)
    log.write("avslutade version", by=by, about=version, läge=version.get_state_display(), sista=str(last))


def bring_into_force_if_complete(version: AgreementVersion, *, by: User | None, at: dt.datetime) -> bool:
    """Let a version that is locked hold, where nothing stands in its way any more. Whether it does."""
    if version.state != State.SIGNING or obstacles_to_bringing_into_force(version, today=local_day(at)):
        return False
    _bring(version, by=by, at=at)
    return True


def bind_if_settled(
    version: AgreementVersion, party: AgreementParty, *, at: dt.datetime, by: User | None
) -> None:
    """Bind a party to a version that holds already, at once when nothing is left for it to do.

    Where each is bound by its own decision that is all; else it has to sign too.
    """
    own = version.agreement.each_from_own_decision
    is_done = has_decided(party) and not party.has_open_deviation and (own or party.signed_on is not None)
    if not version.is_binding or not is_done or party.in_force_on or party not in bound([party]):
        return
    _bind(party, version, by=by, at=at)
    if not own and not version.parties.filter(is_pending=True, role=AgreementParty.Role.PARTY).exists():
        rounds.close(version, by=by, at=at)


def obstacles_to_taking_out_of_force(version: AgreementVersion) -> list[str]:
    """Why a version that holds cannot be as before it held: something has been built on it since."""
    if version.state == State.IN_FORCE:
        return []
    return [
        f"Versionen är ”{version.get_state_display()}”. Den som är bunden av den kan inte ställas tillbaka. "
        "Börja en ny version, eller säg upp den här."
    ]


def take_out_of_force(version: AgreementVersion, *, reason: str, by: User, at: dt.datetime) -> None:
    """Let a version that is locked be signed again, since one it held with is taken back; what it replaced holds on."""
    held_from = version.in_force_at
    version.in_force_at = version.signed_on = None
    move(version, State.SIGNING, by=by, at=at, reason=reason)
    for party in parties_of(version).filter(in_force_on__isnull=False):
        party.in_force_on = party.left_on = None
        party.is_pending = party.role == AgreementParty.Role.PARTY
        move_party(party, reached(party), at=at, by=by, reason=reason)
    rounds.reopen(version, by=by)
    replaced = VersionStep.objects.filter(to_state=State.REPLACED, at=held_from or at).filter(
        version__agreement__in=[version.agreement_id, version.agreement.replaces_id]
    )
    for step in replaced.exclude(version=version).order_by("version"):
        old = hold(step.version_id)
        if old.state == State.REPLACED:
            _hold_on(old, step.from_state, reason=reason, by=by, at=at)
    log.write("ställde tillbaka till undertecknande", by=by, about=version, skäl=reason)


def _hold_on(old: AgreementVersion, to: str, *, reason: str, by: User, at: dt.datetime) -> None:
    """A version that was replaced by one that does not hold after all."""
    old.parties.filter(left_on=old.ended_on).update(left_on=None)
    old.ended_on = None
    move(old, to, by=by, at=at, reason=reason)
    log.write("lät version gälla igen", by=by, about=old, läge=old.get_state_display(), skäl=reason)


# A plan


def obstacles_to_adopting(version: AgreementVersion, decision: Decision | None) -> list[str]:
    """Why a plan cannot be noted as adopted."""
    if not version.agreement.is_plan:
        return ["Bara planer antas av en grupp. En överenskommelse beslutar parterna om."]
    found = obstacles_to_recommending(decision)
    return ["Välj det beslut som antog planen."] if decision is None else found + obstacles_of_period(version)


@transaction.atomic
def adopt(
    version: AgreementVersion, decision: Decision | None, *, by: User, at: dt.datetime | None = None
) -> None:
    """Note that a plan is adopted, by which decision; it holds from its first day. Raises NotAllowed."""
    at = at or timezone.now()
    version = hold(version)
    if reasons := obstacles_to_adopting(version, decision):
        raise NotAllowed(reasons)
    version.adopted_by = decision
    _replace_what_was(version, by=by, at=at)
    version.in_force_at = at
    move(version, State.IN_FORCE, by=by, at=at)
    version.parties.update(is_pending=False)
    log.write(
        "noterade att planen är antagen", by=by, about=version, beslut=decision.number if decision else ""
    )


# Revised


def obstacles_to_revising(version: AgreementVersion) -> list[str]:
    """Why a new version cannot be begun: one is under way, or a party has not decided on this one."""
    found = []
    if version.state not in (State.IN_FORCE, State.EXTENDED):
        found.append(f"Versionen är ”{version.get_state_display()}”. Bara en som gäller kan revideras.")
    newer = version.agreement.versions.filter(number__gt=version.number).exclude(
        state__in=AgreementVersion.OVER
    )
    if one := newer.first():
        found.append(f"Version {one.number} är redan påbörjad.")
    waiting = version.parties.filter(is_pending=True, role=AgreementParty.Role.PARTY).select_related(
        "organisation"
    )
    if left := list(waiting):
        found.append(f"Alla har inte beslutat om version {version.number} än. Kvar: {names_of(left)}.")
    return found


@transaction.atomic
def revise(
    version: AgreementVersion, *, changes: str, by: User, at: dt.datetime | None = None
) -> AgreementVersion:
    """Begin a new version with the same parties and activities, while this one goes on. Raises NotAllowed."""
    at = at or timezone.now()
    version = hold(version)
    if reasons := obstacles_to_revising(version):
        raise NotAllowed(reasons)
    move(version, State.REVISING, by=by, at=at)
    last = version.agreement.versions.order_by("-number").values_list("number", flat=True).first() or 0
    new = AgreementVersion.objects.create(
        agreement=version.agreement, number=last + 1, changes=changes.strip(), created_by=by,
        notice_months=version.notice_months, renewal=version.renewal, renewal_months=version.renewal_months,
    )  # fmt: skip
    _copy_parties(version, new)
    _copy_activities(version, new)
    log.write("påbörjade ny version", by=by, about=new, tidigare=version.number)
    return new


def _copy_parties(old: AgreementVersion, new: AgreementVersion) -> None:
    AgreementParty.objects.bulk_create(
        AgreementParty(
            agreement=new.agreement, version=new, organisation=one.organisation, role=one.role, organ=one.organ,
            handler=one.handler, position=one.position, is_pending=one.role == AgreementParty.Role.PARTY,
        )
        for one in parties_of(old)
        if one.organisation.ends_on is None
    )  # fmt: skip


def _copy_activities(old: AgreementVersion, new: AgreementVersion) -> None:
    going_on: Sequence[PlanActivity] = list(old.activities.exclude(status__in=["done", "dropped"]))
    for one in going_on:
        copied_from, one.pk, one.version = one.pk, None, new
        one.copied_from_id = copied_from
        one._state.adding = True
    PlanActivity.objects.bulk_create(going_on)


# Extended, given notice, ended


def obstacles_to_extending(version: AgreementVersion, until: dt.date | None) -> list[str]:
    """Why it cannot be extended so."""
    if version.state not in _HOLDS:
        return [f"Versionen är ”{version.get_state_display()}” och kan inte förlängas."]
    if version.ends_on is None:
        return ["Versionen gäller tills vidare. Det finns ingen sista dag att flytta."]
    if until is None:
        return ["Skriv till vilken dag den förlängs."]
    if until <= version.ends_on:
        return [f"Den gäller redan till och med {day_in_words(version.ends_on)}. Välj en senare dag."]
    return []


@transaction.atomic
def extend(
    version: AgreementVersion,
    until: dt.date | None,
    *,
    by: User | None,
    reason: str = "",
    at: dt.datetime | None = None,
) -> None:
    """Let it hold longer. Raises NotAllowed."""
    version = hold(version)
    if reasons := obstacles_to_extending(version, until):
        raise NotAllowed(reasons)
    was, version.ends_on = version.ends_on, until
    move(version, State.EXTENDED, by=by, at=at or timezone.now())
    log.write("förlängde", by=by, about=version, förut=str(was), nu=str(until), skäl=reason.strip())


def obstacles_to_terminating(version: AgreementVersion, on: dt.date | None) -> list[str]:
    """Why notice cannot be noted."""
    if version.state not in _HOLDS:
        return [f"Versionen är ”{version.get_state_display()}” och kan inte sägas upp."]
    if on is None:
        return ["Skriv vilken dag den sades upp."]
    if version.starts_on and on < version.starts_on:
        return [f"Den började gälla {day_in_words(version.starts_on)}. Uppsägningen kan inte vara tidigare."]
    return []


def last_day_after_notice(version: AgreementVersion, on: dt.date) -> dt.date:
    """The last day after the notice period; never later than the period's own end."""
    last = months_after(on, version.notice_months or 0)
    return min(last, version.ends_on) if version.ends_on else last


@transaction.atomic
def terminate(
    version: AgreementVersion,
    *,
    on: dt.date | None,
    party: Organisation | None,
    by: User,
    at: dt.datetime | None = None,
) -> None:
    """Note that somebody has given notice; it holds until the notice period is over. Raises NotAllowed."""
    version = hold(version)
    reasons = obstacles_to_terminating(version, on)
    if reasons or on is None:
        raise NotAllowed(reasons)
    version.terminated_on, version.terminated_by = on, party
    version.ends_on = last_day_after_notice(version, on)
    move(version, State.TERMINATED, by=by, at=at or timezone.now())
    log.write("noterade uppsägning", by=by, about=version, av=str(party or ""), sista=str(version.ends_on))


def obstacles_to_ending(version: AgreementVersion, *, today: dt.date) -> list[str]:
    """Why it is not over."""
    if not version.is_binding:
        return [f"Versionen är ”{version.get_state_display()}”."]
    if version.ends_on is None:
        return ["Versionen gäller tills vidare. Säg upp den, eller låt en ny ersätta den."]
    if version.ends_on >= today:
        return [f"Den gäller till och med {day_in_words(version.ends_on)}."]
    return []


@transaction.atomic
def end(version: AgreementVersion, *, by: User | None, at: dt.datetime | None = None) -> None:
    """Note that its last day has been. Raises NotAllowed."""
    at = at or timezone.now()
    version = hold(version)
    if reasons := obstacles_to_ending(version, today=local_day(at)):
        raise NotAllowed(reasons)
    _let_go(version, State.ENDED, last=version.ends_on or local_day(at), by=by, at=at)
