"""The forms that pages hold, found by reading the pages: what a browser could send, and where to."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

NOT_TYPED = {"hidden", "submit", "button", "checkbox", "radio", "file", "image", "reset"}


@dataclass
class Field:
    """One name of a form. `kind` is the input's type, `select` or `textarea`; `longest` is in signs."""

    name: str
    kind: str
    value: str = ""
    longest: int = 10_000

    @property
    def is_typed(self) -> bool:
        """Whether a person writes in it."""
        return self.kind not in NOT_TYPED and self.kind != "select"


@dataclass
class Form:
    """Where it goes, how, and its fields by name."""

    address: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether there is anything in it to write or choose."""
        return any(one.kind not in {"hidden", "submit", "button"} for one in self.fields.values())


class _Reader(HTMLParser):
    def __init__(self, where: str) -> None:
        super().__init__()
        self.where, self.forms, self.by_id = where, list[Form](), dict[str, Form]()
        self.links: set[str] = set()
        self._open: Form | None = None
        self._area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "?" in told.get("href", ""):
            self.links.add(urljoin(self.where, told["href"]))
        if tag == "form":
            self._open = Form(
                urlsplit(urljoin(self.where, told.get("action", ""))).path, told.get("method", "get").lower()
            )
            self.forms.append(self._open)
            if "id" in told:
                self.by_id[told["id"]] = self._open
        if tag in {"input", "select", "textarea", "button"} and told.get("name"):
            self._add(tag, told)

    def _add(self, tag: str, told: dict[str, str]) -> None:
        form = self.by_id.get(told["form"]) if "form" in told else self._open
        if form is None or told["name"] == "csrfmiddlewaretoken" or "disabled" in told:
            return
        kind = told.get("type", "text").lower() if tag == "input" else "submit" if tag == "button" else tag
        form.fields.setdefault(
            told["name"], Field(told["name"], kind, told.get("value", ""), int(told.get("maxlength", 10_000)))
        )
        if tag == "textarea":
            self._area = form.fields[told["name"]]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "textarea":
            self._area = None


def read(html: str, where: str) -> tuple[list[Form], set[str]]:
    """The page's forms, and its links that carry a query."""
    reader = _Reader(where)
    reader.feed(html)
    reader.close()
    return reader.forms, reader.links
