"""An agreement and the life of its versions, from draft to signed, in one file from top to bottom (F1, F3).

Letters and links are `rounds.py`, what a party says `parties.py`, what follows when a version holds `periods.py`.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from agreements import documents
from agreements.models import Agreement, AgreementDocument, AgreementParty, AgreementVersion
from meetings.models import Decision
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, StoredFile, User

from . import consultations, rounds
from .standing import following_state, has_decided, names_of
from .steps import hold, move, move_party, parties_of

State = AgreementVersion.State
# Where wording and parties can still be changed.
OPEN = frozenset({"draft", "preparing", "consultation", "recommended"})
_RESERVED = frozenset(
    {"ny", "hamta", "svar", "parter", "dokument", "arende", "beslut", "aktiviteter", "konferens"}
)
_CLEARED = {
    "outcome": "", "decided_on": None, "paragraph": "", "deviation": "", "deviation_handled_at": None,
    "deviation_handled_by": None, "deviation_handled_how": "", "extract": None, "planned_on": None,
    "first_planned_on": None, "signer": "", "signer_title": "", "signed_on": None, "signed_how": "",
    "recipient": None,
}  # fmt: skip


# Written


@transaction.atomic
def create(*, by: User | None, title: str, parties: Sequence[Organisation] = (), **facts: Any) -> Agreement:
    """Begin an agreement, with its first version as a draft and its parties. Facts are fields of the agreement."""
    themes = facts.pop("themes", ())
    agreement = Agreement.objects.create(title=title.strip(), slug=_slug_for(title), created_by=by, **facts)
    agreement.themes.set(themes)
    version = AgreementVersion.objects.create(agreement=agreement, number=1, created_by=by)
    for place, one in enumerate(parties):
        AgreementParty.objects.create(agreement=agreement, version=version, organisation=one, position=place)
    log.write("lade upp överenskommelse", by=by, about=agreement, parter=len(parties))
    return agreement


def _slug_for(title: str) -> str:
    words = slugify(title.translate(str.maketrans("åäöÅÄÖ–", "aaoAAO-")))[:50].strip("-") or "overenskommelse"
    taken = set(Agreement.objects.filter(slug__startswith=words).values_list("slug", flat=True)) | _RESERVED
    numbered = (f"{words}-{n}" for n in range(2, len(taken) + 3))
    return words if words not in taken else next(one for one in numbered if one not in taken)


def obstacles_to_changing_parties(version: AgreementVersion) -> list[str]:
    """Why nobody can be added or taken out: the basis is decided on as it was sent."""
    if version.state in OPEN or version.state in (State.SENT, State.DECIDING):
        return []
    return [f"Versionen är ”{version.get_state_display()}”. Då kan parterna inte ändras."]


def obstacles_to_adding(version: AgreementVersion, organisation: Organisation) -> list[str]:
    """Why this party cannot be added: a party decides on one version at a time."""
    reasons = obstacles_to_changing_parties(version)
    if version.parties.filter(organisation=organisation).exists():
        reasons.append(f"{organisation.short_name} är redan med.")
    other = AgreementParty.objects.filter(
        agreement=version.agreement_id, organisation=organisation, is_pending=True
    ).exclude(version=version)
    if found := other.select_related("version").first():
        reasons.append(f"{organisation.short_name} har redan version {found.version.number} att besluta om.")
    return reasons


@transaction.atomic
def add_party(
    version: AgreementVersion, organisation: Organisation, *, by: User, role: str = AgreementParty.Role.PARTY
) -> AgreementParty:
    """Let one more organisation be a party. It is asked at once where the others have been. Raises NotAllowed."""
    version = hold(version)
    if reasons := obstacles_to_adding(version, organisation):
        raise NotAllowed(reasons)
    party = AgreementParty.objects.create(
        agreement=version.agreement, version=version, organisation=organisation, role=role,
        position=version.parties.count(),
        is_pending=role == AgreementParty.Role.PARTY,
    )  # fmt: skip
    log.write("lade till part", by=by, about=version, part=str(organisation))
    consultations.ask_one_more(version, party, by=by)
    if version.state not in OPEN and role == AgreementParty.Role.PARTY:
        rounds.ask_one_more(version, party, by=by)
    return party


def obstacles_to_removing(party: AgreementParty) -> list[str]:
    """Why a party cannot be taken out: what it has said stays."""
    if party.outcome or party.signed_on:
        return [f"{party.organisation.short_name} har redan beslutat och kan inte tas bort."]
    return obstacles_to_changing_parties(party.version)


@transaction.atomic
def remove_party(party: AgreementParty, *, by: User, at: dt.datetime | None = None) -> None:
    """Take a party out that has not decided; who had got a letter is told. Raises NotAllowed."""
    version = hold(party.version_id)
    party = parties_of(version).get(pk=party.pk)
    if reasons := obstacles_to_removing(party):
        raise NotAllowed(reasons)
    rounds.stop_asking(party, by=by)
    consultations.stop_asking(version, party, by=by)
    log.write("tog bort part", by=by, about=version, part=str(party.organisation))
    party.delete()
    follow(version, by=by, at=at or timezone.now())


@transaction.atomic
def add_document(version: AgreementVersion, stored: StoredFile, *, kind: str, by: User) -> AgreementDocument:
    """Put a file with a version."""
    version = hold(version)
    is_signed = kind == AgreementDocument.Kind.SIGNED
    describe(
        stored, version, record_kind=str(AgreementDocument.Kind(kind).label),
        status=StoredFile.Status.DRAWN_UP if is_signed else StoredFile.Status.DRAFT,
    )  # fmt: skip
    made = AgreementDocument.objects.create(
        version=version, stored=stored, kind=kind, position=version.documents.count()
    )
    log.write("lade till dokument", by=by, about=version, dokument=str(stored))
    return made


def describe(stored: StoredFile, version: AgreementVersion, *, record_kind: str, status: str) -> None:
    """What is known of it as a public record already; the rest is said on its page (D1)."""
    body = version.agreement.body
    letterhead = body.letterhead if body else None
    stored.record_kind = stored.record_kind or record_kind
    stored.record_status = stored.record_status or status
    stored.owner = stored.owner or (letterhead.organisation if letterhead else None)
    stored.save(update_fields=["record_kind", "record_status", "owner"])


def obstacles_to_removing_document(document: AgreementDocument) -> list[str]:
    """Why a document stays: the parties have decided on it."""
    if document.version.state in OPEN or document.kind in ("other", "signed"):
        return []
    return ["Parterna har fått dokumentet. Det kan inte tas bort."]


@transaction.atomic
def remove_document(document: AgreementDocument, *, by: User) -> None:
    """Take a document out. The file itself stays in the log and the storage. Raises NotAllowed."""
    document.version = hold(document.version_id)
    if reasons := obstacles_to_removing_document(document):
        raise NotAllowed(reasons)
    log.write("tog bort dokument", by=by, about=document.version, dokument=str(document.stored))
    document.delete()


# Prepared and recommended


@transaction.atomic
def prepare(version: AgreementVersion, *, by: User, at: dt.datetime | None = None) -> None:
    """Give a draft to its working group; or take it back there from a remiss. Raises NotAllowed."""
    at, version = at or timezone.now(), hold(version)
    move(version, State.PREPARING, by=by, at=at)
    consultations.end(version, by=by, at=at)
    log.write("lämnade till beredning", by=by, about=version)


def obstacles_to_recommending(decision: Decision | None) -> list[str]:
    """Why it is not recommended: no samverkansorgan has decided so."""
    if decision is None:
        return ["Välj det beslut som rekommenderar överenskommelsen."]
    if not decision.number:
        return ["Beslutet har inget nummer än. Det ges när anteckningarna skickas ut."]
    return []


@transaction.atomic
def recommend(
    version: AgreementVersion, decision: Decision | None, *, by: User, at: dt.datetime | None = None
) -> None:
    """Note that a samverkansorgan has recommended it, by which decision. Raises NotAllowed."""
    version = hold(version)
    if reasons := obstacles_to_recommending(decision):
        raise NotAllowed(reasons)
    at = at or timezone.now()
    version.recommended_by = decision
    move(version, State.RECOMMENDED, by=by, at=at)
    consultations.end(version, by=by, at=at)
    log.write("noterade rekommendation", by=by, about=version, beslut=decision.number if decision else "")


# Sent to the parties, and back


def obstacles_to_sending(version: AgreementVersion, *, today: dt.date) -> list[str]:
    """Why the basis cannot go out. That a handläggare is missing somewhere is no reason; that all are is one."""
    return rounds.obstacles_to_asking(version, today=today)


@transaction.atomic
def send(version: AgreementVersion, *, by: User, text: str = "", at: dt.datetime | None = None) -> int:
    """Send the basis for the parties' decisions. Returns how many letters. Raises NotAllowed."""
    at = at or timezone.now()
    version = hold(version)
    if reasons := obstacles_to_sending(version, today=timezone.localdate(at)):
        raise NotAllowed(reasons)
    version.sent_at = at
    move(version, State.SENT, by=by, at=at)
    _dispatch(version)
    letters = rounds.ask(version, by=by, text=text, at=at)
    log.write("skickade beslutsunderlag", by=by, about=version, brev=letters)
    return letters


