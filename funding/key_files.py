"""Keys as people name them on the command line, and as a file gives them: `;`, UTF-8, first column kommunkod (G4)."""

import csv
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction

from secretariat.lib.money import read_number

from . import reference
from .apportioning import CannotShare, Key

EQUAL = "lika"
Columns = Mapping[str, Mapping[str, Fraction]]


def read(content: bytes) -> tuple[dict[str, dict[str, Fraction]], dict[str, str]]:
    """Columns of numbers by name and kommunkod, and the kommuner's names where the file has them.

    An empty cell is a value that is missing, not zero. Raises CannotShare with the row of what cannot be read.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotShare(["Filen är inte i UTF-8. Spara den som CSV UTF-8 och försök igen."]) from None
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=";") if any(cell.strip() for cell in row)]
    heads = [cell.strip().lower() for cell in rows[0]] if rows else []
    if not heads or heads[0] != "kommunkod":
        raise CannotShare(
            ["Filens första kolumn ska heta kommunkod, och kolumnerna skiljas åt med semikolon."]
        )
    columns: dict[str, dict[str, Fraction]] = {head: {} for head in heads[1:] if head not in ("", "kommun")}
    names: dict[str, str] = {}
    troubles: list[str] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[1:], 2):
        cells = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        code = cells["kommunkod"]
        if not (len(code) == 4 and code.isascii() and code.isdecimal()):
            troubles.append(f"Rad {number}: ”{code}” är ingen kommunkod, som ska ha fyra siffror.")
        elif code in seen:
            troubles.append(f"Rad {number}: {code} står två gånger.")
        else:
            seen.add(code)
            names |= {code: cells["kommun"]} if cells.get("kommun") else {}
            troubles += _into(columns, code, cells, number)
    if troubles:
        raise CannotShare(troubles)
    return columns, names


def _into(
    columns: dict[str, dict[str, Fraction]], code: str, cells: Mapping[str, str], number: int
) -> list[str]:
    troubles = []
    for head, values in columns.items():
        if not (cell := cells.get(head, "")):
            continue
        if (value := read_number(cell)) is None:
            troubles.append(f"Rad {number}: ”{cell}” i kolumnen {head} är inget tal.")
        else:
            values[code] = Fraction(value)
    return troubles


def keys(wanted: Sequence[str], columns: Columns, codes: Sequence[str] = ()) -> list[Key]:
    """Keys by NAME[:WEIGHT]: a column of the file, `invanare`, `invanare-2023`, or `lika` for everybody the same.

    `codes` are the kommuner of the file; without a file they are the county's. Raises CannotShare.
    """
    everybody = list(codes) or list(reference.names())
    return [_key(one, columns, everybody) for one in wanted]


def _key(wanted: str, columns: Columns, codes: Sequence[str]) -> Key:
    name, mark, heavy = wanted.partition(":")
    name = name.strip().lower()
    weight = read_number(heavy.strip().removesuffix("%")) if mark else read_number("1")
    if weight is None:
        raise CannotShare([f"Vikten i {wanted} är inget tal. Skriv till exempel {name}:50."])
    return Key(name, _values(name, columns, codes), Fraction(weight))


def _values(name: str, columns: Columns, codes: Sequence[str]) -> dict[str, Fraction]:
    population = reference.population()
    if name in columns:
        found: Mapping[str, Fraction] = columns[name]
    elif name == EQUAL:
        return dict.fromkeys(codes, Fraction(1))
    elif name == reference.POPULATION:
        found = population[list(population)[-1]]
    elif name in population:
        found = population[name]
    else:
        known = ", ".join([reference.POPULATION, *population, EQUAL, *columns])
        raise CannotShare([f"Nyckeln {name} finns inte. Välj bland {known}."])
    if missing := [code for code in codes if code not in found]:
        raise CannotShare([f"Nyckeln {name} saknar värde för {', '.join(missing)}."])
    return {code: found[code] for code in codes}
