"""Files of old minutes as lines: plain text, Markdown, HTML, Word and PDF. Enter by `open_source`."""

from .opening import open_source

__all__ = ["open_source"]
