"""Login with django-allauth: code by e-mail, or password. Its letters go the way of all letters."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from secretariat.lib.statements import Things

from . import login_changes
from .actions import log, mail
from .models import User

DEMO_ADDRESS = "@demo.sekretariatet.se"


def is_shut_out(user: User) -> bool:
    """A person of the demo, where there is no demo: their passwords stand on a page anyone can read."""
    return user.email.lower().endswith(DEMO_ADDRESS) and not settings.DEMO


def visitors_address(request: HttpRequest) -> str:
    """The visitor's IP address, behind a proxy too."""
    address: str = get_adapter(request).get_client_ip(request)
    return address


_ACCOUNTS = Things(lambda key: User.objects.select_related("person").filter(pk=key, is_active=True))


class Backend(AuthenticationBackend):
    """allauth's, but fetches user and person in one query, since every page prints the name."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The user with these credentials. Persons of the demo are let in only while DEMO is on."""
        user = super().authenticate(request, **credentials)
        return None if user is None or is_shut_out(user) else user

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, unless the account has been closed since."""
        user = _ACCOUNTS.first(user_id)
        return None if user is None or is_shut_out(user) else user


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts are made by the office."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Kontot är stängt. Kontakta sekretariatet.",
        "email_password_mismatch": "E-postadressen eller lösenordet stämmer inte. Försök igen eller be om en kod.",
        "enter_current_password": "Det är inte ditt nuvarande lösenord.",
        "incorrect_code": "Koden stämmer inte. Kontrollera att du skrivit av den rätt.",
        "incorrect_password": "Lösenordet stämmer inte.",
        "invalid_or_expired_key": "Länken gäller inte längre. Be om en ny.",
        "invalid_login": "Inloggningen gick inte. Försök igen.",
        "invalid_password_reset": "Länken gäller inte längre. Be om en ny.",
        "rate_limited": "Du har försökt för många gånger. Vänta några minuter och försök igen.",
        "same_as_current": "Det nya lösenordet måste vara ett annat än det gamla.",
        "too_many_login_attempts": "För många misslyckade försök. Vänta fem minuter och försök igen.",
        "unknown_email": "Det finns inget konto med den e-postadressen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        """The subject as it is; allauth would put the server's address before it."""
        return subject

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Stop persons of the demo who got past the password by a code."""
        if is_shut_out(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Write the login in the log (D8)."""
        social = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        if social:
            note_level(request, social.account.extra_data)
        log.write("loggade in", by=user, about=user, ip=self.get_client_ip(request))
        return super().post_login(request, user, **kwargs)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Log that the ways in were changed, and write to the person."""
        login_changes.told(user, template_prefix, ip=self.get_client_ip(self.request) or "")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter as an OutgoingMail, so that it is delivered and retried like the others."""
        message = self.render_mail(template_prefix, email, context)
        user = User.objects.filter(email__iexact=email).select_related("person").first()
        mail.write(
            purpose=mail.LOGIN,
            to_email=email,
            person=user.person if user else None,
            subject=message.subject,
            body=str(message.body),
        )


def note_level(request: HttpRequest, told: dict[str, Any]) -> None:
    """Keep with the session how sure the provider was of who logged in."""
    records = request.session[AUTHENTICATION_METHODS_SESSION_KEY]
    came = next(one for one in reversed(records) if one["method"] == "socialaccount")
    came |= {"level": told.get("level", 1), "acr": told.get("acr", ""), "amr": told.get("amr", [])}
    request.session.modified = True


def _without_placeholders(form: Any) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(forms.LoginForm):
    """Labels in Swedish, no placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-post"
        self.fields["password"].label = "Lösenord"
        self.fields["password"].help_text = ""
        _without_placeholders(self)


class CodeRequestForm(forms.RequestLoginCodeForm):
    """Ask for a code by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-post"
        _without_placeholders(self)


class CodeForm(forms.ConfirmLoginCodeForm):
    """Type the code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Kod"
        self.fields["code"].widget.attrs.update({"autocapitalize": "characters", "spellcheck": "false"})
        _without_placeholders(self)


class PasswordResetForm(forms.ResetPasswordForm):
    """Ask for a letter with a link to choose a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-post"
        _without_placeholders(self)


class _NewPassword:
    """Labels of the fields where one chooses a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields  # type: ignore[attr-defined]
        if "oldpassword" in fields:
            fields["oldpassword"].label = "Nuvarande lösenord"
            fields["oldpassword"].help_text = ""
        fields["password1"].label = "Nytt lösenord"
        fields["password1"].help_text = "Minst tio tecken. Gärna flera ord."
        fields["password2"].label = "Nytt lösenord igen"
        _without_placeholders(self)


class PasswordKeyForm(_NewPassword, forms.ResetPasswordKeyForm):
    """Choose a password by the link in the letter."""


class PasswordChangeForm(_NewPassword, forms.ChangePasswordForm):
    """Change one's password."""


class PasswordSetForm(_NewPassword, forms.SetPasswordForm):
    """Choose a password for an account that has none."""


class ReauthenticateForm(forms.ReauthenticateForm):
    """Say again who one is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "Lösenord"
        _without_placeholders(self)
