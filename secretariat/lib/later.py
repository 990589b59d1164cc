"""Libraries that few pages need, loaded at the first use: else each takes memory of every process, and time to load.

Which modules the web server has when it begins is told by `tests/home/test_loaded.py`.
"""

import importlib
from typing import Any


class Later:
    """Stands for a module until something is asked of it. Libraries without types are `Any` in any case."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        """What the module has by that name. Two threads that ask at once wait for one another, as imports do."""
        found = getattr(importlib.import_module(self._name), attribute)
        setattr(self, attribute, found)
        return found