def _dispatch(version: AgreementVersion) -> None:
    """What has gone out to be decided on is no draft any more, and is given out with its matter (D1, D2)."""
    sent = documents.for_parties(version).filter(stored__record_status__in=["", StoredFile.Status.DRAFT])
    StoredFile.objects.filter(pk__in=sent.values("stored")).update(record_status=StoredFile.Status.DISPATCHED)


def follow(version: AgreementVersion, *, by: User | None, at: dt.datetime) -> None:
    """Let a version that is locked take the state that follows from what its parties have said (F3)."""
    to = following_state(version, list(parties_of(version)))
    if to == version.state:
        return
    if version.state == State.SENT and to not in (State.DECIDING, State.AGREED, State.DEVIATING):
        move(version, State.DECIDING, by=by, at=at)
    move(version, to, by=by, at=at)


def obstacles_to_taking_back(version: AgreementVersion, *, why: str) -> list[str]:
    """Why what is sent cannot be taken back."""
    found = []
    if version.state not in (State.SENT, State.DECIDING, State.AGREED, State.DEVIATING, State.SIGNING):
        found.append(
            f"Versionen är ”{version.get_state_display()}”. Det finns inget utskick att ta tillbaka."
        )
    if not why.strip():
        found.append("Skriv varför. Parterna får läsa det.")
    return found


