"""Words of a text as a set, for lists that are easier read as running text."""


def words(text: str) -> frozenset[str]:
    """The words between white space."""
    return frozenset(text.split())
