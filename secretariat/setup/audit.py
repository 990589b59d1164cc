"""`make audit`: known vulnerabilities in what we depend on. It asks the network, so it is no part of `make check`."""

import hashlib
import json
import subprocess
from typing import Any

from secretariat.setup import database, installation
from secretariat.setup.words import Stop, say, warn

# The tool lives apart from the system's packages: it has twenty of its own, and none may change ours.
HOME = database.data_folder() / "audit"
REQUIREMENTS = installation.HERE / "requirements-audit.txt"
SECONDS = 300
NOT_ASKED = 2


def audit() -> int:
    """0 where nothing is known, 1 with a line for each vulnerability, 2 where the list could not be asked."""
    try:
        install()
        told = look_up()
    except Stop as stop:
        warn(str(stop))
        return NOT_ASKED
    if told is None:
        warn("Listan över kända sårbarheter gick inte att nå. Finns det nät? Försök igen senare.")
        return NOT_ASKED
    found = lines_of(told)
    for line in found:
        say(line)
    say(
        f"{len(told)} paket granskade, {len(found)} kända sårbarheter."
        + (" Kör make lock ARGS=--upgrade, och sedan make test." if found else "")
    )
    return int(bool(found))


def install() -> None:
    """The tool, by its own locked list with hashes. Raises Stop where it cannot be fetched."""
    installation.install_packages("dev")
    stamp, wanted = HOME / "stamp", hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    uv = installation.program("uv")
    installation.fetch(uv, "venv", "--quiet", "--clear", "--python", installation.program("python"), HOME)
    python = HOME / "bin" / "python"
    installation.fetch(uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, REQUIREMENTS)
    stamp.write_text(wanted)


def look_up() -> dict[str, list[dict[str, Any]]] | None:
    """Vulnerabilities by package and version; None where nobody answered."""
    command = [str(HOME / "bin" / "pip-audit"), "--format", "json", "--progress-spinner", "off"]
    command += ["--disable-pip", "--require-hashes"]
    for listed in installation.REQUIREMENTS.values():
        command += ["--requirement", str(listed)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=database.ROOT
        )
        told = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, OSError, json.JSONDecodeError):
        return None
    if not told["dependencies"] or any("skip_reason" in one for one in told["dependencies"]):
        return None  # so it tells of a package that it could not ask about, too: to have seen half is not to have seen
    return {f"{one['name']} {one['version']}": one["vulns"] for one in told["dependencies"]}


def lines_of(told: dict[str, list[dict[str, Any]]]) -> list[str]:
    """One line for each vulnerability: package, its name, and the versions that have mended it."""
    found = []
    for package, known in sorted(told.items()):
        for one in known:
            mended = ", ".join(one.get("fix_versions") or []) or "ingen än"
            found.append(f"{package}: {one['id']}, rättad i {mended}")
    return found
