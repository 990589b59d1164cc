"""The filters of a list as plain links with counts, one under the other."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString

from .markup import filled, joined


def filter_links(facets: Iterable[Mapping[str, Any]]) -> SafeString:
    """Facets of {title, choices}, a choice of {words, href, count, chosen}; the chosen one is bold text."""
    return joined(
        filled(
            "<h2>{}</h2>\n<ul>\n{}</ul>\n",
            facet["title"],
            joined(
                filled('<li>{}<span class="count">{}</span></li>\n', _words(choice), choice["count"])
                for choice in facet["choices"]
            ),
        )
        for facet in facets
    )


def _words(choice: Mapping[str, Any]) -> SafeString:
    if choice["chosen"]:
        return filled('<strong aria-current="true">{}</strong>', choice["words"])
    return filled('<a href="{}">{}</a>', choice["href"], choice["words"])
