"""One matter that the kommuner are asked to join in: some want to, one perhaps, one not, some are silent (K11)."""

from meetings.actions import interest_answers, interests
from meetings.actions.interest_answers import LINK, Said
from meetings.models import Interest, Matter
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.registry.models import Organisation

from . import region
from .letters import dated
from .meetings import Region
from .plan import DAY, working_day

_MATTER = "Gemensam modell för föräldraskapsstöd"
_TITLE = "Pröva den gemensamma modellen under nästa år"
_TEXT = (
    "Försöket pågår i tolv månader. Varje kommun som är med avsätter en samordnare på en fjärdedels tjänst, och "
    "regionen betalar utbildningen."
)
_SOCIALCHEF = 4
_SAID = {
    "Kumla": Said(answer="yes", condition="Från den 1 mars, när samordnaren är på plats."),
    "Hallsberg": Said(answer="yes"),
    "Laxå": Said(answer="maybe", condition="Om Askersund är med, så att vi kan dela på samordnaren."),
    "Karlskoga": Said(answer="yes", contact="Barn- och utbildningsförvaltningen", phone="0586-610 00"),
    "Lindesberg": Said(answer="no", condition="Vi har redan en egen modell och delar gärna med oss."),
}


def make(made: Region) -> None:
    """Ask all kommuner, let five answer on different days, and remind the others."""
    matter = Matter.objects.filter(title=_MATTER).first()
    if matter is None:
        return
    sent = working_day(made.today - DAY * 16)
    parties = Organisation.objects.filter(short_name__in=[row[0] for row in region.MUNICIPALITIES])
    asked = [
        Asked(organisation=one, handler=made.people[made.people.of(one.short_name, _SOCIALCHEF)])
        for one in parties.order_by("sort_key")
    ]
    by = made.keeper("CF")
    call = interests.ask(
        matter,
        title=_TITLE,
        text=_TEXT,
        parties=asked,
        by=by,
        due_on=working_day(made.today + DAY * 9),
        today=sent,
    )
    with dated(made.moment(sent, 9)):
        interests.send(call, by=by, at=made.moment(sent, 9))
    rows = Interest.objects.select_related("recipient__organisation", "recipient__handler")
    for place, (name, said) in enumerate(_SAID.items()):
        one = rows.get(recipient__inquiry=call.inquiry_id, recipient__organisation__short_name=name)
        handler = one.recipient.handler
        moment = made.moment(working_day(sent + DAY * (2 + place)), 13)
        with dated(moment):
            interest_answers.answer(one, said, how=LINK, who=handler.name if handler else "", at=moment)
    moment = made.moment(made.today - DAY * 4, 8)
    with dated(moment):
        interests.remind(call, by=None, at=moment)
