"""`manage.py nightly`: what has to be done once a day. May be run twice."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from meetings.actions import drafts, papers
from secretariat.registry.actions import mail


class Command(BaseCommand):
    help = "Nattens sysslor: brev som väntar, PDF:er som saknas, och undanstädat det som inte gäller längre."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Brev som skickades: {mail.deliver_waiting()}")
        self.stdout.write(f"PDF:er som gjordes: {papers.make_missing()}")
        self.stdout.write(f"Gamla tecken på vem som skrev: {drafts.forget_presences()}")
        call_command("clearsessions")
        call_command("prune_db_task_results", queue_name="*", verbosity=0)
