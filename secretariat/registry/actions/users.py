"""Accounts: make one, give a role in the office, close and open. Told in the log, and the person by mail."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import Person, User

from . import log, mail


@transaction.atomic
def create(*, person: Person, email: str, office_role: str = "", by: User | None) -> User:
    """Make an account without password and write to the person how to log in."""
    if obstacles := obstacles_to_creating(person=person, email=email):
        raise NotAllowed(obstacles)
    user = User.objects.create_user(email, person=person, office_role=office_role)
    log.write(
        "skapade konto", by=by, about=user, e_post=user.email, behorighet=user.get_office_role_display()
    )
    mail.write(
        purpose="konto",
        subject="Du har fått ett konto i Sekretariatet",
        body=(
            f"Hej {person.given_name}!\n\n"
            f"Du kan nu logga in i Sekretariatet med adressen {user.email}. Du behöver inget lösenord: "
            "skriv adressen på inloggningssidan, så får du ett brev med en kod."
        ),
        to_email=user.email,
        person=person,
        by=by,
        about=user,
        action_url=f"{settings.BASE_URL}{reverse('account_login')}",
        action_label="Till inloggningen",
    )
    return user


def obstacles_to_creating(*, person: Person, email: str) -> list[str]:
    """Why no account can be made for the person with this address."""
    reasons = []
    if User.objects.filter(person=person).exists():
        reasons.append(f"{person} har redan ett konto.")
    if User.objects.filter(email__iexact=email).exists():
        reasons.append(f"Det finns redan ett konto med adressen {email}.")
    return reasons


@transaction.atomic
def change_role(user: User, *, to: str, by: User) -> None:
    """Give another role in the office."""
    user = _locked(user)
    if user.office_role == to:
        return
    if to != User.OfficeRole.ADMINISTRATOR and (obstacles := obstacles_to_losing(user)):
        raise NotAllowed(obstacles)
    before = user.get_office_role_display()
    user.office_role = to
    user.save(update_fields=["office_role"])
    log.write("ändrade behörighet", by=by, about=user, fran=before, till=user.get_office_role_display())


@transaction.atomic
def deactivate(user: User, *, by: User) -> None:
    """Close the account. Who is logged in with it is logged out at the next click."""
    user = _locked(user)
    if not user.is_active:
        return
    if obstacles := obstacles_to_deactivating(user, by=by):
        raise NotAllowed(obstacles)
    user.is_active, user.closed_by_night_at = False, None
    user.save(update_fields=["is_active", "closed_by_night_at"])
    log.write("stängde konto", by=by, about=user)


def obstacles_to_deactivating(user: User, *, by: User) -> list[str]:
    """Why the account cannot be closed now."""
    own = ["Du kan inte stänga ditt eget konto. Be en annan administratör."] if user.pk == by.pk else []
    return own or obstacles_to_losing(user)


@transaction.atomic
def activate(user: User, *, by: User) -> None:
    """Open a closed account."""
    user = _locked(user)
    if user.is_active:
        return
    user.is_active, user.unneeded_since, user.closed_by_night_at = True, None, None
    user.save(update_fields=["is_active", "unneeded_since", "closed_by_night_at"])
    log.write("öppnade konto", by=by, about=user)


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """Take away a lost app and its codes, so that the person logs in with one step and adds a new app."""
    user = _locked(user)
    if Authenticator.objects.filter(user=user).delete()[0]:
        log.write("nollställde två steg", by=by, about=user)


def administrators() -> QuerySet[User]:
    """Open accounts that may give others permission."""
    return User.objects.filter(
        Q(office_role=User.OfficeRole.ADMINISTRATOR) | Q(is_superuser=True), is_active=True
    )


def obstacles_to_losing(user: User) -> list[str]:
    """Why the user must stay an administrator."""
    rest = administrators().exclude(pk=user.pk)
    if administrators().filter(pk=user.pk).exists() and not rest.exists():
        return [f"{user} är den enda administratören. Gör någon annan till administratör först."]
    return []


def _locked(user: User) -> User:
    """The row, read anew. All administrators are locked with it, so that two cannot remove each other at once."""
    rows = User.objects.select_for_update(of=("self",)).filter(
        Q(pk=user.pk) | Q(pk__in=administrators().values("pk"))
    )
    return next(row for row in rows.order_by("pk") if row.pk == user.pk)
