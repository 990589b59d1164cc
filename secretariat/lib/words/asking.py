"""A question as somebody types it, and what it asks the index for. Whatever is typed is a question or is told why not.

Words are all to be found. "Two words" in quotation marks stand side by side; a word with a minus before it is not to be
there. Everything else that other search engines know as signs is only signs.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .lexemes import TOKEN, asked, is_known, lexemes_of, normal, quoted, tokens

LONGEST = 400
MOST_WORDS = 16
PREFIX_FROM = 4
_QUOTED = re.compile(r'"([^"]*)"|”([^”]*)”|“([^”]*)”|«([^»]*)»')
_MINUS = re.compile(r"(?<!\S)[-−–](?=\w)")

Expression = tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A word of the question, and the lexemes that answer it. An unknown word of four letters may be a beginning."""

    text: str
    lexemes: frozenset[str]
    beginning: str = ""

    def as_query(self) -> str:
        """The word as PostgreSQL's tsquery."""
        terms = [quoted(lexeme) for lexeme in sorted(self.lexemes)]
        if self.beginning:
            terms.append(f"{quoted(self.beginning)}:*")
        return terms[0] if len(terms) == 1 else f"({' | '.join(terms)})"


@dataclass(frozen=True)
class Term:
    """One thing that is to be there, or not: expressions of which one suffices, each of one word or several."""

    either: tuple[tuple[Word, ...], ...]
    excluded: bool = False

    def as_query(self) -> str:
        """The term as PostgreSQL's tsquery."""
        written = [" <-> ".join(word.as_query() for word in words) for words in self.either]
        term = written[0] if len(written) == 1 else " | ".join(f"({one})" for one in written)
        return f"!({term})" if self.excluded else f"({term})"


@dataclass(frozen=True)
class Question:
    """What is asked. `problem` says in Swedish why nothing can be looked for."""

    text: str
    terms: tuple[Term, ...] = ()
    problem: str = ""

    def as_query(self) -> str:
        """The whole as PostgreSQL's tsquery."""
        return " & ".join(term.as_query() for term in self.terms)

    def words(self) -> list[Word]:
        """Every word that a hit may show marked."""
        return [word for term in self.terms if not term.excluded for words in term.either for word in words]

    def typed(self) -> list[str]:
        """The words as they were typed that are to be found, but for those in quotation marks and synonyms."""
        return [
            term.either[0][0].text for term in self.terms if not term.excluded and len(term.either[0]) == 1
        ]


@dataclass(frozen=True)
class Synonyms:
    """Expressions that mean the same, by each of them. An expression is the lexemes of its words."""

    groups: Mapping[Expression, tuple[Expression, ...]] = field(default_factory=dict)
    longest: int = 0

    @classmethod
    def of(cls, rows: Iterable[Sequence[str]]) -> "Synonyms":
        """From rows of expressions as the office writes them."""
        groups: dict[Expression, tuple[Expression, ...]] = {}
        for row in rows:
            said = [tuple(normal(token.text) for token in tokens(one)) for one in row]
            said = [one for one in said if one]
            for one in said:
                groups[_key(one)] = tuple(dict.fromkeys([*groups.get(_key(one), ()), *said]))
        return cls(groups, max((len(one) for one in groups), default=0))

    def of_words(self, words: Sequence[str]) -> tuple[int, tuple[Expression, ...]]:
        """How many words from the first on are an expression that has others, and those."""
        for count in range(min(self.longest, len(words)), 0, -1):
            if found := self.groups.get(_key(words[:count])):
                return count, found
        return 0, ()


def _key(words: Sequence[str]) -> Expression:
    return tuple(min(asked(word)) for word in words)


def question(text: str, synonyms: Synonyms | None = None) -> Question:
    """Read what somebody typed."""
    text = " ".join(text.replace("\0", " ").split())
    if not text:
        return Question(text, problem="Skriv vad du söker.")
    if len(text) > LONGEST:
        return Question(
            text[:LONGEST],
            problem=f"Sökningen är för lång. Skriv några ord, högst {LONGEST} tecken, så söker vi på dem.",
        )
    terms = list(_terms(text, synonyms or Synonyms()))
    if len(terms) > MOST_WORDS:
        return Question(text, problem=f"Sökningen har för många ord. Välj de viktigaste, högst {MOST_WORDS}.")
    wanted = [word.text for term in terms if not term.excluded for words in term.either for word in words]
    if not wanted:
        if any(term.excluded for term in terms):
            return Question(
                text, problem="Skriv också något som ska finnas med, inte bara det som inte ska det."
            )
        return Question(
            text, problem="Skriv ord eller siffror att söka på. Tecken går inte att söka på för sig."
        )
    if max(len(word) for word in wanted) < 2:
        return Question(text, problem="Skriv minst två bokstäver, så går det att hitta något.")
    return Question(text, tuple(terms))


def _terms(text: str, synonyms: Synonyms) -> Iterable[Term]:
    at = 0
    for found in _QUOTED.finditer(text):
        yield from _loose(text[at : found.start()], synonyms)
        if words := [normal(token.text) for token in tokens(next(filter(None, found.groups()), ""))]:
            excluded = text[: found.start()].endswith(("-", "−"))
            yield Term((tuple(_exact(word) for word in words),), excluded)
        at = found.end()
    yield from _loose(text[at:], synonyms)


def _loose(text: str, synonyms: Synonyms) -> Iterable[Term]:
    excluded_at = {found.end() for found in _MINUS.finditer(text)}
    found = list(tokens(text))
    words = [normal(token.text) for token in found]
    place = 0
    while place < len(words):
        excluded = found[place].start in excluded_at
        count, expressions = synonyms.of_words(words[place:])
        if count:
            own = tuple(words[place : place + count])
            others = [one for one in expressions if _key(one) != _key(own)]
            yield Term(tuple(tuple(_exact(word) for word in one) for one in (own, *others)), excluded)
        else:
            yield Term(((_word(words[place]),),), excluded)
        place += count or 1


def _word(word: str) -> Word:
    may_begin = len(word) >= PREFIX_FROM and word.isalpha() and not is_known(word)
    return Word(word, asked(word), word if may_begin else "")


def _exact(word: str) -> Word:
    return Word(word, asked(word))


class Answering:
    """Which words of texts answer. A word is judged once, in however many texts it stands."""

    def __init__(self, words: Iterable[Word]) -> None:
        words = list(words)
        self._lexemes = frozenset[str]().union(*(word.lexemes for word in words))
        self._beginnings = tuple(word.beginning for word in words if word.beginning)
        self._known: dict[str, bool] = {}

    def places(self, text: str) -> Iterable[tuple[int, int]]:
        """Where in a text the words that answer begin and end."""
        known = self._known
        for found in TOKEN.finditer(text):
            written = found.group()
            answers = known.get(written)
            if answers is None:
                answers = known[written] = self._answers(normal(written))
            if answers:
                yield found.span()

    def _answers(self, word: str) -> bool:
        whole, parts = lexemes_of(word)
        if not (self._lexemes.isdisjoint(whole) and self._lexemes.isdisjoint(parts)):
            return True
        return bool(self._beginnings) and any(one.startswith(self._beginnings) for one in whole | parts)
