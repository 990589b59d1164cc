"""Symbols and states as markup, kept once made."""

import pytest
from django.utils.safestring import SafeString

from secretariat.lib.icons import tag


@pytest.mark.parametrize("order", [1, -1])
def test_words_are_escaped_also_where_the_same_has_been_asked_for_as_markup(order: int) -> None:
    tag.cache_clear()
    for one in [SafeString("<b>Klart</b>"), "<b>Klart</b>"][::order]:
        assert ("<b>" in tag("done", one)) == isinstance(one, SafeString)
