"""`make bench`: makes its data, starts the production server, measures, prints a table and writes .data/bench.json.

Nothing here fails because something is slow. Columns: milliseconds; `server` is inside the application, the others as
the client sees them. CPU app is the request's own thread, CPU proc and CPU db all processes of the application and of
the database, per request.
"""

import json
import os
import platform
import time

os.environ |= {"SEKRETARIATET_CLUSTER": "bench", "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings"}
for _name in ("DEMO", "DEBUG", "EMAIL_URL", "BASE_URL", "HOSTS", "BENCH"):
    os.environ.pop(_name, None)

from secretariat.setup import database, prepare, serve  # noqa: E402
from secretariat.setup.words import say  # noqa: E402

DATA = database.data_folder()
os.environ |= {"STATIC_ROOT": str(DATA / "bench-static"), "MEDIA_ROOT": str(DATA / "bench-media")}

import django  # noqa: E402

django.setup()

from tests.benchmarks import run, server, table  # noqa: E402 – they need Django's settings


def main() -> None:
    """Everything, in under three minutes on two cores."""
    began = time.monotonic()
    with serve.database_server():
        server.fresh_database()
        prepare.collect_static()
        prepare.manage("migrate", "--no-input", trouble="Databasen gick inte att göra")
        rows, facts = run.measure()
    took = time.monotonic() - began
    say(table.of_rows(rows))
    say("\n" + table.of_facts(facts))
    say(
        f"\n{platform.platform()}, {os.cpu_count()} kärnor, {took:.0f} s. "
        "Färdiga anteckningar ritas en gång per process ur sin frysta version: kolumnen omstart visar första gången."
    )
    target = DATA / "bench.json"
    target.write_text(
        json.dumps(table.as_json(rows, facts) | {"seconds": round(took)}, ensure_ascii=False, indent=1)
    )


main()
