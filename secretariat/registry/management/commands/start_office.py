"""Make the first administrator of an office that has no account."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from secretariat.lib.rules import NotAllowed
from secretariat.registry.accounts import DEMO_ADDRESS
from secretariat.registry.actions import office


class Command(BaseCommand):
    help = "Gör den första administratören, den egna organisationen och dess brevhuvud."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", help="administratörens e-post")
        parser.add_argument("--name", help="administratörens för- och efternamn")
        parser.add_argument("--organisation", help="er organisation, till exempel Region Örebro län")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for what is not given on the command line. Raises CommandError in Swedish."""
        if obstacles := office.obstacles_to_starting():
            raise CommandError(" ".join(obstacles))
        answers = {
            "email": (options["email"] or self._ask("Din e-post")).strip().lower(),
            "name": (options["name"] or self._ask("Ditt namn")).strip(),
            "organisation": (options["organisation"] or self._ask("Er organisation")).strip(),
        }
        if reason := _reason_against(**answers):
            raise CommandError(reason)
        try:
            user = office.start(**answers)
        except NotAllowed as no:
            raise CommandError(str(no)) from no
        self.stdout.write(
            f"{user} är administratör. Logga in på {settings.BASE_URL}{reverse('account_login')}"
        )
        self.stdout.write(f"Be om en kod till {user.email}. Brev måste kunna skickas: se EMAIL_URL i .env.")

    def _ask(self, question: str) -> str:
        return input(f"{question}: ")


def _reason_against(*, email: str, name: str, organisation: str) -> str:
    """What is wrong with the answers; empty where nothing is."""
    try:
        validate_email(email)
    except ValidationError:
        return f"{email or 'Tom rad'} är ingen e-postadress. Skriv den som namn@exempel.se."
    if email.endswith(DEMO_ADDRESS):
        return f"Adresser som slutar på {DEMO_ADDRESS} hör till demon. Använd din egen."
    if not name:
        return "Skriv ditt namn."
    return "" if organisation else "Skriv organisationens namn."
