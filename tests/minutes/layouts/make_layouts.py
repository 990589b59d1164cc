"""All sets of layouts. `python -m tests.minutes.layouts.make_layouts FOLDER` writes the dev sets with their truths there.

dev_* may be looked at by whoever writes the reader; held_* may not: they say how it fares with what it has not seen.
"""

import importlib
import json
import sys
from functools import cache
from pathlib import Path

from tests.minutes.layouts.describing import Layout

HERE = Path(__file__).parent


def names(kind: str = "") -> list[str]:
    """The modules of a kind ("dev", "held", or all), without making anything."""
    found = sorted(path.stem for pattern in ("dev_*.py", "held_*.py") for path in HERE.glob(pattern))
    return [name for name in found if name.startswith(kind)]


@cache
def layout(name: str) -> Layout:
    """One set, made in memory."""
    return importlib.import_module(f"{__package__}.{name}").make()


def layouts(kind: str = "") -> list[Layout]:
    """The sets of a kind, made in memory."""
    return [layout(name) for name in names(kind)]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for one in layouts("dev"):
        (folder / one.name).write_bytes(one.data)
        truth = json.dumps(one.truth, ensure_ascii=False, indent=1)
        (folder / f"{one.name}.json").write_text(truth, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
