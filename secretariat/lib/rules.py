"""What an action says when it refuses."""

from collections.abc import Sequence


class NotAllowed(Exception):
    """A step that cannot be taken now. Carries the reasons, in Swedish, ready to be shown to the person.

    >>> str(NotAllowed(["Mötet saknar datum.", "§ 3 saknar rubrik."]))
    'Mötet saknar datum. § 3 saknar rubrik.'
    """

    def __init__(self, reasons: str | Sequence[str]) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))
