"""`manage.py draw_wheel ÅR -o FIL.svg|pdf|png`: the same files as the page gives."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from secretariat.lib import pdf
from secretariat.lib.access import Permission, may
from secretariat.registry.models import User
from secretariat.yearwheel.actions import collecting, wheel_files
from secretariat.yearwheel.actions.collecting import Collected
from secretariat.yearwheel.choices import FIRST_YEAR, LAST_YEAR, Choice

_DRAWERS: dict[str, Callable[[Collected], bytes]] = {
    ".svg": lambda one: wheel_files.svg(one.year),
    ".pdf": lambda one: wheel_files.render_pdf(one.year, today=one.today),
    ".png": lambda one: wheel_files.render_png(one.year, today=one.today),
}
_WITHOUT_SEATS = 0  # no user has this id: what is everybody's, and nothing else


class Command(BaseCommand):
    """Draw the wheel of a year to a file."""

    help = "Ritar ett årshjul till en fil: SVG, PDF (A3) eller PNG. Utan --as visas bara det som alla får se."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", metavar="ÅR", help="året som hjulet börjar, till exempel 2026")
        parser.add_argument(
            "--start", metavar="MÅNAD", default="1", help="första månaden, 1–12; 8 ger ett läsår"
        )
        parser.add_argument(
            "--as", dest="reader", metavar="E-POST", default="", help="visa det som den personen får se"
        )
        parser.add_argument(
            "-o", "--output", metavar="FIL", required=True, help="filen: .svg, .pdf eller .png"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        year = _number(options["year"], FIRST_YEAR, LAST_YEAR, "Året")
        start = _number(options["start"], 1, 12, "Månaden i --start")
        target = _target(options["output"])
        collected = collecting.gather(
            Choice(year, start), _reader(options["reader"]), today=timezone.localdate()
        )
        try:
            content = _DRAWERS[target.suffix.lower()](collected)
        except pdf.NotAvailable as no:
            raise CommandError(str(no)) from no
        _write(target, content)
        count = len(collected.year.entries)
        self.stdout.write(f"{target} är ritad: {count} {'aktivitet' if count == 1 else 'aktiviteter'}.")


def _number(text: str, least: int, most: int, what: str) -> int:
    if not (text.isascii() and text.isdecimal() and least <= int(text[:9]) <= most):
        raise CommandError(f"{what} ska vara ett tal från {least} till {most}, inte {text}.")
    return int(text)


def _target(path: str) -> Path:
    target = Path(path)
    if target.is_dir():
        raise CommandError(
            f"{target} är en mapp. Ange ett filnamn, till exempel -o {target / 'arshjul.svg'}."
        )
    if target.suffix.lower() not in _DRAWERS:
        raise CommandError(f"{target} har fel slut. Välj ett filnamn som slutar på .svg, .pdf eller .png.")
    if not target.parent.is_dir():
        raise CommandError(f"Mappen {target.parent} finns inte. Skapa den eller välj en annan med -o.")
    return target


def _reader(address: str) -> User:
    """The one whose eyes see; without an address somebody without seats."""
    if not address:
        return User(pk=_WITHOUT_SEATS)
    user = User.objects.filter(email__iexact=address.strip(), is_active=True).first()
    if user is None:
        raise CommandError(f"Ingen användare har adressen {address}. Kontrollera hur den stavas.")
    if not may(user, Permission.YEAR_READ):
        raise CommandError(f"{address} får inte se årshjulet.")
    return user


def _write(target: Path, content: bytes) -> None:
    """Put the file in its place whole, or leave what was there."""
    aside: Path | None = None
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}-", delete=False) as file:
            aside = Path(file.name)
            file.write(content)
        aside.chmod(0o644)
        aside.replace(target)
    except OSError as error:
        if aside:
            aside.unlink(missing_ok=True)
        raise CommandError(
            f"Det går inte att skriva {target}. Kontrollera att du har rätt till mappen och att disken har plats."
        ) from error
