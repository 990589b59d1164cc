"""`manage.py search "ORD" [--as E-POST] [--limit N] [--json]`: the search page's result on the command line."""

import json
from html import unescape
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.html import strip_tags

from secretariat.home.finding import show
from secretariat.lib.search import KINDS, READERS, audiences_of
from secretariat.registry.actions import searching
from secretariat.registry.models import User


class Command(BaseCommand):
    help = "Söker som på söksidan. Utan --as: det som alla får se."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query", metavar="ORD", help="det som söks, som man skriver det på söksidan")
        parser.add_argument("--as", dest="email", metavar="E-POST", help="sök som den som har kontot")
        parser.add_argument("--limit", type=int, default=20, metavar="N", help="högst så många träffar")
        parser.add_argument("--json", action="store_true", help="rank, kind, address, title, snippet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Decisions first, as on the page. Raises CommandError in Swedish for what cannot be looked for."""
        if options["limit"] < 1:
            raise CommandError("--limit ska vara minst 1.")
        audiences = audiences_of(_user(options["email"]))
        result = searching.search(options["query"], audiences)
        if result.question.problem:
            raise CommandError(result.question.problem)
        rows = [row for found in result.rows.values() for row in found][: options["limit"]]
        hits = show(searching.hits_of(rows), result.answered.words(), is_reader=READERS in audiences)
        found = [
            {
                "rank": rank, "kind": hit.kind, "address": hit.address, "title": _plain(hit.title),
                "snippet": _plain(hit.snippet),
            }
            for rank, hit in enumerate(hits, 1)
        ]  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        if result.corrected:
            self.stdout.write(f"Inget stämmer med {options['query']}. Visar {result.corrected.text}.")
        for one in found:
            kind = KINDS[str(one["kind"])][1]
            self.stdout.write(f"{one['rank']}. {kind}: {one['title']}\n   {one['address']}")
        if not found:
            self.stdout.write("Inga träffar.")


def _user(email: str | None) -> User | None:
    if email is None:
        return None
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"Inget öppet konto har adressen {email}.")
    return user


def _plain(markup: str) -> str:
    return unescape(strip_tags(markup))
