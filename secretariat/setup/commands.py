"""The commands behind the Makefile, one function each."""

import json
import os
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from secretariat.setup import audit as auditing
from secretariat.setup import checks, database, installation, postgres, serve
from secretariat.setup.words import Stop, say, warn

BROWSER_PART = "browser or setup or race"
XDIST_FROM = 30.0  # seconds of tests from which two processes are quicker than one
NO_TESTS = 5  # pytest's exit code
STOPPERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def demo(arguments: Sequence[str]) -> int:
    """Start with the demo region."""
    serve.serve(demo=True)
    return 0


def run(arguments: Sequence[str]) -> int:
    """Start without demo data."""
    serve.serve(demo=False)
    return 0


def test(arguments: Sequence[str]) -> int:
    """The quick part, then browsers and set-up; arguments go to pytest. Named tests are run alone."""
    installation.install_packages("dev")
    installation.install_pdf_libraries()
    installation.install_test_tools()
    if any(argument == "-m" or Path(argument.partition("::")[0]).exists() for argument in arguments):
        return pytest(arguments)[0]
    began = time.monotonic()
    quick_code, quick_counts = part(f"not ({BROWSER_PART})", "test-seconds", arguments)
    # Showing a failure with its source needs Python's parser, which Python 3.11 refuses on the stack that a browser
    # leaves; in several processes that ends the whole run. Python's own traceback needs no parser.
    slow = ("--tb=native", "--durations=20", "--durations-min=10")
    slow_code, slow_counts = part(BROWSER_PART, "browser-seconds", (*slow, *arguments))
    say(summary_line(quick_counts + slow_counts, time.monotonic() - began))
    codes = {quick_code, slow_code}
    return NO_TESTS if codes == {NO_TESTS} else max(codes - {NO_TESTS})


def check(arguments: Sequence[str]) -> int:
    """Everything that can be wrong without running the system."""
    installation.install_packages("dev")
    installation.install_pdf_libraries()
    os.environ["SEKRETARIATET_CLUSTER"] = "test"
    os.environ.setdefault("SECRET_KEY", "only-for-the-checks")
    with serve.database_server():
        return checks.check()


def fix(arguments: Sequence[str]) -> int:
    """Mend what a program can mend."""
    installation.install_packages("dev")
    return checks.fix()


def audit(arguments: Sequence[str]) -> int:
    """Known vulnerabilities in what we depend on; asks the network."""
    return auditing.audit()


def bench(arguments: Sequence[str]) -> int:
    """The figures, on a server set up like the office's but with a database of its own."""
    installation.install_packages("dev")
    installation.install_pdf_libraries()
    os.environ["SEKRETARIATET_CLUSTER"] = "bench"
    with serve.database_server():
        return python("-m", "tests.benchmarks", *arguments)


def pictures(arguments: Sequence[str]) -> int:
    """The handbook's and README's pictures anew, of a demo that runs: `make pictures ARGS=http://127.0.0.1:8000`."""
    installation.install_packages("dev")
    return python("-m", "tests.handbook_pictures", *(arguments or ("http://127.0.0.1:8000",)))


def manage(arguments: Sequence[str]) -> int:
    """One of Django's commands with the database running: `manage migrate`."""
    installation.install_packages("run")
    with serve.database_server():
        return python("manage.py", *arguments)


def lock(arguments: Sequence[str]) -> int:
    """Choose exact versions anew (--upgrade for the newest) and write them with hashes, without addresses."""
    installation.install_packages("dev")
    compile_ = ["pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    compile_ += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", *arguments]
    sources = (
        (installation.REQUIREMENTS["run"], ("pyproject.toml",), ""),
        (installation.REQUIREMENTS["dev"], ("pyproject.toml", "--group", "dev"), ""),
        (auditing.REQUIREMENTS, ("--group", "audit"), ""),
        (installation.TOOL_REQUIREMENTS, ("-",), "uv\n"),
    )
    for target, source, text in sources:
        command = [str(installation.program("uv")), *compile_, *source, "--output-file", str(target)]
        subprocess.run(
            command,
            cwd=database.ROOT,
            env=installation.environment(),
            input=text,
            text=True,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    return 0


def ci(arguments: Sequence[str]) -> int:
    """Check and test on a clean clone; the last line is the sum of the tests."""
    failed = check(())
    say("make check: " + ("FEL" if failed else "utan anmärkning"))
    return max(failed, test(arguments))


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    command.__name__: command
    for command in (demo, run, test, check, audit, fix, bench, pictures, manage, lock, ci)
}


