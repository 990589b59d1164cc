"""The meetings near today, one in each state that minutes can be in."""

import datetime as dt
from collections.abc import Callable, Sequence
from uuid import uuid4

from meetings.actions import agenda, corrections, dispatches, distribution, drafts, notices, texts
from meetings.actions import attendance as attendance_actions
from meetings.actions import meetings as meeting_actions
from meetings.actions import minutes as minutes_actions
from meetings.models import AgendaItem, Decision, ItemBlock, ItemRole
from secretariat.lib.dates import STOCKHOLM

from . import papers, persons
from .agendas import AFTER_TOPICS
from .letters import dated
from .meetings import Region, Sitting, approve, book, file_former, finish, hold, send
from .plan import DAY, working_day
from .writing import Writer

# Of every scene the leading body, its day counted from today, and how many topics it has; the regular meetings keep
# away from those days and leave those topics.
SCENES = {
    "correction": ("RSR", -82, 2), "joint": ("SRF", -46, 4), "finalised": ("CS", -17, 3), "changes": ("SN", -15, 2),
    "taken_back": ("SP", -12, 2), "partly": ("SRF", -10, 2), "approved": ("BU", -8, 2), "sent": ("RSR", -6, 3),
    "draft": ("SRV", 0, 4), "cancelled": ("LS", 5, 1), "planned": ("CF", 10, 4),
}  # fmt: skip
# Somebody who is in no register, and is masked where the minutes are published.
PRIVATE_PERSON = "Torhild Nyängen"


def topics_kept() -> dict[str, int]:
    """How many topics of each body the scenes are to have."""
    kept: dict[str, int] = {}
    for code, _, topics in SCENES.values():
        kept[code] = kept.get(code, 0) + topics
    return kept


def day_of(scene: str, today: dt.date) -> dt.date:
    """The scene's day, never in a weekend."""
    return working_day(today + DAY * SCENES[scene][1])


def taken(code: str, today: dt.date) -> list[dt.date]:
    """Days on which a body meets in a scene; the joint meeting takes one of both councils."""
    mine = [day_of(scene, today) for scene, (body, _, _) in SCENES.items() if body == code]
    return [*mine, day_of("joint", today)] if code == "SRV" else mine


def scenes(region: Region) -> list[tuple[dt.date, Callable[[Region], None]]]:
    """What is to be made on which day."""
    makers = {
        "correction": _correction, "joint": _joint, "finalised": _finalised, "changes": _changes,
        "taken_back": _taken_back, "partly": _partly, "approved": _approved, "sent": _sent, "draft": _draft,
        "cancelled": _cancelled, "planned": _planned,
    }  # fmt: skip
    return [(day_of(scene, region.today), make) for scene, make in makers.items()]


def _book(region: Region, scene: str, *others: str) -> Sitting:
    code, _, topics = SCENES[scene]
    region.kept[code] -= topics
    return book(region, [code, *others], day_of(scene, region.today), topics=topics)


def _extra(sitting: Sitting, role: str, lines: Sequence[str]) -> None:
    """Lines of the scene's own, written for an item beside the stock."""
    item = sitting.item(role)
    sitting.stages[item.pk] = list(lines)


def _correction(region: Region) -> None:
    """Approved in the early autumn; a date that was wrong has been put right since."""
    sitting = _book(region, "correction")
    _extra(
        sitting,
        ItemRole.OTHER_MATTERS,
        [
            "Studiebesöket på det nya resecentrumet börjar klockan 13.15 vid stora entrén.",
            f"{PRIVATE_PERSON} i Kumla har skrivit om sina resor till sjukhuset. Regionen svarar.",
        ],
    )
    hold(sitting)
    finished = finish(sitting)
    with dated(region.moment(region.today - DAY * 2, 11)):
        corrections.correct(
            finished, by=region.keeper("RSR"), item=sitting.item(ItemRole.OTHER_MATTERS),
            old_text="klockan 13.15", new_text="klockan 13.45", reason="Skrivfel. Tiden i inbjudan gäller.",
        )  # fmt: skip


