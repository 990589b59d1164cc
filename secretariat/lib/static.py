"""Static files under names that carry their checksum, so that browsers may keep them for ever."""

import re
from typing import Any

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites what one script module of ours imports from another, since those names carry checksums too."""

    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only our own: bundles of others name maps and modules that are not shipped. And a type named in a comment,
        # import("./item.js").Item, is no import: two modules may name each other's types, and no end would be found.
        self._patterns["js/*.js"] = [
            (re.compile(rf"{rule.pattern}(?!\.(?-i:[A-Z]))", rule.flags), template)
            for rule, template in self._patterns.pop("*.js")
        ]
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file, looked up once per process: what has been collected does not change under it."""
        if name is None or force or settings.DEBUG:
            return super().url(name, force)
        if name not in self._addresses:
            self._addresses[name] = super().url(name)
        return self._addresses[name]
