"""`{% icon "check" "done" %}`, `{% tag "draft" "Utkast" %}`, `{{ facets|filter_links }}`, `{% menu … %}`. Built in."""

from django import template

from secretariat.lib import filters, icons, menus

register = template.Library()

register.simple_tag(icons.icon)
register.simple_tag(icons.tag)
register.filter("filter_links", filters.filter_links)
register.simple_tag(menus.menu, takes_context=True, name="menu")