def _joint(region: Region) -> None:
    """Two councils in one meeting: two lists, two chairs and one elected approver. Handed out to everybody."""
    sitting = _book(region, "joint", "SRV")
    _guest(region, sitting, "Ängla Sundsten")
    _divided(region, sitting)
    present = ["Britt-Inger Lagerfors", persons.CHAIR, "Cornelia Hagdal", "Gideon Sunnerby"]
    hold(sitting, present=present, elected=persons.APPROVER)
    finished = finish(sitting)
    with dated(region.moment(sitting.day + DAY * 9, 9)):
        distribution.distribute(finished, by=region.keeper("SRF"))
    own = Decision.objects.filter(meeting=sitting.meeting).exclude(number="").order_by("running").last()
    if own:
        for recipient, channel in (("Kommunstyrelserna i länet", "e-post"), ("Regionstyrelsen", "e-post")):
            made = dispatches.add(own, by=region.keeper("SRF"), recipient=recipient, channel=channel)
        dispatches.tick(made, by=region.keeper("SRF"), sent_on=sitting.day + DAY * 10)


def _divided(region: Region, sitting: Sitting) -> None:
    """A point on which not all agreed: jäv, a reservation, and a question that is left for later."""
    by = region.keeper(sitting.code)
    last = [item for item in sitting.items() if item.pk in sitting.stages][-1]
    item = agenda.add_item(
        sitting.meeting, by=by, title="Medel till mötesplatser för unga", after=last, purpose="decision",
        presenters="Elsa Tideman", planned_minutes=25,
        proposal="Rådet rekommenderar parterna att dela medlen efter antalet unga i varje länsdel.",
    )  # fmt: skip
    papers.upload(item, papers.EXAMPLE, by=by)
    papers.link(item, "Ansökningarna, sammanställda", "ansokningar", by=by)
    sitting.stages[item.pk] = list(_DIVIDED)


def _guest(region: Region, sitting: Sitting, name: str) -> None:
    """Somebody from outside who is there for one point."""
    item = next(item for item in sitting.items() if item.pk in sitting.stages)
    attendance_actions.add(
        sitting.meeting, by=region.keeper(sitting.code), person=region.people[name], heading="Gäster", role="guest",
        items=[item],
    )  # fmt: skip


def _finalised(region: Region) -> None:
    sitting = _book(region, "finalised")
    tasks = [
        f"> {persons.ADMINISTRATOR} | 28 | lägger upp konton för de ledamöter som tillträder vid årsskiftet.",
        f"> {persons.READER} | 12 | diarieför höstens remissvar om hjälpmedel.",
        f"> {persons.MEMBER} | 35 | tar upp frågan om studiebesök med nämnden i Kumla.",
    ]
    back = (
        "!! referred_back: Chefsgruppen återremitterar förslaget om gemensam jour till arbetsutskottet, "
        "som räknar på kostnaden för helger."
    )
    question = "^ SRF: Hur vill rådet följa unga som varken studerar eller arbetar?"
    _extra(
        sitting, ItemRole.OTHER_MATTERS, [back, question, "Tre saker att göra före jul fördelades.", *tasks]
    )
    hold(sitting)
    at = region.moment(sitting.day + DAY * 7, 9)
    minutes_actions.finalise(sitting.minutes, by=region.keeper("CS"), at=at)
    file_former(sitting)
    region.latest["CS"] = sitting.minutes


def _changes(region: Region) -> None:
    """The chair has approved; the elected one wants a sentence changed."""
    sitting = _book(region, "changes")
    hold(sitting, elected="Åke Rimfors")
    send(sitting, sitting.day + DAY * 2)
    approve(sitting, [sitting.day + DAY * 3])
    item = next(item for item in sitting.items() if item.pk in sitting.stages)
    at = region.moment(region.today - DAY * 3, 8)
    with dated(at):
        minutes_actions.request_changes(
            sitting.minutes, by=region.users["Åke Rimfors"], at=at,
            comments={item: "Det var kommunernas förslag, inte regionens. Skriv vem som lade fram det.",
                      None: "Lägg gärna till att mötet började tio minuter sent."},
        )  # fmt: skip


