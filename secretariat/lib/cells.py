"""Rows and cells of a simple table in HTML, whatever is missing in it."""

from html.parser import HTMLParser


def cells_of(html: str) -> list[list[tuple[str, str]]]:
    """Rows of (tag, markup inside) with tag "th" or "td"; the markup within a cell is kept as it is.

    >>> cells_of("<table><tr><th>A</th><td>1 <b>2</b></td></tr></table>")
    [[('th', 'A'), ('td', '1 <b>2</b>')]]
    """
    parser = _Cells()
    parser.feed(html)
    return [[(tag, "".join(parts).strip()) for tag, parts in row] for row in parser.rows]


class _Cells(HTMLParser):
    """Rows and cells of a simple table; the markup within a cell is kept as it is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.rows: list[list[tuple[str, list[str]]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
            self.rows[-1].append((tag, []))
            self.inside = True
        elif self.inside and tag not in ("table", "thead", "tbody"):
            self._keep(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False
        elif self.inside and tag not in ("table", "thead", "tbody", "tr", "br"):
            self._keep(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, html: str) -> None:
        if self.inside:
            self.rows[-1][-1][1].append(html)