def main(arguments: Sequence[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        width = max(map(len, COMMANDS))
        lines = (f"  {name:{width}}  {command.__doc__}" for name, command in COMMANDS.items())
        warn("Användning: python3 -m secretariat.setup <kommando>\n" + "\n".join(lines))
        return 2
    for number in STOPPERS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, interrupted)
    os.chdir(database.ROOT)
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as stop:
        warn(str(stop))
    except database.BadDatabaseUrl as bad:
        warn(str(bad))
    except PermissionError as error:
        warn(
            f"Du får inte ändra {error.filename}, kanske gjord av en annan användare. "
            "Kör: sudo chown -R $USER .venv .data"
        )
    except subprocess.CalledProcessError as error:
        warn(f"{Path(str(error.cmd[0])).name} gick inte att köra. Se beskedet ovan.")
    except KeyboardInterrupt:
        say("\nAvslutat.")
        return 0
    return 1


def interrupted(number: int, frame: object) -> None:
    """Once: a second Ctrl-C must not leave half of the programs running."""
    for stopper in STOPPERS:
        signal.signal(stopper, signal.SIG_IGN)
    raise KeyboardInterrupt


# --- pytest's parts -------------------------------------------------------------------------------


def pytest(arguments: Sequence[str]) -> tuple[int, Counter[str], float]:
    """Exit code, how many of each kind, seconds of work."""
    with tempfile.TemporaryDirectory() as folder:
        summary = Path(folder) / "summary.json"
        os.environ["SEKRETARIATET_SUMMARY"] = str(summary)
        code = python("-m", "pytest", *arguments)
        del os.environ["SEKRETARIATET_SUMMARY"]
        if not summary.exists():
            return code, Counter(), 0.0
        told = json.loads(summary.read_text())
        return code, Counter(told["counts"]), told["work"]


def python(*arguments: str) -> int:
    command = (str(installation.program("python")), *arguments)
    return subprocess.run(command, cwd=database.ROOT, env=installation.environment(), check=False).returncode


def part(marked: str, known: str, arguments: Sequence[str]) -> tuple[int, Counter[str]]:
    """Run one part of the tests, in several processes if its last run shows that they pay."""
    remembered = database.data_folder() / known
    code, counts, work = pytest((*parallel(remembered), "-m", marked, *arguments))
    postgres.make_folder(remembered.parent)
    remembered.write_text(f"{work:.1f}")
    return code, counts


def parallel(remembered: Path) -> tuple[str, ...]:
    """One process for each core if the last run shows that they pay. On a clean clone nobody knows; rarely short.

    Each process begins with its share of the files in order, so that what a file arranges once is seldom arranged
    twice; each has a database, a web server and a browser of its own.
    """
    seconds = (
        float(remembered.read_text()) if remembered.exists() else XDIST_FROM * bool(os.environ.get("CI"))
    )
    return ("-n", str(os.cpu_count() or 1), "--dist", "worksteal") if seconds >= XDIST_FROM else ()


def summary_line(counts: Counter[str], seconds: float) -> str:
    """In pytest's own form; what was left out by one part was run by the other, so it is not counted."""
    order = ("failed", "passed", "skipped", "xfailed", "xpassed", "warnings", "error")
    words = [f"{counts[kind]} {kind}" for kind in order if counts[kind]]
    return f" {', '.join(words) or 'no tests ran'} in {seconds:.2f}s ".center(80, "=")
