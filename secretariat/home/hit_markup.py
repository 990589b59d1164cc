"""One hit of the search as markup: a page has some dozens of them."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from secretariat.lib.icons import tag
from secretariat.lib.markup import filled, joined


@dataclass(frozen=True)
class Shown:
    """A hit as the page shows it; `title` and `snippet` have what answered the question marked."""

    kind: str
    address: str
    title: SafeString
    where: str
    number: str
    state: str
    mark: str
    snippet: SafeString

    @property
    def markup(self) -> SafeString:
        """A row of the list."""
        return joined(
            [
                filled('<li><h3><a href="{}">{}</a></h3>', self.address, self.title),
                self._where(),
                filled("<p>{}</p>", self.snippet) if self.snippet else SafeString(""),
                filled('<p class="states">{}</p>', tag(self.mark, self.state, "state"))
                if self.state
                else SafeString(""),
                SafeString("</li>\n"),
            ]
        )

    def _where(self) -> SafeString:
        if not self.number:
            return filled('<p class="where">{}</p>', self.where) if self.where else SafeString("")
        before = f"{self.where}, " if self.where else ""
        return filled('<p class="where">{}<strong>{}</strong></p>', before, self.number)
