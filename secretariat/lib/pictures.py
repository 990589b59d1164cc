"""A page of a PDF as a picture, for what shows neither PDF nor SVG. The only module that knows PDFium."""

import io
import threading

from .later import Later

pypdfium2 = Later("pypdfium2")


_ONE_AT_A_TIME = threading.Lock()  # PDFium is not made for several threads


def png_of(content: bytes, *, width: int) -> bytes:
    """The first page of a PDF as PNG, so many pixels wide, on white."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            picture = page.render(scale=width / page.get_width()).to_pil()
        finally:
            document.close()
    stream = io.BytesIO()
    picture.convert("RGB").quantize(colors=256, dither=0).save(stream, "PNG", optimize=False)
    return stream.getvalue()
