"""Personal links: issued, found again by their secret, revoked. The secret itself is never stored or logged."""

import base64
import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from secretariat.registry.models import Person, PersonalLink, User

from . import log


def hash_of(key: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(key.encode()).hexdigest()


def issue(
    *,
    purpose: str,
    by: User | None,
    person: Person | None = None,
    recipient: str = "",
    about: models.Model | None = None,
    expires_at: dt.datetime | None = None,
) -> tuple[PersonalLink, str]:
    """Make a link and the secret that goes into its address; the secret cannot be had again.

    256 random bits: it cannot be guessed, and being random needs no slow hash.
    """
    key = secrets.token_urlsafe(32)
    link = PersonalLink.objects.create(
        purpose=purpose,
        key_hash=hash_of(key),
        person=person,
        recipient=recipient or (person.name if person else ""),
        content_type=ContentType.objects.get_for_model(about) if about else None,
        object_id=str(about.pk) if about else "",
        created_by=by,
        expires_at=expires_at,
    )
    return link, key


def issue_all(
    rows: Iterable[tuple[Person, models.Model]],
    *,
    purpose: str,
    by: User | None,
    expires_at: dt.datetime | None = None,
) -> list[str]:
    """Make one link per person and what it is about, in one query. Returns their secrets in the same order."""
    given = [(person, about, secrets.token_urlsafe(32)) for person, about in rows]
    PersonalLink.objects.bulk_create(
        PersonalLink(
            purpose=purpose,
            key_hash=hash_of(key),
            person=person,
            recipient=person.name,
            content_type=ContentType.objects.get_for_model(about),
            object_id=str(about.pk),
            created_by=by,
            expires_at=expires_at,
        )
        for person, about, key in given
    )
    return [key for _, _, key in given]


def issue_lasting(
    *, salt: str, purpose: str, by: User | None, person: Person, about: models.Model | None = None
) -> PersonalLink:
    """Make a link whose secret can be shown again: it is worked out from the server's own key and is not stored.

    A copy of the database still opens nothing: it has neither the secret nor the server's key.
    """
    link, _ = issue(purpose=purpose, by=by, person=person, about=about)
    link.key_hash = hash_of(_worked_out(link, salt))
    link.save(update_fields=["key_hash"])
    return link


def lasting_key(link: PersonalLink, *, salt: str) -> str:
    """The secret of a link that was issued to last; empty where the server's key has been changed since."""
    key = _worked_out(link, salt)
    return key if hash_of(key) == link.key_hash else ""


def _worked_out(link: PersonalLink, salt: str) -> str:
    mac = salted_hmac(salt, f"{link.pk} {link.created_at.isoformat()}", algorithm="sha256")
    return base64.urlsafe_b64encode(mac.digest()).decode().rstrip("=")


def find(key: str, *, purpose: str) -> PersonalLink | None:
    """The link with this secret, also one that no longer stands, so that the page can say why. Else None."""
    return (
        PersonalLink.objects.filter(key_hash=hash_of(key), purpose=purpose)
        .select_related("person", "content_type")
        .first()
    )


def mark_used(link: PersonalLink, *, at: dt.datetime | None = None) -> None:
    """Note that the link was used just now."""
    PersonalLink.objects.filter(pk=link.pk).update(last_used_at=at or timezone.now())


@transaction.atomic
def revoke(link: PersonalLink, *, by: User | None) -> None:
    """Make a link open nothing from now on. Twice is once."""
    changed = PersonalLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    if changed:
        log.write("återkallade personlig länk", by=by, about=link)
