"""What the web server has in memory when it begins: each of its processes carries it (memory per worker)."""

import os
import subprocess
import sys

from django.conf import settings

RARE = (
    "holidays",
    "pypdf",
    "openpyxl",
    "docx",
    "icalendar",
    "pypdfium2",
    "qrcode",
    "yaml",
    "pdfplumber",
    "pyhanko",
)


def test_libraries_that_few_pages_need_are_loaded_when_they_are_needed() -> None:
    asked = "import sys, secretariat.wsgi; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=settings.BASE_DIR,
        env=dict(os.environ),
        check=True,
        capture_output=True,
    )
    assert [name for name in RARE if name in told.stdout.decode().split()] == []
