"""One letter a day instead of many: gathers what each person has asked to get so (N5)."""

import datetime as dt
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from secretariat.registry.models import OutgoingMail, Person, User

from .mail import Letter, write_many
from .mail_delivery import deliver_soon
from .mail_kinds import DIGEST, KINDS


def write_digests(*, today: dt.date | None = None) -> int:
    """Write the day's gathered letters. Run twice, or by two at once, each person still gets one. Returns how many."""
    day = today or timezone.localdate()
    persons = OutgoingMail.objects.waiting_for_digest().values_list("person", flat=True).distinct()
    return sum(_write_digest(person, day) for person in sorted(pk for pk in persons if pk))


@transaction.atomic
def _write_digest(person_pk: int, day: dt.date) -> bool:
    """Gather one person's letters. The person's row is locked, so that two cannot gather the same letters."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_pk)
    letters = list(
        OutgoingMail.objects.waiting_for_digest()
        .filter(person=person)
        .order_by("purpose", "written_at", "pk")
    )
    if not letters:
        return False
    rows = OutgoingMail.objects.filter(pk__in=[letter.pk for letter in letters])
    if not User.objects.filter(person=person, is_active=True).exists():
        # The links of a gathered letter need an account; without one the letters go out as they are.
        rows.update(way=OutgoingMail.Way.DIRECT)
        deliver_soon.enqueue()
        return False
    printed = {"person": person, "groups": _groups(letters), "choices": _address("mail-choices")}
    written = write_many(
        [
            Letter(
                purpose=DIGEST,
                subject=f"Samlat utskick: {len(letters)} brev" if len(letters) > 1 else letters[0].subject,
                body=render_to_string("mail/digest.txt", printed),
                html=render_to_string("mail/digest.html", printed),
                to_email=letters[-1].to_email,
                person=person,
                once=f"{DIGEST}:{person.pk}:{day}",
            )
        ]
    )
    for digest in written:
        rows.update(digest=digest)
    return bool(written)


def _groups(letters: list[OutgoingMail]) -> list[dict[str, object]]:
    """The letters by kind, with the address of each one's page."""
    return [
        {
            "words": KINDS[purpose].words,
            "letters": [
                {"subject": one.subject, "url": _address("mail-mine", one.pk), "written_at": one.written_at}
                for one in group
            ],
        }
        for purpose, group in groupby(letters, key=lambda letter: letter.purpose)
    ]


def _address(name: str, *args: int) -> str:
    return f"{settings.BASE_URL}{reverse(f'registry:{name}', args=args)}"
