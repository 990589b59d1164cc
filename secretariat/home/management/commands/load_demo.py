"""Put the demo's region in an empty database."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from secretariat.home.demo import load, persons
from secretariat.lib.rules import NotAllowed


class Command(BaseCommand):
    help = "Lägger in demoregionen: påhittade personer och två års möten i en tom databas. Gör inget andra gången."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError, in Swedish, where the database is somebody's."""
        began = time.monotonic()
        try:
            is_new = load.load()
        except NotAllowed as no:
            raise CommandError(str(no)) from no
        if not is_new:
            self.stdout.write("Demoregionen finns redan.")
            return
        took = f"{time.monotonic() - began:.1f}".replace(".", ",")
        self.stdout.write(f"Demoregionen är inlagd på {took} s. Lösenord för alla: {persons.PASSWORD}")
