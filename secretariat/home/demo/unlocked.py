"""Approved minutes that were opened again with everybody's consent, completed and approved anew (C8)."""

from uuid import uuid4

from meetings.actions import texts, unlocking
from meetings.actions.approvers import required
from meetings.models import ItemBlock, ItemRole, Minutes, Revision
from secretariat.lib.text import from_plain

from .letters import dated
from .meetings import Region, Sitting, approve, send
from .plan import DAY

_CODE = "SN"
_AT_LEAST = DAY * 60
_REASON = "Det står inte vem som skulle ta frågan om lokaler vidare. Alla på mötet minns att det sades."
_ADDED = "Frågan om lokaler för möten på distans tas vidare av samordnaren, som återkommer under våren."


def make(region: Region) -> None:
    """Open the latest that lies some months back: consented to, one sentence added, sent and approved again."""
    before = region.today - _AT_LEAST
    rows = Minutes.objects.finished().filter(meeting__bodies__code=_CODE, meeting__date__lt=before)
    minutes = rows.select_related("meeting").order_by("-meeting__date").first()
    if minutes is None:
        return
    sitting = Sitting(region, _CODE, minutes.meeting, order=0)
    approvers = [row.person.user for row in required(minutes)]
    opened_on = sitting.day + DAY * 21
    with dated(region.moment(opened_on, 9)):
        asked = unlocking.propose(
            minutes, by=region.keeper(_CODE), reason=_REASON, at=region.moment(opened_on, 9)
        )
    for place, user in enumerate(approvers, 1):
        at = region.moment(opened_on + DAY * place, 18)
        with dated(at):
            unlocking.consent(asked, by=user, at=at)
    _complete(sitting)
    send(sitting, opened_on + DAY * (len(approvers) + 1))
    approve(sitting, [opened_on + DAY * (len(approvers) + 3 + place) for place in range(len(approvers))])


def _complete(sitting: Sitting) -> None:
    """One sentence more under other matters, written the day after the last consent."""
    item = sitting.item(ItemRole.OTHER_MATTERS)
    last = item.blocks.standing().order_by("position").last()
    key = uuid4()
    added = texts.Change(key=key, html=from_plain(_ADDED), after=last.pk if last else None)
    texts.save(item, [added], by=sitting.region.keeper(sitting.code))
    at = sitting.region.moment(sitting.day + DAY * 24, 10)
    ItemBlock.objects.filter(pk=key).update(saved_at=at)
    Revision.objects.filter(block=key).update(saved_at=at)
