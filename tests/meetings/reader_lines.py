"""Lines of a source written short, so that whole answers can be compared."""

from meetings.reader.lines import Line, Source
from meetings.reader.sources import open_source

_SIGNS = {"heading": "#", "bullet": "-", "numbered": "", "text": "", "blank": ""}


def opened(content: str | bytes, name: str = "anteckningar.txt") -> Source:
    """The source of a text or of bytes."""
    return open_source(content.encode() if isinstance(content, str) else content, name)


def shown(content: str | bytes, name: str = "anteckningar.txt") -> list[str]:
    """Each line as a string: "# heading", "- bullet", a row's cells with " | " between, "" for a blank line."""
    return [line_shown(line) for line in opened(content, name).lines]


def line_shown(line: Line) -> str:
    """One line as a string."""
    if line.kind == "row":
        return " | ".join(" / ".join(line_shown(inner) for inner in cell.lines) for cell in line.cells)
    sign = _SIGNS[line.kind] * (line.level if line.kind == "heading" else 1)
    return f"{sign} {line.text}" if sign else line.text
