"""The figures as a table for people."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

MISSING = "finns inte än"


@dataclass(frozen=True)
class Row:
    """One measured thing. Times in milliseconds; None where it was not measured."""

    name: str
    status: str = ""
    server_p50: float | None = None
    p50: float | None = None
    p95: float | None = None
    four_p50: float | None = None
    four_p95: float | None = None
    per_second: float | None = None
    statements: int | None = None
    app_cpu: float | None = None
    process_cpu: float | None = None
    db_cpu: float | None = None
    raw_sql: float | None = None
    after_save: float | None = None
    after_restart: float | None = None
    kib: float | None = None
    target_ms: float | None = None
    target_statements: int | None = None

    @property
    def target(self) -> str:
        """The target in words, with whether it was reached."""
        words = []
        if self.target_ms is not None and self.server_p50 is not None:
            words.append(f"≤ {self.target_ms:g} ms {_mark(self.server_p50 <= self.target_ms)}")
        if self.target_statements is not None and self.statements is not None:
            words.append(f"≤ {self.target_statements} SQL {_mark(self.statements <= self.target_statements)}")
        return ", ".join(words)


@dataclass(frozen=True)
class Fact:
    """Something else that is compared with a target."""

    name: str
    value: str
    target: str = ""
    reached: bool | None = None


def _mark(reached: bool) -> str:
    return "nådd" if reached else "MISSAD"


_HEADS = (
    ("", "name"), ("server p50", "server_p50"), ("p50", "p50"), ("p95", "p95"), ("4 kl. p50", "four_p50"),
    ("4 kl. p95", "four_p95"), ("svar/s", "per_second"), ("SQL", "statements"), ("CPU app", "app_cpu"),
    ("CPU proc", "process_cpu"), ("CPU db", "db_cpu"), ("rå SQL", "raw_sql"), ("efter spar", "after_save"),
    ("omstart", "after_restart"), ("KiB", "kib"), ("mål (server p50)", "target"),
)  # fmt: skip


def of_rows(rows: Sequence[Row]) -> str:
    """Columns right-justified, the name and the target left."""
    cells = [[head for head, _ in _HEADS]]
    for row in rows:
        said = [
            row.name,
            *(_number(getattr(row, name)) for _, name in _HEADS[1:-1]),
            row.target or row.status,
        ]
        cells.append(said)
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADS))]
    last = len(_HEADS) - 1
    lines = [
        "  ".join(
            text.ljust(width) if place in (0, last) else text.rjust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def of_facts(facts: Sequence[Fact]) -> str:
    """Name, value, target."""
    width = max((len(fact.name) for fact in facts), default=0)
    inner = max((len(fact.value) for fact in facts), default=0)
    lines = []
    for fact in facts:
        target = f"mål {fact.target}" if fact.target else ""
        mark = "" if fact.reached is None else _mark(fact.reached)
        lines.append(f"{fact.name:{width}}  {fact.value:{inner}}  {target} {mark}".rstrip())
    return "\n".join(lines)


def as_json(rows: Sequence[Row], facts: Sequence[Fact]) -> dict[str, object]:
    """The same, for programs."""
    return {
        "rows": [asdict(row) | {"target": row.target} for row in rows],
        "facts": [asdict(one) for one in facts],
    }


def _number(value: float | int | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.1f}".replace(".", ",")
