"""`manage.py worker`: the one that delivers letters and makes PDFs, beside the web server."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from secretariat.registry.actions.mail import deliver_soon


class Command(db_worker.Command):
    help = "Sköter det som görs vid sidan av: skickar brev, gör PDF:er."

    def handle(self, **options: Any) -> None:
        """First look after letters whose errand was lost when an earlier worker died, then work as usual."""
        deliver_soon.enqueue()
        super().handle(**options)
