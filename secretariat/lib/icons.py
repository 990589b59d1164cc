"""Symbols of img/icons.svg as markup. Made once per process, since a list prints the same few hundreds of times."""

from functools import lru_cache

from django.templatetags.static import static
from django.utils.safestring import SafeString

from .markup import filled

_OF_KIND = {
    "done": "check-disc", "pending": "half-disc", "draft": "pencil", "late": "triangle", "info": "info",
    "deviation": "diamond", "replaced": "struck-ring", "absent": "cross-ring", "unknown": "dotted-ring",
    "moved": "arrow-right-ring",
}  # fmt: skip


@lru_cache(maxsize=256)
def icon(name: str, kind: str = "") -> SafeString:
    """A symbol; `kind` (done, pending …) gives its colour. Words always stand beside it."""
    colour = f" is-{kind}" if kind else ""
    return filled(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        colour,
        static("img/icons.svg"),
        name,
    )


@lru_cache(maxsize=512, typed=True)  # words are escaped and markup is not, though they may be equal
def tag(kind: str, words: str, look: str = "tag") -> SafeString:
    """A state in words, with the symbol of its kind: `look` "tag" stands on a tint, "state" is plain."""
    return filled('<span class="{} is-{}">{}{}</span>', look, kind, icon(_OF_KIND.get(kind, "ring")), words)
