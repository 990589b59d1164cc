"""`manage.py rebuild_search`: write the whole search index, with progress. Nothing is away meanwhile."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db.models.functions import Now

from secretariat.registry.actions import indexing
from secretariat.registry.models import SearchChange

_NAMES = {"meeting": "Möten", "body": "Grupper", "person": "Personer", "matter": "Ärenden", "theme": "Teman",
          "agreement": "Överenskommelser", "fund": "Medel", "call": "Utlysningar", "inquiry": "Frågor till parterna",
          "survey": "Undersökningar", "dataset": "Resultat", "indicator": "Indikatorer"}  # fmt: skip


class Command(BaseCommand):
    help = "Gör om sökregistret från grunden. Sökningen fungerar under tiden."

    def handle(self, *args: Any, **options: Any) -> None:
        """Notes that stand when it begins are covered by it; later ones, and coming moments, are left to the worker."""
        last = SearchChange.objects.order_by("pk").values_list("pk", flat=True).last()
        changed = indexing.rebuild(tell=self._tell)
        if last is not None:
            SearchChange.objects.filter(pk__lte=last, noted_at__lte=Now()).delete()
        self.stdout.write(f"Klart. {changed} rader ändrades.")

    def _tell(self, name: str, done: int, of: int) -> None:
        self.stdout.write(f"{_NAMES.get(name, name)}: {done} av {of}", ending="\r" if done < of else "\n")
        self.stdout.flush()
