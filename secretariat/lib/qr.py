"""An address as a square that a phone reads, drawn without a font or a raster: it stays sharp on paper."""

from urllib.parse import quote

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # white squares around it, as the standard asks


def svg(address: str) -> str:
    """The square as SVG, black on white, one unit a square. The words beside it must say where it leads."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(address)
    rows = code.get_matrix()
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{column + QUIET} {line + QUIET}h1v1h-1z"
        for line, row in enumerate(rows)
        for column, is_dark in enumerate(row)
        if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path d="{path}"/></svg>'
    )


def as_source(address: str) -> str:
    """The square for the src of an image in a PDF."""
    return f"data:image/svg+xml,{quote(svg(address))}"
