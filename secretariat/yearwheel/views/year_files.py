"""The year's list to download: Excel, and PDF to print."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from secretariat.lib import pdf
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request
from secretariat.lib.sheets import XLSX
from secretariat.registry.actions import log
from secretariat.yearwheel.actions import year_files
from secretariat.yearwheel.actions.collecting import Collected

from .frame import collected_for


def file_answer(content: bytes, collected: Collected, kind: str, *, of: str) -> HttpResponse:
    """A file of the year: arshjul-2026.xlsx. What is to be looked at is shown, what is to be worked with is saved."""
    suffix = "-urval" if collected.choice.is_filtered else ""
    name = f"arshjul-{slugify(collected.choice.name.replace('å', 'a'))}{suffix}.{kind}"
    headers = {"Content-Disposition": content_disposition_header(kind == "xlsx", name) or ""}
    return HttpResponse(content, content_type=of, headers=headers)


@requires(Permission.YEAR_READ)
@require_GET
def year_list_xlsx(request: Request) -> HttpResponse:
    """What the list shows, with real dates (I4)."""
    collected = collected_for(request)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arshjul.xlsx"
        count = year_files.write_xlsx(collected, path)
        log.write("exporterade årshjulet", by=request.user, antal=count, urval=request.GET.urlencode())
        return file_answer(path.read_bytes(), collected, "xlsx", of=XLSX)


@requires(Permission.YEAR_READ)
@require_GET
def year_list_pdf(request: Request) -> HttpResponseBase:
    """What the list shows, on A4 (I4). Where none can be made it says why."""
    collected = collected_for(request)
    try:
        content = year_files.render_pdf(collected)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect(reverse("yearwheel:year-list") + collected.choice.query())
    return file_answer(content, collected, "pdf", of="application/pdf")
