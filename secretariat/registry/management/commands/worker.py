"""`manage.py worker`: the one that delivers letters, makes PDFs and keeps the search's index, beside the web server."""

import logging
import threading
from typing import Any

from django.conf import settings
from django.db import close_old_connections, connection
from django_tasks_db.management.commands import db_worker

from secretariat.registry.actions import indexing
from secretariat.registry.actions.mail import deliver_soon

logger = logging.getLogger(__name__)


class Command(db_worker.Command):
    help = "Sköter det som görs vid sidan av: skickar brev, gör PDF:er, håller sökregistret."

    def handle(self, **options: Any) -> None:
        """First look after letters whose errand was lost when an earlier worker died, then work as usual."""
        if settings.READ_ONLY:
            self.stdout.write("Systemet kan just nu bara läsas. Arbetaren väntar.")
            threading.Event().wait(None if not options.get("batch") else 0)
            return
        deliver_soon.enqueue()
        if not options.get("batch"):
            threading.Thread(target=keep_index, name="search", daemon=True).start()
        super().handle(**options)


def keep_index(stop: threading.Event | None = None) -> None:
    """Take in what has changed, every other second, in a thread of its own: a long errand does not hold it up.

    What goes wrong is written in the log and tried again; the notes stay until they have been taken in.
    """
    stop = stop or threading.Event()
    while True:
        try:
            close_old_connections()
            indexing.take_in_changes()
        except Exception:
            logger.exception("Sökregistret gick inte att hålla; ett nytt försök görs.")
            connection.close()
        if stop.wait(settings.SEARCH_EVERY_SECONDS):
            return
