"""Filters that print Swedish (interface 1.1). Built into the template engine."""

import datetime as dt
import json
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest

from secretariat.lib import dates, markup, money, pages
from secretariat.lib.text import plain

register = template.Library()

register.filter("dag", dates.day_in_words)
register.filter("veckodag", dates.weekday_and_day)
register.filter("klockan", dates.clock)
register.filter("stund", dates.moment_in_words)
register.filter("vecka", dates.week_in_words)
register.filter("ihop", dates.unbroken, is_safe=True)
register.filter("script_json", markup.as_script)
register.filter("kronor", money.kronor)
register.filter("tal", money.number_in_words)
register.filter("belopp", money.grouped)
register.filter("grouped", money.grouped)


@register.filter
def och(words: list[Any]) -> str:
    """Words in a row: a, b och c."""
    return dates.and_list([str(word) for word in words])


@register.filter
def iso(day: dt.date | None) -> str:
    """Date in a table: 2025-03-21; nothing where there is none."""
    return day.isoformat() if day else ""


@register.filter
def antal(number: int, words: str) -> str:
    """A number with its noun: `{{ n|antal:"möte,möten" }}` gives 1 möte, 3 möten."""
    one, many = words.split(",")
    return f"{number}{dates.NBSP}{one if number == 1 else many}"


@register.filter
def megabyte(size: int) -> str:
    """Size of a file: 148 kB, 2,4 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{dates.NBSP}kB"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + f"{dates.NBSP}MB"


@register.filter
def sidnummer(page: Page[Any]) -> list[int | str]:
    """Numbers of the pages around this one, with signs where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.filter
def as_json(value: Any) -> str:
    """A value as JSON, for an attribute: `data-people="{{ people|as_json }}"`."""
    return json.dumps(value, ensure_ascii=False, default=str)


@register.filter
def plain_words(html: str) -> str:
    """The words of cleaned markup."""
    return plain(html)


@register.simple_tag(takes_context=True)
def adress(context: dict[str, Any], **changes: Any) -> str:
    """The page's own address with some filters changed: `{% adress grupp=body.pk %}`."""
    request: HttpRequest = context["request"]
    return pages.query_string(request, **changes)
