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


@cache
def layouts(kind: str = "") -> tuple[Layout, ...]:
    """The sets whose module begins with `kind` ("dev", "held", or all), made in memory."""
    names = sorted(path.stem for pattern in ("dev_*.py", "held_*.py") for path in HERE.glob(pattern))
    return tuple(
        importlib.import_module(f"{__package__}.{name}").make() for name in names if name.startswith(kind)
    )


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for layout in layouts("dev"):
        (folder / layout.name).write_bytes(layout.data)
        truth = json.dumps(layout.truth, ensure_ascii=False, indent=1)
        (folder / f"{layout.name}.json").write_text(truth, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
