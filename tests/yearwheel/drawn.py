"""Reads a drawn wheel back with other eyes than drew it: from the picture's own marks, letters as their outlines.

Everything becomes discs, pieces of rings and slanted boxes (letters) on paper, and each pair is asked whether it meets.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
Point = tuple[float, float]


@dataclass(frozen=True)
class Disc:
    """A dot; a long one is a row of them."""

    owner: int
    middle: Point
    radius: float


@dataclass(frozen=True)
class Piece:
    """A piece of a ring: a band."""

    owner: int
    start: float
    end: float
    inner: float
    outer: float


@dataclass(frozen=True)
class Box:
    """One letter: its ink, as four corners. `line` tells which words it is in."""

    owner: int
    line: int
    corners: tuple[Point, ...]
    middle: Point
    radius: float


@dataclass(frozen=True)
class Read:
    """All that can meet in a wheel."""

    discs: list[Disc]
    pieces: list[Piece]
    boxes: list[Box]
    lines: list[tuple[Point, Point]]


@cache
def _ink(path: str) -> tuple[float, float, float, float]:
    """The box around an outline: its points lie on it or a little outside."""
    xs, ys = _points(path)
    return min(xs), min(ys), max(xs), max(ys)


def _points(path: str) -> tuple[list[float], list[float]]:
    xs: list[float] = []
    ys: list[float] = []
    for command, rest in re.findall(r"([A-Z])([^A-Z]*)", path):
        values = [float(one) for one in NUMBER.findall(rest)]
        if command == "H":
            xs += values
        elif command == "V":
            ys += values
        else:
            xs += values[::2]
            ys += values[1::2]
    return xs, ys


def read(picture: str) -> Read:
    """A wheel that was drawn with outlines."""
    root = ElementTree.fromstring(picture)  # noqa: S314 – our own
    outlines = {one.get("id"): one.get("d", "") for one in root.iter(f"{SVG}path") if one.get("id")}
    found = Read([], [], [], [])
    lines: list[tuple[Point, Point]] = []
    for owner, group in enumerate(root):
        if group.tag == f"{SVG}path" and group.get("stroke-width") == "1.75":
            values = [float(one) for one in NUMBER.findall(group.get("d", ""))]
            lines += [((x, y), (u, v)) for x, y, u, v in zip(*[iter(values)] * 4, strict=True)]
        if group.tag == f"{SVG}g":
            _read_group(owner, group, outlines, found)
    return Read(found.discs, found.pieces, found.boxes, lines)


def _read_group(owner: int, group: ElementTree.Element, outlines: dict[str | None, str], found: Read) -> None:
    for number, one in enumerate(group.iter()):
        if one.get("class") == "mark":
            _read_mark(owner, one, found)
        elif one.tag == f"{SVG}g" and one is not group:
            for letter in one:
                a, b, c, d, e, f = (float(part) for part in NUMBER.findall(letter.get("transform", "")))
                x0, y0, x1, y1 = _ink(outlines[letter.get("href", "")[1:]])
                corners = tuple(
                    (a * x + c * y + e, b * x + d * y + f)
                    for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
                )
                middle = ((corners[0][0] + corners[2][0]) / 2, (corners[0][1] + corners[2][1]) / 2)
                found.boxes.append(Box(owner, number, corners, middle, math.dist(corners[0], middle)))


def _read_mark(owner: int, one: ElementTree.Element, found: Read) -> None:
    def number(name: str) -> float:
        return float(one.get(name, "0"))

    if one.tag == f"{SVG}circle":
        edge = number("stroke-width") / 2
        found.discs.append(Disc(owner, (number("cx"), number("cy")), number("r") + edge))
    elif one.tag == f"{SVG}rect":
        x, y, turn = (float(part) for part in NUMBER.findall(one.get("transform", "")))
        reach = number("width") / 2 - number("rx")
        for step in range(-4, 5):
            away, angle = reach * step / 4, math.radians(turn)
            spot = (x + away * math.cos(angle), y + away * math.sin(angle))
            found.discs.append(Disc(owner, spot, number("rx")))
    else:
        found.pieces.append(band_of(owner, one.get("d", "")))


def band_of(owner: int, path: str) -> Piece:
    """A piece of a ring from its path: an arc outside, a straight side, an arc back inside."""
    values = [float(part) for part in NUMBER.findall(path)]
    outer, end, inner = values[:2], values[7:9], values[9:11]
    start, last = (math.degrees(math.atan2(x, -y)) % 360 for x, y in (outer, end))
    return Piece(owner, start, last if last > start else last + 360, math.hypot(*inner), math.hypot(*outer))


# What meets


CELL = 40  # wider than two neighbouring letters or dots reach towards each other


def meetings(drawn: Read) -> list[str]:
    """Every pair that covers each other, in words; a dot's and a band's own words are allowed, if they are inside."""
    found = [
        f"prickar {one} {other}"
        for one, other in _near(drawn.discs, drawn.discs)
        if one.owner != other.owner and math.dist(one.middle, other.middle) < one.radius + other.radius - 0.02
    ]
    found += [
        f"band {one} {other}"
        for one, other in combinations(drawn.pieces, 2)
        if min(one.outer, other.outer) - max(one.inner, other.inner) > 0.02 and _share_angle(one, other)
    ]
    found += [
        f"prick på band {disc} {piece}"
        for disc in drawn.discs
        for piece in drawn.pieces
        if _covers(piece, disc)
    ]
    found += [
        f"ord på ord {one} {other}"
        for one, other in _near(drawn.boxes, drawn.boxes)
        if (one.owner, one.line) != (other.owner, other.line)
        and math.dist(one.middle, other.middle) < one.radius + other.radius
        and _boxes_meet(one.corners, other.corners)
    ]
    found += [
        f"ord på prick {box} {disc}"
        for box, disc in _near(drawn.boxes, drawn.discs)
        if box.owner != disc.owner
        and math.dist(box.middle, disc.middle) < box.radius + disc.radius
        and any(math.dist(disc.middle, spot) < disc.radius for spot in _edge(box))
    ]
    return found + _words_outside_dots(drawn) + _words_and_bands(drawn) + _words_on_line(drawn)


def _words_outside_dots(drawn: Read) -> list[str]:
    """Keys that stick out of their dot: the first words in a dot's group."""
    discs: dict[int, list[Disc]] = defaultdict(list)
    for disc in drawn.discs:
        discs[disc.owner].append(disc)
    first = _first_lines(drawn)
    return [
        f"ord utanför sin prick {box}"
        for box in drawn.boxes
        if box.owner in discs and box.line == first[box.owner]
        for spot in box.corners
        if not any(math.dist(disc.middle, spot) <= disc.radius for disc in discs[box.owner])
    ]


