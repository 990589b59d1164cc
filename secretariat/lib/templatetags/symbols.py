"""`{% icon "check" "done" %}`, `{% tag "draft" "Utkast" %}`, `{{ facets|filter_links }}`, `{% menu … %}`. Built in."""

from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as of_django
from django.utils.html import conditional_escape

from secretariat.lib import filters, icons, menus
from secretariat.lib.pages import address_of

register = template.Library()


class Address(URLNode):
    """Django's own `{% url %}`, but each pattern is looked up once. A page prints dozens."""

    def render(self, context: Any) -> str:
        if self.kwargs or self.asvar:
            return str(super().render(context))
        name, keys = self.view_name.resolve(context), [one.resolve(context) for one in self.args]
        return conditional_escape(address_of(name, keys))


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """As Django's, with its own words about mistakes."""
    node = of_django(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


register.simple_tag(icons.icon)
register.simple_tag(icons.tag)
register.filter("filter_links", filters.filter_links)
register.simple_tag(menus.menu, takes_context=True, name="menu")
