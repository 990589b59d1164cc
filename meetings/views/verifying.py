"""Whoever holds a paper asks whether it is the one (C6). Open to all; asked too often, one has to wait."""

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from meetings.actions import verifying
from meetings.forms.verifying import CodeForm, FileForm
from secretariat.lib.pages import Request, page

OFTEN = "Du har kontrollerat många dokument på kort tid. Vänta en minut och försök igen."


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: Request) -> HttpResponse:
    """Ask by code or by file. An answer to a file is shown here and nowhere kept."""
    by_file = request.method == "POST"
    code_form = CodeForm(request.GET if "kod" in request.GET else None)
    file_form = FileForm(request.POST, request.FILES) if by_file else FileForm()
    if by_file and _asks_too_often(request):
        return _page(request, code_form, FileForm(), often=True)
    if code_form.is_bound and code_form.is_valid():
        return redirect("meetings:verify-code", code_form.cleaned_data["kod"])
    answer = (
        verifying.verify(file_form.cleaned_data["fil"].read()) if by_file and file_form.is_valid() else None
    )
    return _page(request, code_form, file_form, answer=answer)


@login_not_required
@require_safe
def verify_code(request: Request, code: str) -> HttpResponse:
    """What is said of a Kontrollkod: published minutes, or that no published document has it."""
    if _asks_too_often(request):
        return _page(request, CodeForm(), FileForm(), often=True)
    read = verifying.read_code(code)
    published = (verifying.published_by_code(read) or verifying.replaced_by_code(read)) if read else None
    form = CodeForm(initial={"kod": read or code})
    return _page(request, form, FileForm(), code=read or code, published=published)


def _asks_too_often(request: Request) -> bool:
    """More than `ACCOUNT_RATE_LIMITS["verify"]` from one address, pages that are read too."""
    return ratelimit.consume(request, app="allauth.account", action="verify", limit_get=True) is None


def _page(
    request: Request,
    code_form: CodeForm,
    file_form: FileForm,
    *,
    code: str = "",
    published: verifying.Published | None = None,
    answer: verifying.Answer | None = None,
    often: bool = False,
) -> HttpResponse:
    context = {
        "code_form": code_form, "file_form": file_form, "code": code, "answer": answer,
        "published": published or (answer.published if answer else None), "often": OFTEN if often else "",
        "canonical": "", "noindex": True, "trail": [],
    }  # fmt: skip
    response = page(request, "meetings/verify.html", context, status=429 if often else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