def _words_and_bands(drawn: Read) -> list[str]:
    found = []
    for box in drawn.boxes:
        away = math.hypot(*box.middle)
        for piece in drawn.pieces:
            if piece.owner != box.owner and not piece.inner - 12 < away < piece.outer + 12:
                continue
            inside = [_is_in(piece, spot) for spot in box.corners]
            if piece.owner == box.owner and not all(inside):
                found.append(f"ord utanför sitt band {box} {piece}")
            elif piece.owner != box.owner and any(inside):
                found.append(f"ord på band {box} {piece}")
    return found


def _words_on_line(drawn: Read) -> list[str]:
    """Words that the line of today goes through; those in a dot or a band lie above it."""
    inside = {thing.owner for thing in drawn.pieces}
    keys = _first_lines(drawn)
    return [
        f"ord på dagens linje {box}"
        for box in drawn.boxes
        if box.owner not in inside and keys.get(box.owner) != box.line
        for line in drawn.lines
        for side in _sides(box)
        if _crosses(line, side)
    ]


def _first_lines(drawn: Read) -> dict[int, int]:
    """Which words are the key in a dot: the first in its group; a title after it comes second."""
    lines: dict[int, int] = {}
    dots = {disc.owner for disc in drawn.discs}
    for box in drawn.boxes:
        if box.owner in dots:
            lines.setdefault(box.owner, box.line)
    return lines


def _cell(spot: Point) -> tuple[int, int]:
    return int(spot[0] // CELL), int(spot[1] // CELL)


def _near(things: Sequence[Any], others: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Pairs that lie so near that they could meet; each once where both are of the same list."""
    cells: dict[tuple[int, int], list[tuple[int, Any]]] = defaultdict(list)
    for number, other in enumerate(others):
        cells[_cell(other.middle)].append((number, other))
    for number, thing in enumerate(things):
        x, y = _cell(thing.middle)
        for column in (x - 1, x, x + 1):
            for row in (y - 1, y, y + 1):
                for other_number, other in cells.get((column, row), ()):
                    if things is not others or number < other_number:
                        yield thing, other


def _share_angle(one: Piece, other: Piece) -> bool:
    return any(
        min(one.end, other.end + turn) - max(one.start, other.start + turn) > 0.01 for turn in (-360, 0, 360)
    )


def _is_in(piece: Piece, spot: Point) -> bool:
    if not piece.inner <= math.hypot(*spot) <= piece.outer:
        return False
    angle = math.degrees(math.atan2(spot[0], -spot[1])) % 360
    return any(piece.start - 0.02 <= angle + turn <= piece.end + 0.02 for turn in (0, 360))


def _covers(piece: Piece, disc: Disc) -> bool:
    """Whether some of 48 spots around the disc lies in the piece."""
    if not piece.inner - 12 < math.hypot(*disc.middle) < piece.outer + 12:
        return False
    for step in range(48):
        angle = step * math.pi / 24
        spot = (
            disc.middle[0] + (disc.radius - 0.05) * math.cos(angle),
            disc.middle[1] + (disc.radius - 0.05) * math.sin(angle),
        )
        if _is_in(piece, spot):
            return True
    return False


def _edge(box: Box) -> list[Point]:
    """Corners and the middles of the sides."""
    return [*box.corners, *(((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in _sides(box))]


def _sides(box: Box) -> list[tuple[Point, Point]]:
    return list(zip(box.corners, (*box.corners[1:], box.corners[0]), strict=True))


def _boxes_meet(one: tuple[Point, ...], other: tuple[Point, ...]) -> bool:
    """Whether two slanted boxes share more than an edge: no line along a side of either parts them."""
    for corners in (one, other):
        for place in range(2):
            (x, y), (u, v) = corners[place], corners[place + 1]
            length = math.hypot(u - x, v - y) or 1
            along = ((u - x) / length, (v - y) / length)
            shadows = [[spot[0] * along[0] + spot[1] * along[1] for spot in box] for box in (one, other)]
            if min(max(shadows[0]), max(shadows[1])) - max(min(shadows[0]), min(shadows[1])) < 0.1:
                return False
    return True


def _crosses(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return side(*one, other[0]) * side(*one, other[1]) < 0 and side(*other, one[0]) * side(*other, one[1]) < 0
