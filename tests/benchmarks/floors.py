"""What a figure can never be below: the same SQL without Django, and WeasyPrint on the same page without styles."""

import re
import statistics
import time
from importlib import import_module

from django.db import connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.models import Meeting

from .client import HOST

_FRAME = re.compile(r"^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)", re.IGNORECASE)
_STYLE = re.compile(r"<style.*?</style>|<link[^>]*stylesheet[^>]*>", re.DOTALL | re.IGNORECASE)
ROUNDS = 30


def raw_sql(path: str, session: str) -> float:
    """Milliseconds (p50) that the database driver alone needs for a page's statements."""
    client = Client(SERVER_NAME=HOST)
    client.cookies["sessionid"] = session
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    statements = [one["sql"] for one in caught.captured_queries if not _FRAME.match(one["sql"])]
    took = []
    with connection.cursor() as cursor, transaction.atomic():
        plain = cursor.connection.cursor()
        for _ in range(ROUNDS):
            began = time.perf_counter()
            for statement in statements:
                plain.execute(statement)
                if plain.description:
                    plain.fetchall()
            took.append(time.perf_counter() - began)
        transaction.set_rollback(True)
    return statistics.median(took) * 1000


def bare_pdf(meeting: int, times: int = 5) -> tuple[float, int]:
    """Milliseconds (p50, warm) for WeasyPrint on the minutes' page without styles and tags, and its pages."""
    printing = import_module("meetings.actions.printing")
    weasyprint = import_module("weasyprint")
    minutes = (
        Meeting.objects.select_related("minutes__word", "minutes__current_version").get(pk=meeting).minutes
    )
    context = printing.context_of(printing.tree_of(minutes), printing.standing_of(minutes))
    html = _STYLE.sub("", render_to_string("pdf/minutes.html", context))
    took, pages = [], 0
    for _ in range(times + 1):
        began = time.perf_counter()
        document = weasyprint.HTML(string=html, base_url="file:///").render()
        document.write_pdf()
        took.append(time.perf_counter() - began)
        pages = len(document.pages)
    return statistics.median(took[1:]) * 1000, pages