@transaction.atomic
def take_back(version: AgreementVersion, *, why: str, by: User, at: dt.datetime | None = None) -> None:
    """Withdraw what the parties were asked, and tell them why. Nobody's answer holds for the next wording.

    Before anybody has answered it stands as recommended again; else it goes back to its working group, and what the
    parties had decided stays in the log and their extracts as documents. Raises NotAllowed.
    """
    at = at or timezone.now()
    version = hold(version)
    if reasons := obstacles_to_taking_back(version, why=why):
        raise NotAllowed(reasons)
    to = State.RECOMMENDED if version.state == State.SENT else State.PREPARING
    rounds.withdraw(version, why=why, by=by, at=at)
    for party in parties_of(version):
        _begin_anew(party, version, by=by, at=at)
    version.sent_at = None
    move(version, to, by=by, at=at)
    log.write("tog tillbaka beslutsunderlag", by=by, about=version, skäl=why.strip())


def _begin_anew(party: AgreementParty, version: AgreementVersion, *, by: User, at: dt.datetime) -> None:
    if party.outcome:
        said = {"utfall": party.get_outcome_display(), "beslutat": str(party.decided_on), "§": party.paragraph,
                "avvikelse": party.deviation}  # fmt: skip
        log.write("lade undan parts beslut om tidigare lydelse", by=by, about=party, **said)
    if party.extract:
        AgreementDocument.objects.create(
            version=version, kind=AgreementDocument.Kind.OTHER, stored=party.extract,
            position=version.documents.count(),
        )  # fmt: skip
    for name, value in _CLEARED.items():
        setattr(party, name, value)
    move_party(party, AgreementParty.State.NOT_SENT, at=at, by=by)


