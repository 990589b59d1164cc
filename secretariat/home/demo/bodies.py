"""Bodies with their rules, agenda templates, seats and those who hold them."""

import datetime as dt
from dataclasses import dataclass, field

from meetings.actions import bodies as body_actions
from meetings.models import Body, BodyType, Membership, MinutesWord, Seat, StandingItem
from secretariat.registry.models import District, Letterhead, Organisation, User

from . import agendas, persons
from .people import MUNICIPAL, People

Kind = Seat.Kind
TYPES = (
    ("regionalt samverkansråd", "regional_council", True, "Rådet rekommenderar parterna att"),
    ("specifikt samverkansråd", "specific_council", True, "Rådet rekommenderar parterna att"),
    ("chefsgrupp", "chiefs_group", False, "Chefsgruppen beslutar att"),
    ("gemensam chefsgrupp", "joint_chiefs_group", False, "Chefsgrupperna beslutar att"),
    ("arbetsutskott", "working_committee", False, "AU beslutar att"),
    ("länsdelsgrupp", "district_group", False, "Länsdelsgruppen beslutar att"),
    ("samverkansgrupp", "collaboration_group", False, "Samverkansgruppen beslutar att"),
    ("styrgrupp", "steering_group", False, "Styrgruppen beslutar att"),
    ("beredningsgrupp", "preparatory_group", False, "Beredningsgruppen beslutar att"),
)


@dataclass(frozen=True)
class Plan:
    """One body as it is set up. `seats` are (kind, party, name); an empty name is a vacant seat."""

    code: str
    name: str
    short: str
    type: str
    parent: str = ""
    layout: str = Body.Layout.ITEM_NOTE
    agenda: str = "group"
    approved: bool = False
    letterhead: bool = False
    district: str = ""
    aliases: list[str] = field(default_factory=list)
    charter: str = ""


PLANS = (
    Plan("RSR", "Regionala samverkansrådet", "", "regional_council", layout="list", agenda="council",
         approved=True, letterhead=True, aliases=["Regionalt samverkansråd"],
         charter="Information, samråd och samverkan mellan regionen och länets kommuner."),
    Plan("SRF", "Specifika samverkansrådet för folkhälsa", "Rådet för folkhälsa", "specific_council", "RSR",
         layout="number_matter", agenda="council", approved=True, letterhead=True,
         charter="Tar initiativ, samråder och samordnar i frågor om folkhälsa."),
    Plan("SRV", "Specifika samverkansrådet social välfärd samt vård och omsorg", "Rådet för social välfärd",
         "specific_council", "RSR", layout="list", agenda="council", approved=True, letterhead=True,
         charter="Tar initiativ, samråder och samordnar i frågor om social välfärd, vård och omsorg."),
    Plan("SRU", "Specifika samverkansrådet för skola, utbildning och kompetensförsörjning", "Rådet för utbildning",
         "specific_council", "RSR", layout="list", agenda="council", approved=True, letterhead=True),
    Plan("CF", "Chefsgrupp folkhälsa", "", "chiefs_group", "SRF", layout="agenda_subpoints", agenda="chiefs",
         aliases=["Chefsgruppen folkhälsa", "FH-cheferna"],
         charter="Tjänstepersonernas stöd till rådet för folkhälsa."),
    Plan("CS", "Chefsgrupp för samverkan social välfärd samt vård och omsorg", "Chefsgrupp social välfärd",
         "chiefs_group", "SRV", layout="agenda_subpoints", agenda="chiefs", letterhead=True,
         charter="Tjänstepersonernas stöd till rådet för social välfärd samt vård och omsorg."),
    Plan("GC", "Gemensam chefsgrupp", "", "joint_chiefs_group", "RSR"),
    Plan("AU", "Arbetsutskottet till chefsgruppen", "AU", "working_committee", "CS", agenda="short"),
    Plan("LN", "Länsdelsgrupp Norr", "", "district_group", "CS", agenda="district", district="Norr"),
    Plan("LS", "Länsdelsgrupp Söder", "", "district_group", "CS", agenda="district", district="Söder"),
    Plan("LV", "Länsdelsgrupp Väster", "", "district_group", "CS", agenda="district", district="Väster"),
    Plan("LÖ", "Länsdelsgrupp Örebro", "", "district_group", "CS", agenda="district", district="Örebro"),
    Plan("BU", "Samverkansgrupp barn och unga", "", "collaboration_group", "CS", approved=True, agenda="approved",
         aliases=["BoU"]),
    Plan("SN", "Styrgrupp nära vård", "", "steering_group", "CS", approved=True, agenda="approved"),
    Plan("SP", "Styrgrupp psykisk hälsa och suicidprevention", "Styrgrupp psykisk hälsa", "steering_group", "CS",
         approved=True, agenda="approved"),
    Plan("BG", "Beredningsgrupp avvikelser och avtal", "Beredningsgruppen", "preparatory_group", "CS",
         agenda="short"),
)  # fmt: skip


