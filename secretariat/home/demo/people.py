"""Invented persons: five in each kommun, and those of the region and the other parties."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from secretariat.registry.models import Organisation, OrgUnit, Person, User

from . import persons
from .persons import address

# In each kommun: chair of the kommunstyrelse, ledamot and ersättare in the council for folkhälsa, ledamot in the
# council for social välfärd (all with their party), and the socialchef.
MUNICIPAL = {
    "Askersund": ("Torvald Ekhage S", "Ragnhild Mossberg C", "Ingela Bruhn M", "Vidar Sandell S", "Marit Lagerbäck"),
    "Degerfors": ("Yngve Rydhamn V", "Solveig Palmborg S", "Kettil Åslund L", "Annelie Drakefors S", "Ulf Ceder-Lind"),
    "Hallsberg": ("Birgitta Hallmark S", "Rasmus Fahlström M", "Doris Wretling S", "Leila Haddadi S", "Per Ingelsten"),
    "Hällefors": ("Harriet Dalbom S", "Arvid Nyhammar S", "Mona Brodell C", "Jörgen Vinterheim M", "Sanna Lidvall"),
    "Karlskoga": ("Conny Bjurling M", "Fatima Rahmani S", "Evert Granhed KD", "Gun-Britt Alvunger S", "Petra Stålhede"),
    "Kumla": ("Lillemor Jernberg S", "Isak Tornborg S", "Ylva Örnell M", "Roger Silvergren C", "Henning Askvik"),
    "Laxå": ("Bodil Cederqvist S", "Stellan Humlegren V", "Karin Ståhlås L", "Mirja Koskinen S", "Elof Rosenhag"),
    "Lekeberg": ("Folke Vretman C", "Nadja Ekerot M", "Per-Ivar Lindhed KD", "Asta Gyllenros C", "Wilma Tranemo"),
    "Lindesberg": ("Irma Backlöv S", "Gideon Sunnerby C", "Eva-Stina Morell S", "Hassan Karimi S", "Olle Frithiofson"),
    "Ljusnarsberg": ("Kent Uddling S", "Märta Hyttberg V", "Bertil Nordhem M", "Siri Kopparstad S", "Anders Ljusgren"),
    "Nora": ("Viveka Norling M", "Olof Bergsfors S", "Jasmine Wikborg MP", "Tage Järnland C", "Ulla Noraström"),
    "Örebro": ("Magdalena Svartå S", "Simon Näslund M", "Zahra Amini S", "Ebbe Almbysson KD", "Kajsa Sörbyhagen"),
}  # fmt: skip
TITLES = (
    "kommunstyrelsens ordförande", "ledamot i kommunstyrelsen", "ersättare i kommunstyrelsen",
    "socialnämndens ordförande", "socialchef",
)  # fmt: skip
# Name, title, organisation, unit.
OFFICIALS = (
    (persons.SECRETARY, "utvecklingsledare, sekreterare", "Regionen", "Regionkansliet"),
    (persons.GROUP_SECRETARY, "processledare", "Regionen", "Välfärd och folkhälsa"),
    (persons.ADMINISTRATOR, "kanslichef", "Regionen", "Regionkansliet"),
    (persons.READER, "registrator", "Regionen", "Regionkansliet"),
    (persons.CHAIR, "regionråd", "Regionen", ""),
    ("Aron Silfverhjelm", "regionstyrelsens ordförande", "Regionen", ""),
    ("Britt-Inger Lagerfors", "ordförande i tillväxtnämnden", "Regionen", ""),
    ("Cornelia Hagdal", "regionråd i opposition", "Regionen", ""),
    ("Dag Öhrnell", "områdeschef", "Regionen", "Välfärd och folkhälsa"),
    ("Elsa Tideman", "hållbarhetschef", "Regionen", "Staben för hållbar utveckling"),
    ("Frej Montelius", "utvecklingsledare", "Regionen", "Staben för hållbar utveckling"),
    ("Greta Kallhamra", "strateg", "Regionen", "Välfärd och folkhälsa"),
    ("Hjalmar Båtsman", "områdeschef närsjukvård", "Regionen", "Hälso- och sjukvårdsförvaltningen"),
    ("Ingegärd Lo", "verksamhetschef psykiatri", "Regionen", "Hälso- och sjukvårdsförvaltningen"),
    ("Johannes Trädgårdh", "chefläkare", "Regionen", "Hälso- och sjukvårdsförvaltningen"),
    ("Katja Ringdal", "tandvårdsstrateg", "Regionen", "Folktandvården"),
    ("Lovisa Mårdh", "regional utvecklingschef", "Regionen", "Förvaltningen regional utveckling"),
    ("Mattis Hedengran", "folkhälsochef Norr", "Lindesberg", ""),
    ("Nils-Erik Fallhed", "folkhälsochef Söder", "Hallsberg", ""),
    ("Olga Västlund", "folkhälsochef Väster", "Karlskoga", ""),
    ("Petronella Ås", "folkhälsochef Örebro", "Örebro", ""),
    ("Qamar Siddiqui", "hållbarhetsstrateg", "Örebro", ""),
    ("Rikard Stenvall", "distriktschef", "RF-SISU", ""),
    ("Sofie Lindehag", "folkhälsokommunikatör", "ÖLBF", ""),
    ("Ture Kristoffers", "förbundsordförande", "ÖLBF", ""),
    ("Ulrika Vallentin", "folkhälsostrateg", "Länsstyrelsen", ""),
    ("Viktor Hedqvist", "beredskapsdirektör", "Länsstyrelsen", ""),
    ("Wiveca Aldén", "skolchef", "Örebro", ""),
    ("Xerxes Navid", "skolchef", "Lindesberg", ""),
    ("Ylva-Li Brandel", "skolchef", "Kumla", ""),
    ("Zackarias Wester", "skolchef", "Karlskoga", ""),
    ("Åke Rimfors", "medicinskt ansvarig sjuksköterska", "Örebro", ""),
    ("Ängla Sundsten", "forskare", "LiU", ""),
    ("Örjan Talldal", "lektor i folkhälsovetenskap", "ORU", ""),
    ("Alma Kvist-Berg", "kommunpolis", "Polisen", ""),
    ("Gottfrid Lysén", "projektledare", "Generation Pep", ""),
    ("Maj Sandler", "tidigare ledamot i kommunstyrelsen", "Nora", ""),
)
# Parties of those who sit for the region; all others have theirs in MUNICIPAL.
REGIONAL_PARTIES = {
    persons.CHAIR: "S", "Aron Silfverhjelm": "S", "Britt-Inger Lagerfors": "C", "Cornelia Hagdal": "M",
    "Maj Sandler": "S",
}  # fmt: skip


@dataclass(frozen=True)
class People:
    """Persons by name, and the party each has in a political seat."""

    by_name: dict[str, Person]
    party: dict[str, str]

    def __getitem__(self, name: str) -> Person:
        return self.by_name[name]

    def of(self, municipality: str, place: int) -> str:
        """Name of one of the five of a kommun."""
        return MUNICIPAL[municipality][place].rpartition(" ")[0] if place < 4 else MUNICIPAL[municipality][4]


def make(organisations: dict[str, Organisation]) -> People:
    """All persons, each with an address in the demo and with a phone number in the series for fiction."""
    units = {unit.name: unit for unit in OrgUnit.objects.all()}
    rows = [*OFFICIALS]
    party = dict(REGIONAL_PARTIES)
    for municipality, five in MUNICIPAL.items():
        for place, words in enumerate(five):
            name = words.rpartition(" ")[0] if place < 4 else words
            if place < 4:
                party[name] = words.rpartition(" ")[2]
            rows.append((name, TITLES[place], municipality, ""))
    made = Person.objects.bulk_create(
        _person(row, place, organisations, units.get(row[3])) for place, row in enumerate(rows)
    )
    return People({one.name: one for one in made}, party)


def _person(
    row: tuple[str, str, str, str], place: int, organisations: dict[str, Organisation], unit: OrgUnit | None
) -> Person:
    name, title, organisation, _ = row
    given, _, family = name.partition(" ")
    return Person(
        given_name=given,
        family_name=family,
        title=title,
        organisation=organisations[organisation],
        unit=unit,
        email=address(name),
        phone=f"070-174 06 {place:02}",
    )


ROLES = {
    persons.SECRETARY: User.OfficeRole.SECRETARIAT,
    persons.ADMINISTRATOR: User.OfficeRole.ADMINISTRATOR,
    persons.READER: User.OfficeRole.READER,
}


def make_users(people: People, *, also: set[str]) -> dict[str, User]:
    """Accounts by name: with a password for those on the login page, by code for the others who approve."""
    named = {row["name"] for row in persons.DEMO_PERSONS}
    known, unknown = (
        make_password(persons.PASSWORD),
        make_password(None),
    )  # making one takes a tenth of a second
    made = User.objects.bulk_create(
        User(
            email=address(name),
            password=known if name in named else unknown,
            person=people[name],
            office_role=ROLES.get(name, User.OfficeRole.NONE),
        )
        for name in sorted(named | also)
    )
    return {user.name: user for user in made}
