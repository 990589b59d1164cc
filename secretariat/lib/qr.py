"""An address as a square that a phone reads, drawn without a font or a raster: it stays sharp on paper."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from .later import Later

qrcode = Later("qrcode")
QUIET = 4  # white squares around it, as the standard asks


def svg(address: str) -> str:
    """The square as SVG, black on white, one unit a square. The words beside it must say where it leads."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
    code.add_data(address)
    rows = code.get_matrix()
    side = len(rows) + 2 * QUIET
    # Each row as dashes of a line one unit wide: a fifth of the drawing that a square for each would be.
    path = "".join(
        f"M{start + QUIET} {line + QUIET}.5h{end - start}"
        for line, row in enumerate(rows)
        for start, end in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path stroke="#000" d="{path}"/></svg>'
    )


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Where dark squares begin and end, side by side.

    >>> list(_runs([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    for is_dark, squares in groupby(range(len(row)), row.__getitem__):
        if is_dark:
            start, *others = squares
            yield start, start + 1 + len(others)


def as_source(address: str) -> str:
    """The square for the src of an image in a PDF."""
    return f"data:image/svg+xml,{quote(svg(address))}"
