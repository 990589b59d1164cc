"""`{% icon "check" "done" %}`, `{% tag "draft" "Utkast" %}`, `{{ facets|filter_links }}`. Built into the engine."""

from django import template

from secretariat.lib import filters, icons

register = template.Library()

register.simple_tag(icons.icon)
register.simple_tag(icons.tag)
register.filter("filter_links", filters.filter_links)