def make(letterheads: tuple[Letterhead, Letterhead], *, year: int) -> dict[str, Body]:
    """Bodies by code. The third specific council ended last year and was followed by the group for barn och unga."""
    types = {
        slug: BodyType.objects.create(
            name=name, slug=slug, is_political=political, decision_phrase=phrase, position=place
        )
        for place, (name, slug, political, phrase) in enumerate(TYPES, 1)
    }
    notes = MinutesWord.objects.create(indefinite="minnesanteckningar", definite="minnesanteckningarna")
    MinutesWord.objects.create(indefinite="protokoll", definite="protokollet", agreement="neuter")
    districts = {district.name: district for district in District.objects.all()}
    found: dict[str, Body] = {}
    for plan in PLANS:
        political = types[plan.type].is_political
        found[plan.code] = Body.objects.create(
            name=plan.name, short_name=plan.short, code=plan.code, aliases=plan.aliases, type=types[plan.type],
            parent=found.get(plan.parent), district=districts.get(plan.district), charter=plan.charter,
            starts_on=dt.date(year - 8, 1, 1), minutes_word=notes, layout=plan.layout,
            letterhead=letterheads[0 if plan.letterhead else 1], attendance_first=plan.code == "CF",
            approval_policy="chairs" if plan.approved else "none", elected_approvers=1 if plan.approved else 0,
            notice_days=14 if political else 7,
        )  # fmt: skip
    ended = found["SRU"]
    ended.ends_on, ended.successor = dt.date(year - 1, 6, 30), found["BU"]
    ended.save()
    StandingItem.objects.bulk_create(
        StandingItem(body=found[plan.code], position=place, **item)
        for plan in PLANS
        for place, item in enumerate(agendas.standing(plan.agenda, plan.code), 1)
    )
    return found


