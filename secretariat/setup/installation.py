"""What must be on the computer: Python's packages in .venv, a few system libraries, a browser for the tests.

Everything is checked before it is fetched, so a second start needs no network. A stamp in .venv remembers
which requirements it holds.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from secretariat.setup.database import ROOT
from secretariat.setup.words import Stop, say, warn

HERE = Path(__file__).parent
VENV = ROOT / ".venv"
STAMP = VENV / "sekretariatet-stamp"
TOOL_REQUIREMENTS = HERE / "requirements-uv.txt"
REQUIREMENTS = {"run": HERE / "requirements.txt", "dev": HERE / "requirements-dev.txt"}

# What WeasyPrint loads, and the Debian package each library comes from.
PDF_LIBRARIES = {
    "libpango-1.0": "libpango-1.0-0",
    "libpangoft2-1.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset": "libharfbuzz-subset0",
}
MAC_LIBRARIES = "/opt/homebrew/lib:/usr/local/lib"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def program(name: str) -> Path:
    return VENV / "bin" / name


def environment(**more: str) -> dict[str, str]:
    """For the programs we start: their own .venv first, no half-written output."""
    found = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    found |= {"VIRTUAL_ENV": str(VENV), "PYTHONUNBUFFERED": "1"}
    if sys.platform == "darwin":
        found.setdefault("DYLD_FALLBACK_LIBRARY_PATH", MAC_LIBRARIES)
    return found | more


# --- Python's packages ----------------------------------------------------------------------------


def install_packages(level: str) -> None:
    """`run` for a demo, `dev` with the test tools. What is installed as `dev` stays so."""
    stamped_level, _, stamped_hash = stamp().partition(" ")
    level = "dev" if "dev" in (level, stamped_level) or program("pytest").exists() else "run"
    wanted = hashlib.sha256(REQUIREMENTS[level].read_bytes()).hexdigest()
    if stamped_hash == wanted and works(program("python")):
        return
    make_venv()
    say("Hämtar paket …")
    STAMP.unlink(missing_ok=True)
    if not works(program("uv")):
        pip = (program("python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        fetch(*pip, "--require-hashes", "-r", TOOL_REQUIREMENTS)
    sync = (program("uv"), "pip", "sync", "--quiet", "--require-hashes", "--python", program("python"))
    fetch(*sync, REQUIREMENTS[level])
    STAMP.write_text(f"{level} {wanted}")


def stamp() -> str:
    try:
        return STAMP.read_text().strip()
    except OSError:
        return ""


def make_venv() -> None:
    """Keep a working one, replace a broken one."""
    if works(program("python"), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"):
        return
    if VENV.exists():
        say("Mappen .venv var trasig och görs om.")
        shutil.rmtree(VENV)
    say("Gör en egen Python-miljö i .venv …")
    make = [sys.executable, "-m", "venv", str(VENV)]
    result = subprocess.run(make, capture_output=True, text=True, check=False)
    if (
        result.returncode
        and "ensurepip" in result.stdout + result.stderr
        and install_system(["python3-venv"])
    ):
        result = subprocess.run([*make, "--clear"], capture_output=True, text=True, check=False)
    if result.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in result.stdout + result.stderr:
            raise Stop("Pythons venv saknas. Kör: sudo apt install python3-venv")
        raise Stop(f"Python-miljön gick inte att göra: {last_line(result.stderr or result.stdout)}")


def works(executable: Path, *arguments: str) -> bool:
    command = (executable, *(arguments or ["--version"]))
    try:
        found = subprocess.run(command, capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode == 0


def fetch(*command: str | Path) -> None:
    """A mirror told to pip is told to uv too."""
    more = {"UV_DEFAULT_INDEX": os.environ["PIP_INDEX_URL"]} if os.environ.get("PIP_INDEX_URL") else {}
    result = subprocess.run(command, env=environment(**more), capture_output=True, text=True, check=False)
    if result.returncode:
        raise Stop(
            "Paketen gick inte att hämta. Finns det nät? Försök igen så fortsätter det där det slutade. "
            f"({last_line(result.stderr or result.stdout)})"
        )


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["inget besked"])[-1].strip()


# --- the system's libraries and the browser -------------------------------------------------------


def install_pdf_libraries() -> None:
    """Without them everything but the PDFs works, so this never stops a start."""
    missing = [package for library, package in PDF_LIBRARIES.items() if not loads(library)]
    if not missing:
        return
    if sys.platform == "darwin":
        warn("PDF-filer kan inte göras förrän du kör: brew install pango")
    elif not install_system(missing):
        warn(f"PDF-filer kan inte göras förrän du kör: sudo apt install {' '.join(missing)}")


def loads(library: str) -> bool:
    if sys.platform == "darwin":
        return any(list(Path(folder).glob(f"{library}*.dylib")) for folder in MAC_LIBRARIES.split(":"))
    try:
        ctypes.CDLL(f"{library}.so.0")
    except OSError:
        return False
    return True


def install_system(packages: Sequence[str]) -> bool:
    """With apt, as root or where sudo asks for no password. Return whether they are there now."""
    apt = shutil.which("apt-get")
    if not apt:
        return False
    as_root: list[str] = []
    if os.geteuid() != 0:
        if not works(Path(shutil.which("sudo") or "/nonexistent"), "-n", "true"):
            return False
        as_root = ["sudo", "-n"]
    say(f"Installerar {', '.join(packages)} …")
    quiet = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    install = [*quiet, "install", "-y", "--no-install-recommends", *packages]
    if subprocess.run(install, capture_output=True, check=False).returncode == 0:
        return True
    subprocess.run([*quiet, "update"], capture_output=True, check=False)
    result = subprocess.run(install, capture_output=True, text=True, check=False)
    if result.returncode:
        warn(f"Det gick inte: {last_line(result.stderr)}")
    return result.returncode == 0


def browser() -> str | None:
    """The path of an installed browser for Playwright's executable_path; None means Playwright's own."""
    names = (os.environ.get("CHROMIUM", ""), *BROWSERS)
    on_mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    return found or (str(on_mac) if on_mac.exists() else None)


def install_browser() -> None:
    if browser() or playwright_has_its_own():
        return
    if is_debian() and install_system(["chromium"]):
        return
    say("Hämtar en webbläsare för testerna …")
    if not works(program("playwright"), "--version"):
        raise Stop("Playwright saknas i .venv. Ta bort mappen .venv och försök igen.")
    result = subprocess.run([program("playwright"), "install", "chromium"], env=environment(), check=False)
    if result.returncode:
        raise Stop(
            "Ingen webbläsare finns för testerna. Kör: sudo apt install chromium   (Mac: installera Chrome)"
        )


def playwright_has_its_own() -> bool:
    told = os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    folders = [
        folder for folder in (told, "~/.cache/ms-playwright", "~/Library/Caches/ms-playwright") if folder
    ]
    return any(list(Path(folder).expanduser().glob("chromium-*")) for folder in folders)


def is_debian() -> bool:
    """Ubuntu's package of the same name only points at snap."""
    try:
        return "ID=debian" in Path("/etc/os-release").read_text().splitlines()
    except OSError:
        return False


def install_test_tools() -> None:
    install_browser()
    if not shutil.which("pdftotext") and not install_system(["poppler-utils"]):
        warn("Tester av PDF-filernas läsordning hoppas över förrän du kör: sudo apt install poppler-utils")
