"""`manage.py allocate --total KRONOR --key NAMN[:VIKT] …`: a sum shared out exactly, without a database (G3)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from funding import key_files, reference
from funding.apportioning import CannotShare, Terms, apportion, shares
from secretariat.lib.money import read_money


class Command(BaseCommand):
    """Share kronor out by keys, and print `kommunkod;kommun;kronor`."""

    help = "Fördelar en summa på kommunerna så att den alltid går jämnt ut. Ingen databas behövs."
    requires_system_checks = ()  # they would ask for a database

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--total", required=True, metavar="KRONOR", help="summan, t.ex. 300000 eller 0,3 mnkr"
        )
        parser.add_argument(
            "--key",
            action="append",
            required=True,
            metavar="NAMN[:VIKT]",
            help="invanare, invanare-2023, lika eller en kolumn i filen; vikterna är i förhållande till varandra",
        )
        parser.add_argument("--step", default="1", metavar="KRONOR", help="hela steg, t.ex. 1000")
        parser.add_argument("--minimum", default="0", metavar="KRONOR", help="det minsta som någon får")
        parser.add_argument(
            "--lock",
            action="append",
            default=[],
            metavar="KOMMUNKOD=KRONOR",
            help="ett belopp som är bestämt",
        )
        parser.add_argument(
            "--values", metavar="FIL.csv", help="egna nycklar: ; och UTF-8, första kolumnen kommunkod"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            columns, names = key_files.read(_content(options["values"])) if options["values"] else ({}, {})
            codes = sorted({code for values in columns.values() for code in values})
            terms = Terms(
                step=_kronor(options["step"], "--step"),
                minimum=_kronor(options["minimum"], "--minimum"),
                locked=_locked(options["lock"]),
            )
            total = _kronor(options["total"], "--total")
            parts = shares(key_files.keys(options["key"], columns, codes))
            found = apportion(total, parts, terms)
        except CannotShare as no:
            raise CommandError("\n".join(no.reasons)) from no
        known = reference.names() | names
        self.stdout.write("kommunkod;kommun;kronor")
        for code, amount in found.items():
            self.stdout.write(f"{code};{known.get(code, '')};{amount}")


def _kronor(typed: str, what: str) -> int:
    reading = read_money(typed)
    if reading.kronor is None:
        perhaps = " eller ".join(str(amount) for amount in reading.may_be)
        asked = f" Menar du {perhaps}?" if perhaps else ""
        raise CannotShare(
            [f"”{typed}” efter {what} är inget säkert belopp.{asked} Skriv hela kronor, t.ex. 300000."]
        )
    return reading.kronor


def _locked(typed: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in typed:
        code, mark, amount = one.partition("=")
        if not mark:
            raise CannotShare([f"”{one}” efter --lock ska skrivas som 1880=100000."])
        if code.strip() in found:
            raise CannotShare([f"{code.strip()} är låst två gånger."])
        found[code.strip()] = _kronor(amount, "--lock")
    return found


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        raise CannotShare([f"Det går inte att läsa {path}. Kontrollera sökvägen."]) from None
