"""`manage.py nightly`: what has to be done once a day, one line for each duty. May be run twice, and by two at once."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from agreements.actions import rounds as agreement_rounds
from agreements.actions import watch
from funding.actions import applications, calls
from meetings.actions import (
    attendance_exports,
    board,
    confirmations,
    decision_exports,
    disclosure_files,
    drafts,
    immediate_papers,
    imports,
    interests,
    masked_copies,
    papers,
    publishing,
    reminders,
    rosters,
    unlocking,
    verifying,
)
from meetings.actions.archiving import packages as archive_packages
from secretariat.home.nights import Nights
from secretariat.inquiries.actions import rounds
from secretariat.registry.actions import (
    backups,
    follows,
    indexing,
    login_sessions,
    mail,
    mail_digest,
    register_exports,
    register_imports,
    unneeded,
)
from surveys.actions import restarts

logger = logging.getLogger(__name__)

# Reminders are written before letters are gathered, and both before letters are sent.
DUTIES: tuple[tuple[str, Callable[[], int]], ...] = (
    ("Påminnelser om justering", reminders.remind_approvers),
    ("Påminnelser om svar på kallelse", reminders.remind_of_replies),
    ("Påminnelser om underlag", reminders.remind_of_material),
    ("Förslag om upplåsning som gick ut", unlocking.expire_by_night),
    ("Anslag att ta ned", board.remind_by_night),
    ("Påminnelser om parternas beslut", confirmations.remind_by_night),
    ("Påminnelser om frågor till parterna", rounds.remind_by_night),
    ("Påminnelser om intresse", interests.remind_by_night),
    ("Överenskommelser som började gälla eller upphörde", watch.turn_by_night),
    ("Överenskommelser som snart går ut", watch.note_expiries),
    ("Påminnelser om beslut om överenskommelser", agreement_rounds.remind_by_night),
    ("Utlysningar som stängdes", calls.close_by_night),
    ("Ansökningar som aldrig lämnades in", applications.forget_drafts),
    ("Publicerat vars sista dag var", publishing.close_by_night),
    ("Brev om det som bevakas", follows.write_news),
    ("Samlade brev", mail_digest.write_digests),
    ("Brev som skickades", mail.deliver_waiting),
    ("PDF:er som gjordes", papers.make_missing),
    ("Maskade PDF:er som gjordes", masked_copies.make_missing),
    ("PDF:er av omedelbart justerade punkter", immediate_papers.make_missing),
    ("Resultatfiler vars läsning hade stannat", restarts.start_lost_again),
    ("Rader i sökregistret som skilde sig", indexing.rebuild),
    ("Närvarofiler som städades undan", attendance_exports.forget_files),
    ("Beslutsfiler som städades undan", decision_exports.forget_files),
    ("Arkivpaket som städades undan", archive_packages.forget_files),
    ("Utlämnade handlingar som städades undan", disclosure_files.forget_files),
    ("Gamla tecken på vem som skrev", drafts.forget_presences),
    ("Namnlistor som aldrig lästes in", rosters.forget_old),
    ("Äldre anteckningar som aldrig blev utkast", imports.forget_old),
    ("Registerfiler som städades undan", register_exports.forget_files),
    ("Inläsningar av register som städades undan", register_imports.forget_old),
    ("Konton som stängdes eller öppnades igen", unneeded.turn_by_night),
    ("Inloggningar som är slut", login_sessions.forget_ended),
    ("Låsta anteckningar som inte stämde", verifying.note_broken),
    ("Säkerhetskopior", backups.by_night),
)


class Command(BaseCommand):
    help = (
        "Nattens sysslor: påminnelser, brev, PDF:er som saknas, och undanstädat det som inte gäller längre."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every-night",
            action="store_true",
            help="stanna kvar och gör dem varje natt, i stället för cron",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do every duty, also when one fails; say so at the end. Or go on doing so, night after night."""
        if not options["every_night"]:
            self.one_night()
            return
        nights = Nights(self.went_well, timezone.now, time.sleep)
        while True:
            nights.step()

    def went_well(self) -> bool:
        """One of many nights: trouble is told and does not end the rest of them."""
        try:
            self.one_night()
        except Exception as trouble:  # the database may be away
            logger.error("Nattens sysslor: %s", trouble)
            return False
        finally:
            close_old_connections()
        return True

    def one_night(self) -> None:
        """Every duty once. Raises CommandError where some failed, after all of them."""
        if settings.READ_ONLY:
            self.stdout.write("Systemet kan just nu bara läsas. Nattens sysslor väntar.")
            return
        failed = []
        for words, duty in DUTIES:
            try:
                self.stdout.write(f"{words}: {duty()}")
            except Exception:
                logger.exception("Nattens syssla gick fel: %s", words)
                failed.append(words)
        call_command("clearsessions")
        call_command("prune_db_task_results", queue_name="*", verbosity=0)
        if failed:
            raise CommandError(f"Gick fel: {', '.join(failed)}.")
