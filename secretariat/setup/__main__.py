"""`python3 -m secretariat.setup <command>`: readable to old Pythons, so that they can say they are old."""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")

if sys.version_info < OLDEST:
    found = [path for path in map(shutil.which, NEWER) if path]
    if not found:
        sys.exit(
            "Python 3.11 eller nyare behövs. Kör: sudo apt install python3-venv   (Mac: brew install python)"
        )
    os.execv(found[0], [found[0], "-m", "secretariat.setup", *sys.argv[1:]])  # noqa: S606

from secretariat.setup.commands import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
