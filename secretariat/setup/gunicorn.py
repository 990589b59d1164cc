"""How the web server runs, the same for `make demo`, `make run`, the container and `make bench`:
`gunicorn --config python:secretariat.setup.gunicorn secretariat.wsgi`."""

import gc
import os
import shutil
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger as GunicornLogger

from secretariat.setup import database, heap
from secretariat.setup.logs import HideKeys

# Each process writes its figures to files, and whoever is asked sums them (home/watching.py).
FIGURES = database.data_folder() / "figures"
if os.environ.get("METRICS_TOKEN"):
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(FIGURES))

bind = f"{os.environ.get('LISTEN') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_WORKERS") or 2)
worker_class = "gthread"  # a slow phone must not hold a whole process
threads = 4
preload_app = True  # the program is loaded once, and shared
timeout = 60
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
accesslog = None  # addresses may hold secrets (setup/logs.py), and who read what is nobody's business


class Logger(GunicornLogger):
    """The server's own log, also one of requests if somebody turns it on, without the secrets in addresses."""

    def setup(self, cfg):  # type: ignore[no-untyped-def]
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.addFilter(HideKeys())


logger_class = Logger


def on_starting(server: Any) -> None:
    """The figures of an earlier start are not ours."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True, exist_ok=True)


def when_ready(server: Any) -> None:
    """Before the workers are split off: all that has been loaded stays for ever, so nobody need look through it for
    garbage (a tenth of a second each time), nor write to it, which would end the sharing of memory.
    """
    heap.share()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
