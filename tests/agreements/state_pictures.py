"""Draws a machine of states. Few steps are arcs beside a column of states; many are dots, from row to column.

Written anew by `python3 -m secretariat.setup manage shell -c "from tests.agreements import state_pictures as one;
one.write()"`; a test compares what is committed with what this draws.
"""

from pathlib import Path
from xml.sax.saxutils import escape

from agreements.states import PARTY, VERSION, Machine, Transition
from secretariat.inquiries.actions.sheet_states import STATE_WORDS, TRANSITIONS, Step

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
_STEPS = {
    Step.SAVE: "parten sparar", Step.SUBMIT: "parten lämnar in", Step.TAKE_BACK: "parten tar tillbaka",
    Step.RETURN: "sekretariatet ber om komplettering", Step.APPROVE: "sekretariatet godkänner",
    Step.REOPEN: "sekretariatet ångrar godkännandet",
}  # fmt: skip
SHEET = Machine(
    noun="Svaren",
    names=STATE_WORDS,
    transitions=tuple(
        Transition(start, end, step, words=_STEPS[step]) for (start, step), end in TRANSITIONS.items()
    ),
)
PICTURES = {"agreement-states.svg": VERSION, "party-states.svg": PARTY, "sheet-states.svg": SHEET}
TITLES = {
    "agreement-states.svg": "En versions väg",
    "party-states.svg": "En parts väg i en version",
    "sheet-states.svg": "Partens svar på frågor",
}

_HIGH, _GAP, _WIDE, _TOP = 34, 26, 330, 70
_TOLD = 330
_LANE = 9


def _middle(place: int) -> int:
    return _TOP + place * (_HIGH + _GAP) + _HIGH // 2


