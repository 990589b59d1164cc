"""Outgoing mail. Written in the transaction of the act, delivered afterwards by the worker (architecture 10)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from secretariat.lib import keys
from secretariat.registry import protected
from secretariat.registry.models import MailChoice, OutgoingMail, Person, StoredFile, User

from .mail_delivery import deliver, deliver_soon, deliver_waiting
from .mail_kinds import DIGEST, KINDS, LOGIN

__all__ = [
    "DIGEST",
    "KINDS",
    "LOGIN",
    "Letter",
    "deliver",
    "deliver_soon",
    "deliver_waiting",
    "shown",
    "write",
    "write_many",
]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What somebody is to be told. `body` is plain text in paragraphs; the button, if any, is printed after it.

    A letter with an appearance of its own gives it as `html`, a whole page; the others are printed from `body`.
    `about` makes it readable from there. `calendar` is the text of an ICS file and `calendar_method` REQUEST or
    CANCEL. `always` sends it directly whatever the person has chosen. With `once`, a key of one's own making, the
    letter is written only if no letter with that key has been written before, by anybody.
    """

    purpose: str
    subject: str
    body: str
    to_email: str
    html: str = ""
    person: Person | None = None
    by: User | None = None
    about: models.Model | None = None
    action_url: str = ""
    action_label: str = ""
    attachments: Iterable[StoredFile] = ()
    calendar: str = ""
    calendar_method: str = ""
    always: bool = False
    from_name: str = ""
    reply_to: str = ""
    once: str = ""


def write(
    *,
    purpose: str,
    subject: str,
    body: str,
    to_email: str,
    person: Person | None = None,
    by: User | None = None,
    about: models.Model | None = None,
    action_url: str = "",
    action_label: str = "",
    attachments: Iterable[StoredFile] = (),
    calendar: str = "",
    calendar_method: str = "",
    always: bool = False,
    from_name: str = "",
    reply_to: str = "",
) -> OutgoingMail:
    """Write one letter (see `Letter`). A rollback takes it back; a commit hands it to the worker."""
    letter = Letter(
        purpose=purpose,
        subject=subject,
        body=body,
        to_email=to_email,
        person=person,
        by=by,
        about=about,
        action_url=action_url,
        action_label=action_label,
        attachments=attachments,
        calendar=calendar,
        calendar_method=calendar_method,
        always=always,
        from_name=from_name,
        reply_to=reply_to,
    )
    (row,) = write_many([letter])
    return row


@transaction.atomic
def write_many(letters: Iterable[Letter]) -> list[OutgoingMail]:
    """Write letters, as many as there are, by the same few queries. Returns the rows that were written.

    A person's choice is asked here, once (N5). The errand to deliver is a row of the same transaction, so that
    nothing can come between the act and it.
    """
    letters = list(letters)
    ways = _chosen_ways(letters)
    files = [list(letter.attachments) for letter in letters]
    rows = [_row(letter, ways) for letter in letters]
    OutgoingMail.objects.bulk_create(rows, ignore_conflicts=any(letter.once for letter in letters))
    if any(letter.once for letter in letters):
        # Rows that were left out because of their key are told apart by asking: the database returns no ids then.
        known = dict(
            OutgoingMail.objects.filter(message_id__in=[row.message_id for row in rows]).values_list(
                "message_id", "pk"
            )
        )
        for row in rows:
            row.pk = known.get(row.message_id)
    attached = OutgoingMail.attachments.through
    attached.objects.bulk_create(
        attached(outgoingmail_id=row.pk, storedfile_id=stored.pk)
        for row, stored_files in zip(rows, files, strict=True)
        if row.pk
        for stored in stored_files
    )
    written = [row for row in rows if row.pk]
    if any(row.way == OutgoingMail.Way.DIRECT for row in written):
        deliver_soon.enqueue()
    return written


def _row(letter: Letter, ways: dict[tuple[int, str], str]) -> OutgoingMail:
    about, person = letter.about, letter.person
    way = OutgoingMail.Way.DIRECT.value
    if person and not letter.always:
        way = ways.get((person.pk, letter.purpose), way)
    hide = protected.everybody().hiding_all_but(person.pk if person else None)
    return OutgoingMail(
        purpose=letter.purpose,
        way=way,
        subject=hide(" ".join(letter.subject.split()))[:250],
        body=hide(letter.body.strip()),
        html=hide(letter.html),
        to_email=letter.to_email,
        to_name=person.name if person else "",
        person=person,
        written_by=letter.by,
        action_url=letter.action_url,
        action_label=letter.action_label,
        calendar=hide(letter.calendar),
        calendar_method=letter.calendar_method,
        from_name=hide(" ".join(letter.from_name.split()))[:200],
        reply_to=letter.reply_to,
        message_id=_new_message_id(),
        once=letter.once or None,
        content_type=ContentType.objects.get_for_model(about) if about else None,
        object_id=str(about.pk) if about else "",
    )


def _chosen_ways(letters: list[Letter]) -> dict[tuple[int, str], str]:
    """What the persons have chosen, by person and kind; only for kinds that may be chosen."""
    asked = [one for one in letters if KINDS[one.purpose].may_be_chosen and one.person and not one.always]
    if not asked:
        return {}
    chosen = MailChoice.objects.filter(
        person__in={one.person.pk for one in asked if one.person}, purpose__in={one.purpose for one in asked}
    )
    return {(person, purpose): way for person, purpose, way in chosen.values_list("person", "purpose", "way")}


def _new_message_id() -> str:
    """A letter's own name among all letters of the world, kept so that a second try bears the same one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{uuid.uuid4().hex}@{domain}>"


def shown(letter: OutgoingMail, *, to_receiver: bool) -> dict[str, Any]:
    """What a page shows of a letter. The row keeps all of it, so that it can be sent.

    A letter that opens a login shows nothing, outside the demo. The secret of a personal link, which works for whoever
    has it, is shown to its receiver alone: nobody in the office can answer in somebody else's name (L5).
    """
    body = letter.body if to_receiver else keys.masked(letter.body)
    action_url = letter.action_url if to_receiver else keys.masked(letter.action_url)
    is_secret = action_url != letter.action_url
    return {
        "is_masked": letter.purpose == LOGIN and not settings.DEMO,
        "body": body,
        "action_url": "" if is_secret else action_url,
        "has_secret": is_secret or body != letter.body,
    }
