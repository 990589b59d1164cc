"""Letters about dates that members propose: to those who answer, and to the member what became of them."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from meetings.models import Body, Membership, Seat
from meetings.notifications import address_of
from secretariat.lib.dates import and_list
from secretariat.lib.events import Precision
from secretariat.registry.actions import mail
from secretariat.registry.models import Person, User

from . import wording
from .models import Activity

PURPOSE = "anmält datum"
State = Activity.State


def days_in_words(rows: Iterable[Activity]) -> str:
    """The days of a proposal: 3 mars 2027 och v. 12 2027."""
    spans = [(row.starts_on, row.ends_on, row.precision) for row in rows]
    return and_list([wording.span_in_words(first, last, Precision(how)) for first, last, how in spans])


def answering(body: Body | None) -> list[Person]:
    """Those who answer: the body's secretaries today; where there is none, the secretariat."""
    seats = Membership.objects.valid_on(timezone.localdate()).filter(
        seat__body=body, seat__kind=Seat.Kind.SECRETARY
    )
    found = [one.person for one in seats.select_related("person__user")] if body else []
    if found:
        return found
    office = User.objects.filter(
        office_role=User.OfficeRole.SECRETARIAT, is_active=True, person__isnull=False
    )
    return [user.person for user in office.select_related("person__user") if user.person]


def proposed(rows: Sequence[Activity], *, by: User) -> None:
    """To those who answer: a member has proposed something for the year."""
    row = rows[0]
    lines = [
        f"{by.name} anmäler till årshjulet: {row.title}",
        f"När: {days_in_words(rows)}.",
        row.text,
        "Ta med det, ändrat eller som det är, eller låt bli med ett skäl. Den som anmälde får veta vad det blir.",
    ]
    mail.write_many(
        mail.Letter(
            purpose=PURPOSE, subject=f"Anmält till årshjulet: {row.title}"[:200],
            body="\n\n".join(line for line in lines if line), to_email=address_of(person), person=person, by=by,
            about=row, action_url=settings.BASE_URL + reverse("yearwheel:activity-answer", args=[row.pk]),
            action_label="Svara", from_name=by.name, reply_to=by.email,
        )
        for person in answering(row.body) if address_of(person)
    )  # fmt: skip


def answered(rows: Sequence[Activity], *, by: User) -> None:
    """To whoever proposed it: what became of it. Nothing where the person has no address."""
    row = rows[0]
    person = row.proposed_by.person if row.proposed_by else None
    if person is None or not (email := address_of(person)):
        return
    taken = row.state == State.ACCEPTED
    lines = [
        f"Hej {person.given_name}!",
        f"Du har anmält till årshjulet: {row.title}",
        f"Det står nu i årshjulet: {days_in_words(rows)}." if taken else "Det tas inte med i årshjulet.",
        f"Sekreteraren svarar: {row.answer}" if row.answer else "",
    ]
    mail.write(
        purpose=PURPOSE, subject=f"Ditt datum i årshjulet: {row.title}"[:200],
        body="\n\n".join(line for line in lines if line), to_email=email, person=person, by=by, about=row,
        action_url=settings.BASE_URL + reverse("yearwheel:activity-own"), action_label="Se det du anmält",
        from_name=by.name, reply_to=by.email,
    )  # fmt: skip