def seats_in(code: str, people: People, districts: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    """Seats of a body in order, as (kind, party, name)."""
    if code in SEATS:
        return SEATS[code]
    if code in COUNCILS:
        return _council(code, people)
    if code == "CS":
        return [*CHIEFS, *((Kind.MEMBER, place, people.of(place, 4)) for place in MUNICIPAL)]
    if code == "GC":
        both = [*SEATS["CF"][2:], *seats_in("CS", people, districts)[2:]]
        return [(Kind.CHAIR, "Regionen", "Dag Öhrnell"), (Kind.SECRETARY, "", persons.SECRETARY), *both]
    leader, keeper, members = DISTRICT_GROUPS[code]
    area = next(plan.district for plan in PLANS if plan.code == code)
    chiefs = [(Kind.MEMBER, place, people.of(place, 4)) for place in districts[area]]
    return [(Kind.CHAIR, *leader), (Kind.SECRETARY, "", keeper), *chiefs, *members]


# Chair, ledamot and ersättare of the councils: which of the five in each kommun.
COUNCILS = {
    "RSR": ("Aron Silfverhjelm", 0, None),
    "SRF": ("Britt-Inger Lagerfors", 1, 2),
    "SRV": (persons.CHAIR, 3, 1),
    "SRU": ("Cornelia Hagdal", 2, None),
}
REGION_MEMBERS = {
    "RSR": (persons.CHAIR, "Cornelia Hagdal"),
    "SRF": ("Cornelia Hagdal",),
    "SRV": (),
    "SRU": (),
}


def _council(code: str, people: People) -> list[tuple[str, str, str]]:
    chair, member, substitute = COUNCILS[code]
    rows: list[tuple[str, str, str]] = [
        (Kind.CHAIR, "Regionen", chair),
        (Kind.SECRETARY, "", persons.SECRETARY),
    ]
    rows += [(Kind.MEMBER, "Regionen", name) for name in REGION_MEMBERS[code]]
    rows += [(Kind.MEMBER, place, people.of(place, member)) for place in MUNICIPAL]
    if code == "RSR":  # Askersund is represented by the one who also sits in the council for folkhälsa
        rows = [
            (kind, place, persons.APPROVER if place == "Askersund" else name) for kind, place, name in rows
        ]
    if code == "SRF":
        rows += [(Kind.MEMBER, "RF-SISU", ""), (Kind.MEMBER, "ÖLBF", "Ture Kristoffers")]
    if substitute is not None:
        rows += [(Kind.SUBSTITUTE, place, people.of(place, substitute)) for place in MUNICIPAL]
    if code == "SRF":
        rows += [(Kind.SUBSTITUTE, "RF-SISU", "Rikard Stenvall"), (Kind.SUBSTITUTE, "ÖLBF", "Sofie Lindehag")]
        rows += [(Kind.CO_OPTED, "", "Elsa Tideman")]
    return rows


CHIEFS: list[tuple[str, str, str]] = [
    (Kind.CHAIR, "Regionen", "Dag Öhrnell"), (Kind.SECRETARY, "", persons.SECRETARY),
    (Kind.MEMBER, "Regionen", "Hjalmar Båtsman"), (Kind.MEMBER, "Regionen", "Ingegärd Lo"),
]  # fmt: skip
SEATS: dict[str, list[tuple[str, str, str]]] = {
    "CF": [
        (Kind.CHAIR, "Regionen", "Elsa Tideman"), (Kind.SECRETARY, "", persons.SECRETARY),
        (Kind.MEMBER, "Regionen", "Frej Montelius"), (Kind.MEMBER, "Regionen", "Greta Kallhamra"),
        (Kind.MEMBER, "Lindesberg", "Mattis Hedengran"), (Kind.MEMBER, "Hallsberg", "Nils-Erik Fallhed"),
        (Kind.MEMBER, "Karlskoga", "Olga Västlund"), (Kind.MEMBER, "Örebro", "Petronella Ås"),
        (Kind.MEMBER, "RF-SISU", "Rikard Stenvall"), (Kind.MEMBER, "ÖLBF", "Sofie Lindehag"),
        (Kind.MEMBER, "Länsstyrelsen", "Ulrika Vallentin"),
    ],
    "AU": [
        (Kind.CHAIR, "Regionen", "Dag Öhrnell"), (Kind.SECRETARY, "", persons.SECRETARY),
        (Kind.MEMBER, "Lindesberg", "Olle Frithiofson"), (Kind.MEMBER, "Kumla", "Henning Askvik"),
        (Kind.MEMBER, "Karlskoga", "Petra Stålhede"), (Kind.MEMBER, "Örebro", "Kajsa Sörbyhagen"),
    ],
    "BU": [
        (Kind.CHAIR, "Örebro", "Wiveca Aldén"), (Kind.SECRETARY, "", persons.SECRETARY),
        (Kind.VICE_CHAIR, "Regionen", "Greta Kallhamra"), (Kind.MEMBER, "Lindesberg", "Xerxes Navid"),
        (Kind.MEMBER, "Kumla", "Ylva-Li Brandel"), (Kind.MEMBER, "Karlskoga", "Zackarias Wester"),
        (Kind.MEMBER, "Regionen", "Ingegärd Lo"), (Kind.MEMBER, "Regionen", "Katja Ringdal"),
        (Kind.MEMBER, "Hallsberg", "Per Ingelsten"),
    ],
    "SN": [
        (Kind.CHAIR, "Regionen", "Hjalmar Båtsman"), (Kind.SECRETARY, "", persons.SECRETARY),
        (Kind.VICE_CHAIR, "Örebro", "Kajsa Sörbyhagen"), (Kind.MEMBER, "Regionen", "Johannes Trädgårdh"),
        (Kind.MEMBER, "Örebro", "Åke Rimfors"), (Kind.MEMBER, "Laxå", "Elof Rosenhag"),
        (Kind.MEMBER, "Nora", "Ulla Noraström"), (Kind.MEMBER, "Degerfors", "Ulf Ceder-Lind"),
    ],
    "SP": [
        (Kind.CHAIR, "Regionen", "Ingegärd Lo"), (Kind.SECRETARY, "", persons.GROUP_SECRETARY),
        (Kind.MEMBER, "Regionen", "Greta Kallhamra"), (Kind.MEMBER, "Askersund", "Marit Lagerbäck"),
        (Kind.MEMBER, "Hällefors", "Sanna Lidvall"), (Kind.MEMBER, "Lekeberg", "Wilma Tranemo"),
        (Kind.MEMBER, "Polisen", "Alma Kvist-Berg"),
    ],
    "BG": [
        (Kind.CHAIR, "Regionen", "Greta Kallhamra"), (Kind.SECRETARY, "", persons.SECRETARY),
        (Kind.MEMBER, "Örebro", "Åke Rimfors"), (Kind.MEMBER, "Ljusnarsberg", "Anders Ljusgren"),
        (Kind.MEMBER, "Regionen", "Johannes Trädgårdh"),
    ],
}  # fmt: skip
DISTRICT_GROUPS: dict[str, tuple[tuple[str, str], str, list[tuple[str, str, str]]]] = {
    "LN": (("Lindesberg", "Mattis Hedengran"), persons.GROUP_SECRETARY, [(Kind.MEMBER, "Lindesberg", "Xerxes Navid")]),
    "LS": (("Hallsberg", "Nils-Erik Fallhed"), persons.SECRETARY, [(Kind.MEMBER, "Kumla", "Ylva-Li Brandel")]),
    "LV": (("Karlskoga", "Olga Västlund"), persons.SECRETARY, [(Kind.MEMBER, "Karlskoga", "Zackarias Wester")]),
    "LÖ": (("Örebro", "Petronella Ås"), persons.SECRETARY, [
        (Kind.MEMBER, "Örebro", "Qamar Siddiqui"), (Kind.MEMBER, "Örebro", "Wiveca Aldén"),
        (Kind.MEMBER, "Polisen", "Alma Kvist-Berg"),
    ]),
}  # fmt: skip


def fill(
    bodies: dict[str, Body], people: People, organisations: dict[str, Organisation], *, year: int, by: User
) -> None:
    """Seats of every body and their holders. In bulk; what changed later is done by the actions themselves."""
    districts: dict[str, list[str]] = {}
    for organisation in organisations.values():
        if organisation.district:
            districts.setdefault(organisation.district.name, []).append(organisation.short_name)
    seats: list[Seat] = []
    held: list[Membership] = []
    for code, body in bodies.items():
        for place, (kind, party, name) in enumerate(seats_in(code, people, districts), 1):
            seat = Seat(body=body, organisation=organisations.get(party), kind=kind, position=place)
            seats.append(seat)
            if name:
                held.append(_holds(seat, _first_holder(code, kind, name), people, year))
    Seat.objects.bulk_create(seats)
    for membership in held:
        membership.seat_id = membership.seat.pk
    Membership.objects.bulk_create(held)
    _ended(bodies["SRU"], year)
    replaced = next(one for one in held if one.person.name == "Maj Sandler")
    body_actions.replace_holder(
        replaced.seat, people["Olof Bergsfors"], dt.date(year - 1, 11, 1), by,
        political_party="S", decision_reference="kommunstyrelsen i Nora",
    )  # fmt: skip


def _first_holder(code: str, kind: str, name: str) -> str:
    """Nora's ledamot in the council for folkhälsa was another before."""
    return "Maj Sandler" if (code, kind, name) == ("SRF", Kind.MEMBER, "Olof Bergsfors") else name


def _holds(seat: Seat, name: str, people: People, year: int) -> Membership:
    political = seat.body.type.is_political and seat.kind not in (Kind.SECRETARY, Kind.CO_OPTED)
    return Membership(
        seat=seat, person=people[name], starts_on=dt.date(year - 3, 1, 1),
        political_party=people.party.get(name, "") if political else "",
    )  # fmt: skip


def _ended(body: Body, year: int) -> None:
    last = dt.date(year - 1, 6, 30)
    Seat.objects.filter(body=body).update(ends_on=last)
    Membership.objects.filter(seat__body=body).update(ends_on=last)
