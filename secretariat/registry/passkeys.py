"""Passkeys: a login that is two things at once, kept in a telephone, a computer or a security key (E5)."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms

from .actions import log


def passkeys_of(user: Any) -> list[Authenticator]:
    """The user's passkeys, the oldest first."""
    return list(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk"))


class AddForm(forms.AddWebAuthnForm):
    """A new passkey, with a name to know it by."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Namn"
        self.fields["name"].max_length = 60
        self.fields["name"].help_text = "Så att du känner igen den, till exempel Min telefon."
        self.fields["name"].widget.attrs["maxlength"] = 60

    def clean_name(self) -> str:
        """The name, shortened where somebody has sent a long one."""
        name: str = super().clean_name()
        return name[:60]

    def clean(self) -> dict[str, Any]:
        """The passkey, once it holds; then it is in the log too."""
        cleaned: dict[str, Any] = super().clean()
        if not self.errors:
            log.write("lade till passnyckel", by=self.user, about=self.user, namn=cleaned.get("name", ""))
        return cleaned