def _lanes(steps: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """In which lane each arc runs: the shortest nearest to the boxes, none two over one another."""
    taken: list[list[tuple[int, int]]] = []
    found = {}
    for start, end in sorted(steps, key=lambda pair: (abs(pair[1] - pair[0]), pair)):
        low, high = min(start, end), max(start, end)
        lane = next(
            (n for n, arcs in enumerate(taken) if all(high <= one[0] or low >= one[1] for one in arcs)), None
        )
        if lane is None:
            lane = len(taken)
            taken.append([])
        taken[lane].append((low, high))
        found[start, end] = lane
    return found


_MOST_ARCS = 60


def draw(machine: Machine, title: str) -> str:
    """The picture as SVG."""
    return (_arcs if len(machine.transitions) <= _MOST_ARCS else _table)(machine, title)


def _head(machine: Machine, title: str, width: int, height: int) -> list[str]:
    words = escape("; ".join(_in_words(machine, one) for one in machine.transitions))
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="t d" font-family="Source Sans 3, system-ui, sans-serif" font-size="15">',
        f'<title id="t">{title}</title>',
        f'<desc id="d">{words}</desc>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]


_CELL, _NAMES, _ABOVE = 34, 350, 96


def _table(machine: Machine, title: str) -> str:
    """From each row to each column that has a dot: filled onward, open back."""
    states = list(machine.names)
    width, height = _NAMES + len(states) * _CELL + 24, _ABOVE + len(states) * _CELL + 24
    out = _head(machine, title, width, height)
    out += [
        f'<text x="20" y="30" font-size="20" font-weight="600" fill="#1a2730">{title}</text>',
        '<text x="20" y="54" font-size="13" fill="#4d5b66">Från raden till kolumnen: fylld framåt, öppen tillbaka. '
        "Kolumnerna har radernas nummer.</text>",
    ]
    for place, state in enumerate(states):
        x, y = _NAMES + place * _CELL + _CELL // 2, _ABOVE + place * _CELL
        out += [
            f'<text x="{x}" y="{_ABOVE - 10}" text-anchor="middle" font-weight="600" fill="#1a2730">{place + 1}</text>',
            f'<path d="M20 {y}H{width - 24}" stroke="#d5dce1"/>',
            f'<text x="20" y="{y + 22}" fill="#1a2730">{place + 1}. {escape(machine.names[state])}</text>',
            f'<rect x="{x - _CELL // 2}" y="{y}" width="{_CELL}" height="{_CELL}" fill="#f4f6f7"/>',
        ]
        for one in machine.steps_from(state):
            end = states.index(one.end)
            look = 'fill="#0b5563"' if end > place else 'fill="#fff" stroke="#a8201a" stroke-width="2"'
            out.append(
                f'<circle cx="{_NAMES + end * _CELL + _CELL // 2}" cy="{y + _CELL // 2}" r="7" {look}/>'
            )
    return "\n".join([*out, "</svg>", ""])


def _arcs(machine: Machine, title: str) -> str:
    """Onward to the right, back to the left."""
    places = {state: place for place, state in enumerate(machine.names)}
    steps = [(places[one.start], places[one.end]) for one in machine.transitions if one.start != one.end]
    onward = _lanes([(a, b) for a, b in steps if b > a + 1])
    back = _lanes([(a, b) for a, b in steps if b < a])
    left = 40 + _LANE * (max(back.values(), default=0) + 1)
    right = left + _WIDE
    told = right + 40 + _LANE * (max(onward.values(), default=0) + 1)
    width = told + (_TOLD if any(one.words for one in machine.transitions) else 0)
    height = _TOP + len(places) * (_HIGH + _GAP) + 10
    out = [
        *_head(machine, title, width, height),
        '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="context-stroke"/></marker></defs>',
        f'<text x="{left}" y="28" font-size="20" font-weight="600" fill="#1a2730">{title}</text>',
        f'<text x="{left}" y="50" font-size="13" fill="#4d5b66">Till höger framåt, till vänster tillbaka. '
        "Längst ut: vad som leder dit.</text>",
    ]
    for (start, end), lane in sorted(onward.items()):
        out.append(_arc(right, _middle(start), _middle(end), right + 18 + lane * _LANE, "#0b5563"))
    for (start, end), lane in sorted(back.items()):
        out.append(_arc(left, _middle(start), _middle(end), left - 18 - lane * _LANE, "#a8201a"))
    for start, end in sorted(steps):
        if end == start + 1:
            x = left + _WIDE // 2
            out.append(
                f'<path d="M{x} {_middle(start) + _HIGH // 2}V{_middle(end) - _HIGH // 2}" fill="none" '
                f'stroke="#0b5563" stroke-width="2" marker-end="url(#a)"/>'
            )
    for state, place in places.items():
        y = _middle(place) - _HIGH // 2
        itself = " ↻" if machine.step(state, state) else ""
        out.append(
            f'<rect x="{left}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="4" fill="#f4f6f7" stroke="#6b7a86"/>'
            f'<text x="{left + 14}" y="{y + 22}" fill="#1a2730">{escape(machine.names[state])}{itself}</text>'
        )
        out += _what_leads_to(machine, state, told, _middle(place))
    return "\n".join([*out, "</svg>", ""])


def _what_leads_to(machine: Machine, state: str, x: int, middle: int) -> list[str]:
    """What must be true, or is done, for a version to come into a state; each told once."""
    told = dict.fromkeys(one.words for one in machine.transitions if one.end == state and one.words)
    first = middle + 5 - (len(told) - 1) * 8
    return [
        f'<text x="{x}" y="{first + line * 16}" font-size="13" fill="#4d5b66">{escape(words)}</text>'
        for line, words in enumerate(told)
    ]


def _arc(x: int, start: int, end: int, far: int, colour: str) -> str:
    start, end = start + (5 if end > start else -5), end - (5 if end > start else -5)
    bend = 6 if end > start else -6
    turn = 6 if far > x else -6
    return (
        f'<path d="M{x} {start}H{far - turn}Q{far} {start} {far} {start + bend}V{end - bend}'
        f'Q{far} {end} {far - turn} {end}H{x}" fill="none" stroke="{colour}" stroke-width="1.3" marker-end="url(#a)"/>'
    )


def _in_words(machine: Machine, one: Transition) -> str:
    words = f"{machine.names[one.start]} till {machine.names[one.end]}"
    return f"{words} när {one.words}" if one.words else words


def write() -> None:
    """The pictures in the docs, drawn anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, machine in PICTURES.items():
        (FOLDER / name).write_text(draw(machine, TITLES[name]), "utf-8")