def _taken_back(region: Region) -> None:
    """Sent, approved by one, and taken back to be completed."""
    sitting = _book(region, "taken_back")
    hold(sitting, elected="Wilma Tranemo")
    send(sitting, sitting.day + DAY * 1)
    approve(sitting, [sitting.day + DAY * 3])
    with dated(region.moment(region.today - DAY * 2, 14)):
        minutes_actions.take_back(
            sitting.minutes,
            by=region.keeper("SP"),
            reason="Ett beslut om kursmedel saknades i punkten om utbildning.",
        )


def _partly(region: Region) -> None:
    sitting = _book(region, "partly")
    lines = [
        "+ Bjud in länsstyrelsen om spel bland unga.",
        "+ Siffrorna från höstens mätning av simkunnighet.",
    ]
    _extra(sitting, ItemRole.OTHER_MATTERS, ["Två saker sparades till nästa möte.", *lines])
    hold(sitting, elected=persons.APPROVER)
    send(sitting, sitting.day + DAY * 3)
    approve(sitting, [sitting.day + DAY * 5])


def _approved(region: Region) -> None:
    """The last approver answered this morning, or yesterday evening where it is still early."""
    sitting = _book(region, "approved")
    hold(sitting)
    send(sitting, sitting.day + DAY * 2)
    morning = dt.datetime.combine(region.today, dt.time(7, 40), STOCKHOLM)
    last = region.today if morning <= region.now else region.today - DAY
    approve(sitting, [sitting.day + DAY * 4, last], hour=8)
    file_former(sitting)
    region.latest["BU"] = sitting.minutes


def _sent(region: Region) -> None:
    """Nobody has answered. Another took over as chair in the middle, and is asked to approve too."""
    sitting = _book(region, "sent")
    late = next(item for item in sitting.items() if item.role in AFTER_TOPICS)
    agenda.change_item(late, by=region.keeper("RSR"), chair=region.people[persons.CHAIR])
    hold(sitting, present=[persons.CHAIR], elected=persons.APPROVER)
    send(sitting, sitting.day + DAY * 4)


def _draft(region: Region) -> None:
    """Going on: much is written, one point is current, and some things are missing."""
    sitting = _book(region, "draft")
    keeper = region.keeper("SRV")
    topics = [item for item in sitting.items() if item.pk in sitting.stages]
    for item, lines in zip(topics, _DRAFTED, strict=False):
        sitting.stages[item.pk] = [*sitting.stages[item.pk], *lines]
    papers.upload(topics[0], papers.CHANGES, by=keeper)
    papers.link(topics[1], "Kartan över utbildningsplatser", "utbildningsplatser", by=keeper)
    papers.upload(topics[-1], papers.EXAMPLE, by=keeper)
    late = agenda.add_item(sitting.meeting, by=keeper, title="Ledsagning på kvällar", planned_minutes=15)
    items = sitting.items()
    until = next(place for place, item in enumerate(items) if item.role == ItemRole.ROUND_TABLE)
    hold(sitting, elected="Vidar Sandell", until=until)
    away = sitting.meeting.attendances.filter(role="member").exclude(name="").order_by("-position")[:4]
    for row in away:
        attendance_actions.set_state(row, "unknown", by=keeper)
    drafts.set_progress(late, progress=AgendaItem.Progress.MOVED, by=keeper)
    _two_texts(region, topics[2])
    current = items[until]
    writer = Writer({}, sitting.day, "", region.bodies)
    for party in ("Askersund", "Degerfors", "Hallsberg", "Hällefors", "Karlskoga"):
        said = {
            "Askersund": "Hemtjänsten får en ny planering efter nyår.",
            "Hallsberg": "Två nya boenden öppnar i mars.",
        }
        writer.contribute(party, said.get(party, ""))
    open_action = items[until - 1]
    texts.save(current, writer.changes, by=keeper)
    loose = Writer({}, sitting.day, "", region.bodies)
    loose.write([">  |  | bjuder in brukarrådet till nästa möte."])
    texts.save(open_action, loose.changes, by=keeper)
    at = dt.datetime.combine(sitting.day, dt.time(10, 50), STOCKHOLM)
    AgendaItem.objects.filter(pk=current.pk).update(progress="current", started_at=min(at, region.now))


