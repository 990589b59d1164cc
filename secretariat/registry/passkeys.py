"""Passkeys: a login that is two things at once, kept in a telephone, a computer or a security key (E5)."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms
from django import forms as fields
from django.db import transaction
from django.db.models import QuerySet

from . import login_changes
from .actions import log
from .models import User

LONGEST = 60


def of(user: Any) -> QuerySet[Authenticator]:
    """The user's passkeys."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return found


def passkeys_of(user: Any) -> list[Authenticator]:
    """The user's passkeys, the oldest first."""
    return list(of(user).order_by("pk"))


@transaction.atomic
def rename(passkey: Authenticator, *, by: User, name: str, ip: str = "") -> None:
    """Give a passkey another name. Logged, and told in a letter; the same name again changes nothing."""
    wrapped = Authenticator.objects.select_for_update().get(pk=passkey.pk).wrap()
    before = wrapped.name
    if name == before:
        return
    wrapped.name = name
    wrapped.instance.save(update_fields=["data"])
    words = f"Passnyckeln {before} heter nu {name}."
    login_changes.tell(by, "bytte namn på passnyckel", words, ip=ip, före=before, efter=name)


class RenameForm(fields.Form):
    """Another name."""

    name = fields.CharField(
        label="Namn",
        max_length=LONGEST,
        error_messages={
            "required": "Skriv ett namn, till exempel Min telefon.",
            "max_length": "Namnet får ha högst %(limit_value)d tecken.",
        },
    )


class AddForm(forms.AddWebAuthnForm):
    """A new passkey, with a name to know it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Namn"
        self.fields["name"].max_length = LONGEST
        self.fields["name"].help_text = "Så att du känner igen den, till exempel Min telefon."
        self.fields["name"].widget.attrs["maxlength"] = LONGEST

    def clean_name(self) -> str:
        """The name, shortened where somebody has sent a long one."""
        name: str = super().clean_name()
        return name[:LONGEST]

    def clean(self) -> dict[str, Any]:
        """The passkey, once it holds; then it is in the log too."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            log.write("lade till passnyckel", by=self.user, about=self.user, namn=cleaned.get("name", ""))
        return cleaned
