"""`manage.py worker`: the one that delivers letters, makes PDFs and keeps the search's index, beside the web server."""

import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from secretariat.registry.actions import errands, indexing
from secretariat.registry.actions.mail import deliver_soon

logger = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)
ASK_AGAIN_SECONDS = 1.0


class Worker(db_worker.Worker):
    """Waits for a database that is away, and then does what it had in hand anew. The library's own ends instead."""

    def run(self) -> None:
        while True:
            try:
                super().run()
            except AWAY as trouble:
                if self.batch:
                    raise
                logger.error("Databasen svarar inte. Arbetaren väntar: %s", trouble)
                wait_for_database()
                errands.take_up_own(self.worker_id)
            else:
                return

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """An errand that broke off because the database went away is no failure: it is done again."""
        super().run_task(db_task_result)
        if db_task_result.exception_class_path in _BROKE_OFF:
            errands.take_up(db_task_result.pk)


_BROKE_OFF = {f"{one.__module__}.{one.__qualname__}" for one in AWAY}
db_worker.Worker = Worker  # type: ignore[misc]  # the library's command makes its worker by this name


class Command(db_worker.Command):
    help = "Sköter det som görs vid sidan av: skickar brev, gör PDF:er, håller sökregistret."

    def handle(self, **options: Any) -> None:
        """First look after letters whose errand was lost when an earlier worker died, then work as usual."""
        if settings.READ_ONLY:
            self.stdout.write("Systemet kan just nu bara läsas. Arbetaren väntar.")
            threading.Event().wait(None if not options.get("batch") else 0)
            return
        if not options.get("batch"):
            wait_for_database()
            threading.Thread(
                target=keep_house, args=(options["worker_id"],), name="house", daemon=True
            ).start()
        deliver_soon.enqueue()
        super().handle(**options)


def wait_for_database() -> None:
    """Until it answers. A worker that is told to stop meanwhile stops."""
    while True:
        try:
            connection.close()
            connection.ensure_connection()
        except AWAY:
            time.sleep(ASK_AGAIN_SECONDS)
        else:
            return


def keep_house(worker: str, stop: threading.Event | None = None) -> None:
    """Every other second, in a thread of its own, so that a long errand holds nothing up: show that this worker lives,
    take in what has changed to the search, and take up errands of workers that are gone.

    What goes wrong is written in the log and tried again; the notes stay until they have been taken in.
    """
    stop, watch = stop or threading.Event(), errands.Watch()
    while True:
        try:
            close_old_connections()
            errands.show_alive(worker)
            indexing.take_in_changes()
            watch.take_up_lost()
        except Exception:
            logger.exception("Sökregistret gick inte att hålla; ett nytt försök görs.")
            connection.close()
        if stop.wait(settings.SEARCH_EVERY_SECONDS):
            return
