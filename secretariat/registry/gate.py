"""The gate that every answer passes: names of persons with protected data are taken out of it (D7).

One gate for all pages and files, so that a page written tomorrow cannot forget it. Pages are passed through it when
they are done, files while they are made (`lib.hiding`). What stands in a field that one writes in is left as it is:
hidden there, it would be lost when the form is saved.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from secretariat.lib import hiding

from .accounts import visitors_address
from .actions import log
from .actions.links import hash_of
from .models import Person, PersonalLink, User
from .protected import HIDDEN, everybody, may_see

SAW = "såg skyddade personuppgifter"
_SAYS = '<p class="page muted">En person här har skyddade personuppgifter. Namnet visas inte.</p>'
_READABLE = re.compile(r"text/|application/(json|atom\+xml|xml|rss\+xml|ld\+json)|image/svg\+xml")
# What somebody writes in, and what a form sends back.
_WRITTEN_IN = re.compile(
    r"""(<textarea\b.*?</textarea>|<input\b[^>]*>|\bvalue="[^"]*"|\bvalue='[^']*')""",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class Reader:
    """Whoever asks: hides what they may not see, and remembers whom of the protected they were shown."""

    request: HttpRequest
    saw: set[int] = field(default_factory=set)
    hid: bool = False

    @cached_property
    def _sight(self) -> tuple[set[int], set[int]]:
        """Who is hidden, and who is open, to whoever asks."""
        everyone, seen = set(everybody().names), self._seen()
        return (set(), everyone) if seen is None else (everyone - seen, everyone & seen)

    def _seen(self) -> set[int] | None:
        match = self.request.resolver_match
        if getattr(getattr(match, "func", None), "is_written_on", False):
            return None
        seen = may_see(getattr(self.request, "user", None))
        if seen is not None and match and (key := match.kwargs.get("key")):
            links = PersonalLink.objects.filter(key_hash=hash_of(str(key))).exclude(person=None)
            seen |= {person for person in links.values_list("person", flat=True) if person}
        return seen

    def __call__(self, text: str) -> str:
        if not everybody().names:
            return text
        hidden, open_to = self._sight
        if open_to:
            self.saw |= everybody().named(text, open_to - self.saw)
        clean = everybody().hidden(text, hidden) if hidden else text
        self.hid = self.hid or clean != text
        return clean

    def page(self, text: str) -> str:
        """A page, without what is written in its fields."""
        hidden, open_to = self._sight
        self.saw |= everybody().named(text, open_to - self.saw) if open_to else set()
        pattern = everybody().pattern_in(text, hidden)
        if pattern is None:
            return text
        parts = _WRITTEN_IN.split(text)
        clean = "".join(part if at % 2 else pattern.sub(HIDDEN, part) for at, part in enumerate(parts))
        self.hid = clean != text
        before, end, after = clean.rpartition("</main>")
        return f"{before}{_SAYS}{end}{after}" if self.hid and end else clean


class ProtectedMiddleware:
    """Passes every answer through the gate, and notes in the log who was shown whom (D7, D8)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reader, before = Reader(request), log.written()
        with hiding.by(reader):
            response = self.get_response(request)
        if log.written() == before:
            _note_file(request, response)
        if not everybody().names:
            return response
        _clean(response, reader)
        user = getattr(request, "user", None)
        if reader.saw and request.method == "GET" and response.status_code == 200 and isinstance(user, User):
            _note(request, user, reader.saw - {user.person_id})
        return response


def _note_file(request: HttpRequest, response: HttpResponseBase) -> None:
    """A file that somebody saves is in the log, also where its view forgets to say so (D8)."""
    disposition = response.headers.get("Content-Disposition", "")
    user = getattr(request, "user", None)
    if settings.READ_ONLY or not disposition.startswith("attachment") or response.status_code != 200:
        return
    if isinstance(user, User) and not getattr(user, "is_anonymous", False):
        address = visitors_address(request)
        log.write(
            "hämtade",
            by=user,
            ip=address,
            adress=request.path,
            urval=request.GET.urlencode(),
            fil=disposition[11:200],
        )


def _clean(response: HttpResponseBase, reader: Reader) -> None:
    kind = response.headers.get("Content-Type", "")
    if not _READABLE.match(kind) or isinstance(response, FileResponse):
        return
    if not isinstance(response, HttpResponse):
        # Rows come one by one; no name is parted by the end of a row.
        if not getattr(response, "is_async", False):
            parts: Any = response.streaming_content  # type: ignore[attr-defined]
            response.streaming_content = (reader(part.decode()).encode() for part in parts)  # type: ignore[attr-defined]
        return
    text = response.content.decode(response.charset, "surrogateescape")
    clean = reader.page(text) if kind.startswith("text/html") else reader(text)
    if clean != text:
        response.content = clean.encode(response.charset, "surrogateescape")
        if response.has_header("Content-Length"):
            response.headers["Content-Length"] = str(len(response.content))


def _note(request: HttpRequest, user: User, saw: Collection[int]) -> None:
    """One line for each person who was shown, in what (D8)."""
    if settings.READ_ONLY:
        return
    for person in Person.objects.filter(pk__in=saw):
        log.write(SAW, by=user, about=person, ip=visitors_address(request), adress=request.path)
