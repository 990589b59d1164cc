"""Moving a version or a party from one state to another: one row is written for each step, and nobody passes another.

A version is always locked before its inquiry, and both before a party's row is read.
"""

import datetime as dt

from django.db.models import QuerySet

from agreements.models import AgreementParty, AgreementVersion, PartyStep, VersionStep
from agreements.states import PARTY, VERSION
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import User

_WITH = ("agreement__body", "agreement__responsible", "agreement__host", "recommended_by", "adopted_by")
_PARTY_WITH = (
    "organisation__district",
    "handler__user",
    "extract",
    "recipient__inquiry",
    "version__agreement",
)


def hold(version: AgreementVersion | int) -> AgreementVersion:
    """Lock a version until the transaction ends, and read it anew."""
    key = version if isinstance(version, int) else version.pk
    AgreementVersion.objects.select_for_update(of=("self",)).filter(pk=key).first()
    found = AgreementVersion.objects.select_related(*_WITH).filter(pk=key).first()
    if found is None:
        raise NotAllowed("Versionen finns inte längre. Ladda om sidan.")
    return found


def held(party: AgreementParty) -> tuple[AgreementVersion, AgreementParty]:
    """A party read anew, its version locked."""
    version = hold(party.version_id)
    found = parties_of(version).filter(pk=party.pk).first()
    if found is None:
        raise NotAllowed("Parten är inte längre med. Ladda om sidan.")
    found.version = version
    return version, found


def parties_of(version: AgreementVersion) -> QuerySet[AgreementParty]:
    """Its parties, with what pages and letters name."""
    return version.parties.select_related(*_PARTY_WITH)


def move(version: AgreementVersion, to: str, *, by: User | None, at: dt.datetime, reason: str = "") -> None:
    """Take a version a step. With a reason it is by hand, and any step goes. Raises NotAllowed."""
    if not reason and (why := VERSION.why_not(version.state, to)):
        raise NotAllowed(why)
    VersionStep.objects.create(
        version=version, from_state=version.state, to_state=to, at=at, by=by, reason=reason[:500]
    )
    version.state, version.state_since = to, at
    version.save()


def move_party(
    party: AgreementParty,
    to: str,
    *,
    at: dt.datetime,
    by: User | None = None,
    who: str = "",
    reason: str = "",
) -> None:
    """Take a party a step; nothing where it stands there already. With a reason it is by hand. Raises NotAllowed."""
    if to == party.state:
        party.save()
        return
    if not reason and (why := PARTY.why_not(party.state, to)):
        raise NotAllowed(why)
    PartyStep.objects.create(
        party=party,
        from_state=party.state,
        to_state=to,
        at=at,
        by=by,
        by_words=(who or (by.name if by else ""))[:200],
        reason=reason[:500],
    )
    party.state = to
    party.save()
