"""Markup put together in Python: what is typed never becomes markup."""

import json

from django.utils.safestring import SafeString

from secretariat.lib.filters import filter_links
from secretariat.lib.markup import as_script, each, filled, joined

TYPED = '<script>alert("ö & ä")</script>'


def test_what_is_typed_is_escaped_and_markup_is_not() -> None:
    inner = filled("<b>{}</b>", TYPED)
    whole = filled("<p>{} {name}</p>", inner, name=TYPED)
    escaped = "&lt;script&gt;alert(&quot;ö &amp; ä&quot;)&lt;/script&gt;"
    assert whole == f"<p><b>{escaped}</b> {escaped}</p>"
    assert isinstance(whole, SafeString)
    assert joined([inner, inner]) == f"<b>{escaped}</b>" * 2
    assert each("<i>{}</i>", ["a", "<", 3]) == "<i>a</i><i>&lt;</i><i>3</i>"


def test_braces_that_are_typed_are_only_braces() -> None:
    assert filled("<p>{}</p>", "{0} {name}") == "<p>{0} {name}</p>"


def test_json_in_a_script_cannot_end_it_and_is_read_back_the_same() -> None:
    coded = as_script([{"html": TYPED}])
    assert [sign for sign in "<>&" if sign in coded] == []
    assert json.loads(coded) == [{"html": TYPED}]


def test_filters_are_links_with_counts_and_the_chosen_one_is_bold() -> None:
    choices = [
        {"words": "Alla & en", "href": "?", "count": 3, "chosen": True},
        {"words": "2025", "href": "?ar=2025&q=a", "count": 1, "chosen": False},
    ]
    assert filter_links([{"title": "År", "choices": choices}]) == (
        "<h2>År</h2>\n<ul>\n"
        '<li><strong aria-current="true">Alla &amp; en</strong><span class="count">3</span></li>\n'
        '<li><a href="?ar=2025&amp;q=a">2025</a><span class="count">1</span></li>\n</ul>\n'
    )
