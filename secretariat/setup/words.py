"""What the set-up says to a person: one Swedish sentence, never a traceback."""

import sys


class Stop(Exception):
    """The set-up cannot go on; the message tells what to do."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def warn(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
