"""Minutes that are finished, and published through the real act."""

from meetings.actions import minutes as minutes_actions
from meetings.actions import publishing
from meetings.actions.publishing import CHECKS
from meetings.models import Body, Meeting, Minutes, Publication
from secretariat.registry.models import User
from tests import make

from .approval_case import Case, a_case

ALL = list(CHECKS)


def finished_case(**of_body: object) -> Case:
    """Provrådet's meeting, approved by everybody."""
    case = a_case(**of_body)
    case.approve()
    return case


def publish(case: Case, **fields: object) -> Publication:
    return publishing.publish(case.minutes, by=case.secretary, checked=ALL, **fields)  # type: ignore[arg-type]


def quick(
    *, bodies: list[Body] | None = None, by: User | None = None, publish: bool = True, **fields: object
) -> Meeting:
    """A meeting without approval, with one decision, fastställt and published."""
    by = by or make.user(office_role="secretariat")
    bodies = bodies or [make.body(approval_policy="none")]
    chair = make.person()
    meeting = make.meeting(bodies=bodies, chair=chair, secretary=by.person, **fields)  # type: ignore[arg-type]
    make.attendee(of=meeting, person=chair, body=bodies[0])
    make.decision(of=make.item(of=meeting, title="Plan"), text="Gruppen antar planen för förskolan.")
    minutes_actions.finalise(meeting.minutes, by=by)
    if publish:
        publishing.publish(Minutes.objects.get(meeting=meeting), by=by, checked=ALL)
    return meeting
