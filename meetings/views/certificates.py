"""Närvarointyg: find a person, see what it will say, get the PDF."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from meetings.actions import certificates
from meetings.actions.attendance_people import PROTECTED
from meetings.forms.certificates import CertificateForm
from meetings.models import Attendance
from secretariat.lib import pdf, periods
from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request, page, paged
from secretariat.registry.actions import log
from secretariat.registry.models import Person


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def certificate_list(request: Request) -> HttpResponse:
    """Persons who were at a meeting in the period: `?q= fran= till= sida=`."""
    form = CertificateForm(request.GET)
    context: dict[str, Any] = {
        "form": form, "shortcuts": periods.shortcuts(timezone.localdate()), "people": None,
    }  # fmt: skip
    if form.is_valid():
        told = form.cleaned_data
        there = Attendance.objects.filter(
            person=OuterRef("pk"), state=Attendance.State.PRESENT, meeting__minutes__finished_at__isnull=False,
            meeting__date__gte=told["fran"], meeting__date__lte=told["till"],
        )  # fmt: skip
        people = Person.objects.matching(told["q"]).filter(Exists(there)).select_related("organisation")
        context |= {"people": paged(request, people), "period": _period(form)}
    return page(request, "meetings/certificate_list.html", context, status=422 if form.errors else 200)


def _period(form: CertificateForm) -> str:
    return urlencode({name: form.cleaned_data[name].isoformat() for name in ("fran", "till")})


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def certificate_detail(request: Request, pk: int) -> HttpResponse:
    """What the intyg of one person will say: `?fran= till=`."""
    person = get_object_or_404(Person, pk=pk)
    form = CertificateForm(request.GET)
    name = PROTECTED if person.protected_identity else person.name
    context: dict[str, Any] = {
        "form": form,
        "person": person,
        "name": name,
        "shortcuts": periods.shortcuts(timezone.localdate()),
        "certificate": None,
        "trail": [
            ("Närvaro", reverse("meetings:statistics-list")),
            ("Närvarointyg", reverse("meetings:certificate-list")),
            (name, ""),
        ],
    }
    if form.is_valid():
        certificate = certificates.certificate_of(
            person, form.cleaned_data["fran"], form.cleaned_data["till"]
        )
        context |= {
            "certificate": certificate,
            "length": certificates.length_in_words(certificate.minutes),
            "period": _period(form),
        }
    return page(request, "meetings/certificate_detail.html", context, status=422 if form.errors else 200)


@requires(Permission.ATTENDANCE_EXPORT)
@require_GET
def certificate_pdf(request: Request, pk: int) -> HttpResponse:
    """The paper. Where there is nothing to attest, or no PDF can be made, the page says why."""
    person = get_object_or_404(Person, pk=pk)
    form = CertificateForm(request.GET)
    back = f"{reverse('meetings:certificate-detail', args=[pk])}?{request.GET.urlencode()}"
    if not form.is_valid():
        return redirect(back)
    certificate = certificates.certificate_of(person, form.cleaned_data["fran"], form.cleaned_data["till"])
    if not certificate.rows:
        messages.error(request, "Det finns inget att intyga: personen var inte med på något möte i perioden.")
        return redirect(back)
    try:
        content = certificates.render(certificate, by=request.user.name)
    except pdf.NotAvailable as no:
        messages.error(request, str(no))
        return redirect(back)
    log.write("gjorde närvarointyg", by=request.user, about=person, period=certificate.period)
    name = certificates.file_name(certificate)
    headers = {"Content-Disposition": content_disposition_header(False, name) or ""}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
