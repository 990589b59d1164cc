"""Results as files in the long format of domain 5.5, which can be taken in again (H6)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.http import HttpResponse

from secretariat.lib.dates import local_day
from secretariat.lib.downloads import download
from secretariat.lib.sheets import Column, Kind, Value

from .actions.reading import Sources
from .figures import Figure, reasons
from .models import Indicator, Result

KINDS = ("xlsx", "csv")
COLUMNS = (
    Column("indikator_id", "Indikatorns id. Kan vara Koladas.", width=16),
    Column("indikator", "Vad som mäts.", width=40),
    Column("geo_typ", "Nivå: riket, länet, länsdel, kommun eller skola.", width=10),
    Column("geo_kod", "Kommunkod, länskod, länsdelens kod eller skolenhetskod, som text.", width=10),
    Column("geo_namn", "Områdets namn.", width=20),
    Column("periodtyp", "år eller läsår.", width=10),
    Column("period", "T.ex. 2026 eller 2023/24.", width=10),
    Column("kon", "T alla, K kvinnor och flickor, M män och pojkar.", width=6),
    Column("grupp", "Grupp, t.ex. årskurs. Tomt: alla.", width=16),
    Column("varde", "Värdet. Tomt där det är dolt; det betyder inte noll.", Kind.DECIMAL, 12),
    Column("enhet", "Värdets enhet.", width=10),
    Column("n", "Antal svarande (bas).", Kind.NUMBER, 8),
    Column("ci_lag", "Konfidensintervallets lägre gräns, 95 procent.", Kind.DECIMAL, 10),
    Column("ci_hog", "Konfidensintervallets övre gräns, 95 procent.", Kind.DECIMAL, 10),
    Column("kalla", "Varifrån siffrorna kommer.", width=30),
    Column("frisl_datum", "Dagen då siffrorna släpptes till alla, annars till parterna.", Kind.DAY, 12),
    Column("dold", "1 där värdet är dolt för att ingen ska kunna pekas ut, annars 0.", width=6),
)


def result_file(
    figures: Sequence[Figure], indicators: Mapping[int, Indicator], sources: Sources, *, kind: str, name: str,
    facts: Sequence[str],
) -> HttpResponse:  # fmt: skip
    """The figures as xlsx or csv; the sheet that explains tells the sources and why some are hidden."""
    why = [f"Dolda värden: {'; '.join(told)}."] if (told := reasons(figures)) else []
    cited = sources.citations(one.dataset_id for one in figures)
    return download(
        COLUMNS, _rows(figures, indicators, sources), kind=kind, name=name, facts=[*facts, *cited, *why]
    )


def _rows(
    figures: Iterable[Figure], indicators: Mapping[int, Indicator], sources: Sources
) -> Iterable[list[Value]]:
    for one in figures:
        of, measured = sources.sets[one.dataset_id], indicators[one.indicator_id]
        released = of.public_at or of.parties_at
        yield [
            *(measured.code, measured.name, str(Result.Geography(one.geography).label)),
            *(one.geo_code, one.geo_name, str(of.round.survey.get_period_type_display())),
            *(one.period, one.sex, one.group, _plain(one.value), measured.unit, one.base),
            *(_plain(one.low), _plain(one.high), of.source, local_day(released) if released else None),
            "1" if one.hidden else "0",
        ]


def _plain(value: Decimal | None) -> Value:
    """A Decimal without empty decimals.

    >>> _plain(Decimal("60.0000")), _plain(Decimal("0.1250")), _plain(None)
    (60, Decimal('0.125'), None)
    """
    return value if value is None else int(value) if value == int(value) else value.normalize()
