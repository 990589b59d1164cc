"""The frame's menus: the same for every page of a kind and for all who may do the same, so printed once per process."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def menu(context: dict[str, Any], template: str, asks: str = "") -> SafeString:
    """A menu as markup. Its template knows `at`, the name of the page's address, and `may` as far as `asks` names it.

    Nothing else goes in, so nothing of one reader's can stand in another's.
    """
    match = getattr(context["request"], "resolver_match", None)
    names = asks.split()
    answers = tuple(bool(context["may"][name]) for name in names)
    printed = _printed.__wrapped__ if settings.DEBUG else _printed
    return printed(template, match.view_name if match else "", tuple(zip(names, answers, strict=True)))


@lru_cache(maxsize=512)
def _printed(template: str, at: str, may: tuple[tuple[str, bool], ...]) -> SafeString:
    return render_to_string(template, {"at": at, "may": _Answers(may)})


class _Answers(dict[str, bool]):
    """A permission the page has not asked for is a mistake in the page, not a no."""

    def __missing__(self, name: str) -> bool:
        raise AssertionError(f"{name} saknas bland det menyn frågar efter (asks)")
