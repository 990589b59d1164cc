"""What somebody changes of how they log in: in the log, and in a letter, in case it was somebody else (E5, D8)."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from .actions import log, mail
from .models import User

# allauth's notices: the word in the log (none where it is written with its name elsewhere), and what the letter says.
CHANGES = {
    "account/email/password_changed": ("bytte lösenord", "Ditt lösenord är bytt."),
    "account/email/password_set": ("valde lösenord", "Ett lösenord är valt för ditt konto."),
    "account/email/password_reset": (
        "valde nytt lösenord genom brev",
        "Ett nytt lösenord är valt genom länken i ett brev.",
    ),
    "mfa/email/totp_activated": ("lade till app för koder", "En app som visar koder är tillagd."),
    "mfa/email/totp_deactivated": ("stängde av två steg", "Två steg är avstängt."),
    "mfa/email/recovery_codes_generated": (
        "gjorde reservkoder",
        "Nya reservkoder är gjorda. De gamla gäller inte längre.",
    ),
    "mfa/email/webauthn_added": ("", "En passnyckel är tillagd."),
    "socialaccount/email/account_connected": ("", "En inloggning genom en annan tjänst är tillagd."),
}


@transaction.atomic
def told(user: User, change: str, *, ip: str = "") -> None:
    """Log one of allauth's changes and write to the person. What is not in `CHANGES` is told where it is done."""
    if change not in CHANGES:
        return
    verb, words = CHANGES[change]
    if verb:
        log.write(verb, by=user, about=user, ip=ip or None)
    write_to(user, words, ip=ip)


@transaction.atomic
def tell(user: User, verb: str, words: str, *, ip: str = "", **detail: str) -> None:
    """Log a change with particulars and write to the person."""
    log.write(verb, by=user, about=user, ip=ip or None, **detail)
    write_to(user, words, ip=ip)


def write_to(user: User, words: str, *, ip: str = "") -> None:
    """The letter: what was changed, from where, and what to do if it was somebody else."""
    there = f" Det gjordes från adressen {ip}." if ip else ""
    mail.write(
        purpose="konto",
        subject="Något har ändrats i hur du loggar in",
        body=(
            f"{words}{there}\n\n"
            "Var det du behöver du inte göra något. Var det inte du: välj Logga ut överallt under Mina "
            "inloggningar, byt lösenord och hör av dig till sekretariatet."
        ),
        to_email=user.email,
        person=user.person,
        about=user,
        action_url=f"{settings.BASE_URL}{reverse('account_methods')}",
        action_label="Till Mina inloggningar",
    )
