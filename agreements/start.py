"""What agreements tell the start page: what one is to answer, and what waits for whoever looks after them (F3, F4)."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from meetings import access as meeting_access
from secretariat.lib.access import Permission, Role, may
from secretariat.lib.statements import Things
from secretariat.lib.waiting import Waiting

from .actions import lists, rounds
from .actions.standing import deciding, names_of
from .models import AgreementParty, AgreementVersion

if TYPE_CHECKING:
    from secretariat.registry.models import User

_KIND = "Överenskommelser"
_ASKED = ("sent", "deciding", "deviating", "agreed", "signing")


_TO_ANSWER = Things(
    lambda person: (
        AgreementParty.objects.filter(
            handler=person, outcome="", role=AgreementParty.Role.PARTY,
            recipient__inquiry__withdrawn_at=None, recipient__inquiry__closed_at=None, recipient__isnull=False,
        )
        .select_related("version__agreement", "organisation")
        .order_by("version__decide_by", "pk")
    )
)  # fmt: skip
_OWN_VERSIONS = Things(
    lambda person, bodies: (
        AgreementVersion.objects.filter(
            Q(agreement__responsible=person) | Q(agreement__body__in=bodies), state__in=_ASKED
        )
        .select_related("agreement")
        .order_by("decide_by", "pk")
    ),
    takes=(int, list[int]),
)
_PARTIES = Things(
    lambda versions: AgreementParty.objects.filter(version__in=versions).select_related(
        "organisation__district", "handler__user"
    ),
    takes=(list[int],),
)


def waiting(user: "User") -> list[Waiting]:
    """Parties the user answers for, and the user's own agreements that need a hand. Three queries at most."""
    return [*_to_answer(user), *_to_look_at(user)]


def _to_answer(user: "User") -> list[Waiting]:
    if user.person_id is None:
        return []
    today = timezone.localdate()
    return [
        Waiting(
            kind=_KIND,
            title=f"{one.organisation.short_name}: {one.version.agreement}",
            url=reverse("agreements:party-own", args=[one.pk]),
            reason="Du är handläggare.",
            status=str(one.get_state_display()).capitalize(),
            deadline=one.version.decide_by,
            is_late=bool(one.version.decide_by and one.version.decide_by < today),
            mark="pending",
        )
        for one in _TO_ANSWER.of(user.person_id)
    ]


def _to_look_at(user: "User") -> list[Waiting]:
    """A deviation to handle, a handläggare that is missing, parties that are late; of what the user looks after."""
    if not may(user, Permission.AGREEMENT_EDIT):
        return []
    bodies = sorted(meeting_access.bodies_of(user)[Role.SECRETARY])
    versions = _OWN_VERSIONS.of(user.person_id or 0, bodies)
    parties: dict[int, list[AgreementParty]] = {}
    for one in _PARTIES.of([version.pk for version in versions]):
        parties.setdefault(one.version_id, []).append(one)
    return [
        found for version in versions if (found := _waiting(version, deciding(parties.get(version.pk, []))))
    ]


def _waiting(version: AgreementVersion, rows: list[AgreementParty]) -> Waiting | None:
    deviating = [one for one in rows if one.has_open_deviation]
    late = bool(
        version.decide_by
        and version.decide_by < timezone.localdate()
        and any(not one.outcome for one in rows)
    )
    missing = [one for one in rows if not one.outcome and rounds.trouble_with(one)]
    if not (deviating or late or missing):
        return None
    said = []
    if deviating:
        said.append(f"Avvikelse att hantera: {names_of(deviating)}.")
    if missing:
        said.append(f"Ingen handläggare som kan nås: {names_of(missing)}.")
    status = "Avvikelse att hantera" if deviating else "Sent" if late else "Handläggare saknas"
    return Waiting(
        kind=_KIND,
        title=str(version),
        url=version.get_absolute_url(),
        reason=" ".join([*said, lists.sentence_of(rows)]),
        status=status,
        deadline=version.decide_by,
        is_late=late,
        mark="late" if late else "pending",
    )