# Signed


def obstacles_to_signing(version: AgreementVersion, parties: Sequence[AgreementParty]) -> list[str]:
    """Why nobody can sign yet: somebody has not decided, or a deviation is not handled (F3)."""
    rows = [one for one in parties if one.role == AgreementParty.Role.PARTY]
    open_ = [one for one in rows if one.has_open_deviation]
    if open_:
        return [f"Avvikelsen ska hanteras innan någon undertecknar: {names_of(open_)}."]
    left = [one for one in rows if not has_decided(one)]
    if left and not version.agreement.each_from_own_decision:
        return [f"Alla har inte beslutat. Kvar: {names_of(left)}."]
    return []


@transaction.atomic
def begin_signing(version: AgreementVersion, *, by: User, at: dt.datetime | None = None) -> None:
    """Let the parties sign. Raises NotAllowed."""
    version = hold(version)
    if reasons := obstacles_to_signing(version, list(parties_of(version))):
        raise NotAllowed(reasons)
    move(version, State.SIGNING, by=by, at=at or timezone.now())
    log.write("öppnade för undertecknande", by=by, about=version)


# By hand


@transaction.atomic
def override(
    version: AgreementVersion, to: str, *, reason: str, by: User, at: dt.datetime | None = None
) -> None:
    """Set the state by hand, with a reason that is kept. The secretariat's own. Raises NotAllowed."""
    version = hold(version)
    if reasons := obstacles_to_overriding(version, to, reason=reason):
        raise NotAllowed(reasons)
    was = version.get_state_display()
    if to in AgreementVersion.BINDING and version.in_force_at is None:
        version.in_force_at = at or timezone.now()
    move(version, to, by=by, at=at or timezone.now(), reason=reason.strip())
    log.write(
        "ställde om versionens läge", by=by, about=version, förut=was, nu=version.get_state_display(),
        skäl=reason.strip(),
    )  # fmt: skip


def obstacles_to_overriding(version: AgreementVersion, to: str, *, reason: str) -> list[str]:
    """Why the state cannot be set, even by hand: no reason, no first day, another version holds, parties are bound."""
    found = [] if reason.strip() else ["Skriv skälet till att läget ställs om för hand."]
    if to == version.state:
        found.append(f"Versionen är redan ”{version.get_state_display()}”.")
    if to in (*AgreementVersion.BINDING, "ended") and version.starts_on is None:
        found.append("Skriv från vilken dag versionen gäller först.")
    if to in AgreementVersion.BINDING and (other := holding_beside(version)):
        found.append(f"Version {other.number} gäller under samma tid. Avsluta den först.")
    if to in ("sent", "deciding") and not version.decision_rounds.filter(inquiry__withdrawn_at=None).exists():
        found.append("Skicka underlaget i stället, så att parterna får sina länkar.")
    is_before = to not in (*AgreementVersion.BINDING, *AgreementVersion.OVER)
    if is_before and version.parties.filter(in_force_on__isnull=False).exists():
        found.append("Parterna är i kraft. Ställ om den part som inte ska vara det, så följer versionen med.")
    return found


def holding_beside(version: AgreementVersion) -> AgreementVersion | None:
    """Another version of the same agreement that binds during some of its days."""
    rows = AgreementVersion.objects.filter(
        agreement=version.agreement_id, state__in=AgreementVersion.BINDING
    ).exclude(pk=version.pk)
    starts, ends = version.starts_on, version.ends_on
    for one in rows:
        begins_before = ends is None or one.starts_on is None or one.starts_on <= ends
        ends_after = one.ends_on is None or starts is None or one.ends_on >= starts
        if begins_before and ends_after:
            return one
    return None
