"""Login with django-allauth: code by e-mail, or password. Its letters go the way of all letters."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from .actions import mail
from .models import User


class Backend(AuthenticationBackend):
    """allauth's, but fetches user and person in one query, since every page prints the name."""

    def get_user(self, user_id: Any) -> User | None:
        return User.objects.select_related("person").filter(pk=user_id, is_active=True).first()


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts are made by the office."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

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


class LoginForm(forms.LoginForm):
    """Labels in Swedish, no placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-post"
        self.fields["password"].label = "Lösenord"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
