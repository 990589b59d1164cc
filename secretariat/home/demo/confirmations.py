"""Two decisions that parties are to confirm: all kommuner but Nora have, one with an addition; and two nämnder (K3)."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.actions import confirmation_answers, confirmations
from meetings.actions.confirmation_answers import LINK, Said
from meetings.models import Confirmation, ConfirmationRequest, Decision
from secretariat.inquiries.actions.inquiries import Asked
from secretariat.registry.models import Organisation

from . import papers, region, scenes
from .letters import dated
from .meetings import Region
from .plan import DAY, working_day

_LEFT, _ADDS, _WITHOUT_EXTRACT = "Nora", "Lekeberg", "Kumla"
_ADDITION = "Uppföljningen ska redovisas även per länsdel."
_IN_FULLMAKTIGE = ("Lekeberg", "Örebro")
_SOCIALCHEF = 4
_Kind = Decision.Kind
_NOTHING_TO_CONFIRM = (
    _Kind.FORMAL,
    _Kind.ELECTION,
    _Kind.FILED,
    _Kind.TABLED,
    _Kind.REFERRED_BACK,
    _Kind.RETURNS,
)


def make(made: Region) -> None:
    """Ask, send, let the parties answer on different days, and remind."""
    _all_but_nora(made)
    _two_boards(made)


def _decision(code: str, scene: str, today: dt.date) -> Decision | None:
    """The last own decision of a scene's meeting, one that somebody can confirm where there is any."""
    day = scenes.day_of(scene, today)
    rows = Decision.objects.own().filter(series_body__code=code, meeting__date=day).exclude(number="")
    rows = rows.select_related("meeting__minutes", "block").order_by("running")
    return rows.exclude(kind__in=_NOTHING_TO_CONFIRM).last() or rows.last()


def _parties(*names: str) -> dict[str, Organisation]:
    return {one.short_name: one for one in Organisation.objects.filter(short_name__in=names)}


def _all_but_nora(made: Region) -> None:
    decision = _decision("SRF", "joint", made.today)
    if decision is None or confirmations.obstacles_to_asking(decision):
        return
    sent = working_day(made.today - DAY * 32)
    parties = _parties(*(row[0] for row in region.MUNICIPALITIES))
    asked = [
        Asked(organisation=party, handler=made.people[made.people.of(name, _SOCIALCHEF)])
        for name, party in sorted(parties.items())
    ]
    request = _sent(made, decision, asked, sent, due_on=working_day(made.today + DAY * 8))
    for place, name in enumerate(sorted(parties)):
        if name == _LEFT:
            continue
        day = working_day(made.today - DAY * (22 - place))
        said = Said(
            organ="Kommunfullmäktige" if name in _IN_FULLMAKTIGE else "Kommunstyrelsen",
            planned_on=day,
            decided_on=day,
            paragraph=str(58 + place * 7),
            outcome="assent_changed" if name == _ADDS else "assent",
            deviation=_ADDITION if name == _ADDS else "",
        )
        _answer(made, request, name, said, day, has_extract=name != _WITHOUT_EXTRACT)
    for days_ago, planned_on in ((24, made.today - DAY * 9), (11, made.today + DAY * 14)):
        said = Said(organ="Kommunstyrelsen", planned_on=working_day(planned_on))
        _answer(made, request, _LEFT, said, made.today - DAY * days_ago, has_extract=False)
    moment = made.moment(made.today - DAY * 6, 8)
    with dated(moment):
        confirmations.remind(request, by=None, at=moment)


def _two_boards(made: Region) -> None:
    """Two nämnder that decide after a chefsgrupp; one is late and has no handläggare any more."""
    decision = _decision("CS", "finalised", made.today)
    if decision is None or confirmations.obstacles_to_asking(decision):
        return
    parties = _parties("Kumla", "Örebro")
    asked = [
        Asked(
            organisation=parties["Kumla"],
            organ="Socialnämnden",
            handler=made.people[made.people.of("Kumla", _SOCIALCHEF)],
        ),
        Asked(organisation=parties["Örebro"], organ="Vård- och omsorgsnämnden"),
    ]
    sent = working_day(made.today - DAY * 13)
    request = _sent(made, decision, asked, sent, due_on=working_day(made.today - DAY * 3))
    day = working_day(made.today - DAY * 7)
    said = Said(organ="Socialnämnden", decided_on=day, paragraph="141", outcome="assent")
    _answer(made, request, "Kumla", said, day, has_extract=True)


def _sent(
    made: Region, decision: Decision, asked: list[Asked], day: dt.date, *, due_on: dt.date
) -> ConfirmationRequest:
    by, moment = made.keeper("SRF"), made.moment(day, 9)
    request = confirmations.ask(decision, parties=asked, by=by, due_on=due_on, today=day)
    with dated(moment):
        confirmations.send(request, by=by, at=moment)
    return request


def _answer(
    made: Region, request: ConfirmationRequest, party: str, said: Said, day: dt.date, *, has_extract: bool
) -> None:
    confirmation = Confirmation.objects.select_related("recipient__handler").get(
        recipient__inquiry=request.inquiry_id, recipient__organisation__short_name=party
    )
    content = (papers.FOLDER / papers.EXAMPLE[0]).read_bytes()
    upload = SimpleUploadedFile(f"protokollsutdrag-{party.lower()}.pdf", content) if has_extract else None
    handler = confirmation.recipient.handler
    moment = made.moment(day, 15)
    with dated(moment):
        confirmation_answers.answer(
            confirmation, said, how=LINK, who=handler.name if handler else "", upload=upload, at=moment
        )
