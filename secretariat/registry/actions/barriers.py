"""Somebody could not use the system, and tells the office (E1). Asked for by law (2018:1937), without an account."""

from django.db import transaction

from secretariat.registry.models import OutgoingMail, User

from . import log, mail

PURPOSE = "brist i tillgänglighet"
VERB = "tog emot anmälan om bristande tillgänglighet"


@transaction.atomic
def report(*, page: str, text: str, email: str = "") -> list[OutgoingMail]:
    """Write to everybody of the office, and in the log. The sender's address stands in the letter alone.

    `page` is where it happened, `text` what did not work, `email` where an answer goes (may be empty).
    """
    log.write(VERB, by=None, sida=page, text=text)
    answer = f"Svara till {email}." if email else "Den som skrev vill inte ha svar."
    lines = [
        "Någon har hört av sig om något som är svårt att använda i systemet.",
        f"Var: {page}" if page else "Var: inte sagt",
        text,
        f"{answer} Svara så snart ni kan. Den som inte är nöjd kan vända sig till Digg.",
    ]
    letters = [
        mail.Letter(
            purpose=PURPOSE,
            subject="Brist i tillgänglighet",
            body="\n\n".join(lines),
            to_email=user.email,
            person=user.person,
            reply_to=email,
        )
        for user in _answering()
    ]
    return mail.write_many(letters)


def _answering() -> list[User]:
    """The secretariat; where it has nobody, the administrators."""
    open_ones = User.objects.filter(is_active=True).select_related("person")
    office = list(open_ones.filter(office_role=User.OfficeRole.SECRETARIAT))
    return office or list(open_ones.filter(office_role=User.OfficeRole.ADMINISTRATOR))
