"""What an amount being typed is read as, beside the field (G2)."""

from django.http import HttpResponse
from django.utils.html import escape
from django.views.decorators.http import require_GET

from secretariat.lib.access import Permission, requires
from secretariat.lib.money import kronor, read_money
from secretariat.lib.pages import Request


@requires(Permission.FUNDING_READ)
@require_GET
def amount_read(request: Request) -> HttpResponse:
    """The reading of the one value in the address, in words; empty where nothing is typed."""
    typed = str(next(iter(request.GET.values()), "")).strip()
    reading = read_money(typed)
    if reading.kronor is not None:
        said = kronor(reading.kronor)
    elif reading.may_be:
        said = f"Kan vara {' eller '.join(kronor(one) for one in reading.may_be)}."
    else:
        said = "Går inte att läsa som ett belopp." if typed else ""
    return HttpResponse(escape(said))