def _two_texts(region: Region, item: AgendaItem) -> None:
    """Two have gone on with the same paragraph, each without the other's words. Somebody has to choose."""
    block = ItemBlock.objects.filter(item=item).latest("position")
    for name, more in (
        (persons.SECRETARY, "De ber om en kväll, eftersom många arbetar."),
        (persons.ADMINISTRATOR, "Rådet bjuder in dem till sitt möte i maj."),
    ):
        change = texts.Change(
            key=block.pk, base=block.revision, html=f"{block.html} {more}", keeps_place=True
        )
        texts.save(item, [change], by=region.users[name], tab=uuid4())


def _cancelled(region: Region) -> None:
    sitting = _book(region, "cancelled")
    meeting_actions.cancel(sitting.meeting, by=region.keeper("LS"))


def _planned(region: Region) -> None:
    """Called: topics with times and proposals, a guest for one of them, and a film that came after the kallelse."""
    sitting = _book(region, "planned")
    clock = dt.datetime.combine(sitting.day, dt.time(13), STOCKHOLM)
    for item in sitting.items():
        proposal = (
            f"Gruppen tar ställning till nästa steg för {item.title}." if item.pk in sitting.stages else ""
        )
        agenda.change_item(item, by=region.keeper("CF"), planned_start=clock.time(), proposal=proposal)
        clock += dt.timedelta(minutes=item.planned_minutes or 5)
    _guest(region, sitting, "Gottfrid Lysén")
    first = next(item for item in sitting.items() if item.pk in sitting.stages)
    papers.link(first, "Föredragningen, utkast", "foredragning", by=region.keeper("CF"))
    keeper = region.keeper("CF")
    meeting_actions.change(
        sitting.meeting, by=keeper, link="https://teams.exempel.se/mote/chefsgrupp-folkhalsa"
    )
    at = region.moment(region.today - DAY * 4, 9)
    with dated(at):
        notices.send(sitting.meeting, by=keeper, message=_WELCOME, at=at)
    papers.link(first, "Film: en dag på mötesplatsen", "film-motesplats", by=keeper)


_WELCOME = """Välkomna! Läs gärna utkastet till föredragning i förväg, så räcker tiden till samtal.

Fika finns utanför salen från kl. 12.30."""

# What is said in the draft beyond the stock, topic by topic.
_DRAFTED = (
    (
        "Ledamöterna gick varvet runt. Frågan om hur kostnaderna ska följas upp återkom i nästan alla inlägg.",
        "? Låt varje nämnd få samma underlag samma vecka.",
        "> {sek} | 30 | tar fram en sida med kostnader för varje kommun.",
        "^ CS: Vem svarar på nämndernas frågor om färdplanen?",
    ),
    (
        "Tre arbetssätt jämfördes:",
        "- studietid på arbetstid, en dag i veckan",
        "- kurs på kvällen med ersättning för resor",
        "- lärare som kommer till arbetsplatsen",
        "Rådet lutar åt det första men vill höra vad arbetsplatserna klarar av.",
        "> {led} | 45 | frågar tre arbetsplatser i kommunen.",
    ),
    ("? Öppettiden måste gälla även när det är lov.", "Brukarföreningarna vill träffa rådet i vår."),
    ("Askersund och Laxå önskar få räkneexemplen förklarade i sina nämnder.",),
)

# A point on which the joint councils were not of one mind.
_DIVIDED = (
    "& Gideon Sunnerby | Gideon Sunnerby anmälde jäv, eftersom han sitter i styrelsen för en av de sökande "
    "föreningarna, och lämnade salen.",
    "Två sätt att dela medlen vägdes mot varandra: lika mycket till varje länsdel, eller efter antalet unga.",
    "! formal enligt förslag: dela medlen efter antalet unga i varje länsdel",
    "~ reservation | Cornelia Hagdal | Cornelia Hagdal (M) reserverade sig mot beslutet. Hon ville ge varje länsdel "
    "lika mycket, så att de minsta inte blir utan.",
    "! assignment: låta chefsgruppen visa i maj vad medlen har gått till",
    "!! tabled: Rådet bordlägger frågan om öppethållande på lov till nästa möte.",
)
