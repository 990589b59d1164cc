"""The county: länsdelar, parties with codes and units, and the region's letterhead."""

import datetime as dt

from secretariat.registry.models import District, Letterhead, MandatePeriod, Organisation, OrgUnit

REGION = "Region Örebro län"
Kind = Organisation.Kind
DISTRICTS = ("Norr", "Söder", "Väster", "Örebro")
MUNICIPALITIES = (
    ("Askersund", "1882", "Söder"),
    ("Degerfors", "1862", "Väster"),
    ("Hallsberg", "1861", "Söder"),
    ("Hällefors", "1863", "Norr"),
    ("Karlskoga", "1883", "Väster"),
    ("Kumla", "1881", "Söder"),
    ("Laxå", "1860", "Söder"),
    ("Lekeberg", "1814", "Söder"),
    ("Lindesberg", "1885", "Norr"),
    ("Ljusnarsberg", "1864", "Norr"),
    ("Nora", "1884", "Norr"),
    ("Örebro", "1880", "Örebro"),
)
OTHERS: tuple[tuple[str, str, str, list[str]], ...] = (
    ("Länsstyrelsen i Örebro län", "Länsstyrelsen", Kind.AUTHORITY, ["Lst"]),
    ("RF-SISU Örebro län", "RF-SISU", Kind.CIVIL_SOCIETY, []),
    ("Örebro läns bildningsförbund", "ÖLBF", Kind.CIVIL_SOCIETY, ["Bildningsförbundet"]),
    ("Linköpings universitet", "LiU", Kind.UNIVERSITY, []),
    ("Örebro universitet", "ORU", Kind.UNIVERSITY, ["Universitetet"]),
    ("Polismyndigheten, lokalpolisområde Örebro", "Polisen", Kind.AUTHORITY, []),
    ("Folkhälsomyndigheten", "Fohm", Kind.AUTHORITY, ["FH-myndigheten"]),
    ("Sveriges Kommuner och Regioner", "SKR", Kind.OTHER, []),
    ("Generation Pep", "Generation Pep", Kind.CIVIL_SOCIETY, []),
)
UNITS = (
    ("Välfärd och folkhälsa", "VoF"),
    ("Staben för hållbar utveckling", "HUT"),
    ("Förvaltningen regional utveckling", "RU"),
    ("Hälso- och sjukvårdsförvaltningen", "HoS"),
    ("Regionkansliet", ""),
    ("Folktandvården", ""),
    ("Centrum för hjälpmedel", ""),
)


def make() -> dict[str, Organisation]:
    """Organisations by short name."""
    districts = {
        name: District.objects.create(name=name, position=place) for place, name in enumerate(DISTRICTS, 1)
    }
    own = Organisation.objects.create(
        name=REGION, short_name="Regionen", kind=Kind.REGION, municipality_code="18",
        org_number="232100-0164", is_own=True, aliases=["RÖL"],
    )  # fmt: skip
    OrgUnit.objects.bulk_create(
        OrgUnit(organisation=own, name=name, short_name=short) for name, short in UNITS
    )
    made = [
        Organisation(
            name=f"{name} kommun", short_name=name,
            kind=Kind.MUNICIPALITY, municipality_code=code, district=districts[district],
            aliases=[] if name.endswith(("s", "å")) else [f"{name}s kommun"],
        )
        for name, code, district in MUNICIPALITIES
    ]  # fmt: skip
    made += [
        Organisation(name=name, short_name=short, kind=kind, aliases=aliases)
        for name, short, kind, aliases in OTHERS
    ]
    Organisation.objects.bulk_create(made)
    return {one.short_name: one for one in Organisation.objects.all()}


def make_periods(year: int) -> list[MandatePeriod]:
    """The mandate period that goes on and the one to come; nämnder and råd follow the calendar year."""
    first = year - (year - 2023) % 4
    return MandatePeriod.objects.bulk_create(
        MandatePeriod(
            name=f"{start}–{start + 3}", starts_on=dt.date(start, 1, 1), ends_on=dt.date(start + 3, 12, 31)
        )
        for start in (first, first + 4)
    )


def make_letterheads(own: Organisation) -> tuple[Letterhead, Letterhead]:
    """The region's letterhead with all eight fields in the foot, and the short one of the chefsgrupper."""
    whole = Letterhead.objects.create(
        name="Regionkansliet",
        organisation=own,
        office="Regionkansliet, sekretariatet för samverkan",
        postal_address="Box 1613, 701 16 Örebro",
        visiting_address="Eklundavägen 2, Örebro",
        phone="019-602 70 00",
        fax="019-602 70 08",
        org_number="232100-0164",
        plusgiro="122500-2",
        email="regionen@regionorebrolan.se",
        web="www.regionorebrolan.se",
    )
    short = Letterhead.objects.create(
        name="Välfärd och folkhälsa",
        organisation=own,
        office="Välfärd och folkhälsa",
        postal_address="Box 1613, 701 16 Örebro",
        visiting_address="Klostergatan 23, Örebro",
        email="regionen@regionorebrolan.se",
        web="www.regionorebrolan.se",
    )
    return whole, short
