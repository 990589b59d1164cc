"""A short questionnaire to decision makers about a round: what it is among rounds of questions, and what it asks."""

from typing import TYPE_CHECKING

from django.urls import reverse

from secretariat.inquiries.actions.forms import Asked
from secretariat.inquiries.purposes import Noun, Purpose
from secretariat.lib.access import Permission, may
from secretariat.lib.search import READERS

from .models import SurveyRound

if TYPE_CHECKING:
    from secretariat.inquiries.models import Inquiry
    from secretariat.registry.models import User

KEY = "survey"
NAME = "Enkät till beslutsfattare"
TEXT = "Några korta frågor om undersökningen och hur ni använder den. Det tar fem minuter."
QUESTIONS = (
    Asked(
        key="anvander",
        text="Har ni använt resultaten i beslut eller planer?",
        kind="choice",
        is_required=True,
        options=[("ja", "Ja"), ("delvis", "Delvis"), ("nej", "Nej")],
    ),
    Asked(key="vad", text="Vad har de lett till?", kind="text", help="Ett eller två exempel räcker."),
    Asked(
        key="behov",
        text="Vad behöver ni för att använda dem mer?",
        kind="choices",
        options=[
            ("kortare", "Kortare sammanfattningar"),
            ("muntligt", "Muntlig genomgång"),
            ("lokalt", "Fler siffror om den egna kommunen"),
            ("jamfort", "Jämförelser med andra"),
            ("inget", "Inget särskilt"),
        ],
    ),
    Asked(key="ovrigt", text="Något mer ni vill säga?", kind="text"),
)


def _place(inquiry: "Inquiry") -> tuple[str, str]:
    found = SurveyRound.objects.select_related("survey").filter(pk=inquiry.object_id).first()
    if found is None:
        return "Undersökningar", reverse("surveys:survey-list")
    return str(found), found.get_absolute_url()


def _may_read(user: "User", inquiry: "Inquiry") -> bool:
    """What the parties say of a survey is for everybody who may read surveys."""
    return may(user, Permission.SURVEY_READ)


PURPOSE = Purpose(
    key=KEY, words="Enkät om en undersökning", noun=Noun("enkät", "enkäten"), place=_place, may_read=_may_read,
    audience=READERS,
)  # fmt: skip
