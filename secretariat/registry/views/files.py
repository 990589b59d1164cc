"""Fetch a file. Who may is asked of the apps, per file."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.pages import Request
from secretariat.registry import access, protected
from secretariat.registry.accounts import visitors_address
from secretariat.registry.actions import log
from secretariat.registry.actions.file_texts import texts_of
from secretariat.registry.models import StoredFile


@requires(Permission.FILE_READ)
@require_GET
def file_download(request: Request, pk: int) -> FileResponse:
    """The bytes, always as a download, never shown in the browser; the fetch is logged."""
    stored = get_object_or_404(StoredFile, pk=pk)
    if not access.may_fetch(request.user, stored):
        raise PermissionDenied
    if protected.everybody().names and protected.is_hidden_in(
        request.user, "\n".join(texts_of([stored]).values())
    ):
        raise PermissionDenied(
            "Filen nämner en person med skyddade personuppgifter. Be sekretariatet om en kopia."
        )
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    log.write("hämtade fil", by=request.user, about=stored, ip=visitors_address(request))
    return FileResponse(
        content,
        as_attachment=True,
        filename=stored.name,
        content_type=stored.content_type,
        headers={"X-Content-Type-Options": "nosniff"},
    )
