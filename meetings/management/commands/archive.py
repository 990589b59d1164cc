"""`manage.py archive --year 2025 --body CF -o MAPP`: an archive package as the page makes it, straight to a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meetings.actions.archiving import packages
from meetings.actions.archiving.gathering import finished
from meetings.models import ArchivePackage, Body, Meeting
from secretariat.registry.actions import log


class Command(BaseCommand):
    help = "Gör ett arkivpaket (ZIP) av ett möte eller ett års möten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, metavar="ÅR", help="alla möten det året")
        parser.add_argument(
            "--body", metavar="KOD", default="", help="bara gruppen med den koden, till exempel CF"
        )
        parser.add_argument("--meeting", type=int, metavar="MÖTE", help="ett enda möte, med sitt nummer")
        parser.add_argument("--only-finished", action="store_true", help="utelämna möten som inte är färdiga")
        parser.add_argument("-o", "--output", metavar="MAPP", default=".", help="mappen paketet skrivs i")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = _asked(options)
        folder = Path(options["output"])
        if not folder.is_dir():
            raise CommandError(f"Mappen {folder} finns inte. Skapa den eller välj en annan med -o.")
        rows = packages.meetings_of(year=asked.year, body=asked.body, meeting=asked.meeting)
        if obstacles := packages.obstacles_to_archiving(rows, only_finished=options["only_finished"]):
            hint = " Med --only-finished görs paketet ändå, utan dem." if finished(rows).exists() else ""
            raise CommandError("\n".join(obstacles) + hint)
        target = folder / packages.file_name(asked)
        try:
            problems = packages.write(
                target, rows, name=packages.name_of(asked), label=str(asked), made_at=asked.made_at
            )
        except OSError as error:
            raise CommandError(
                f"Det går inte att skriva {target}. Har du rätt till mappen, och är disken full?"
            ) from error
        log.write("gjorde arkivpaket", by=None, about=asked.meeting or asked.body, år=asked.year)
        for sentence in problems:
            self.stdout.write(sentence)
        self.stdout.write(f"{target} är skriven, med {finished(rows).count()} möten.")


def _asked(options: dict[str, Any]) -> ArchivePackage:
    """What is asked for, as the row that the page would keep; it is not saved."""
    if (options["year"] is None) == (options["meeting"] is None):
        raise CommandError("Ange antingen --year eller --meeting.")
    made = ArchivePackage(made_at=timezone.now(), year=options["year"])
    if options["meeting"] is not None:
        made.meeting = Meeting.objects.filter(pk=options["meeting"]).first()
        if made.meeting is None:
            raise CommandError(f"Det finns inget möte med nummer {options['meeting']}.")
    if code := options["body"]:
        made.body = Body.objects.filter(code__iexact=code).first()
        if made.body is None:
            known = ", ".join(Body.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(f"Det finns ingen grupp med koden {code}. Koderna är: {known}.")
    return made
