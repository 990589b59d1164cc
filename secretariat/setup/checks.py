"""`make check`: what can be wrong without running the system. `make fix`: what a program can mend."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from secretariat.setup import installation
from secretariat.setup.database import ROOT
from secretariat.setup.words import say

CHECKS: dict[str, tuple[str, ...]] = {
    "typer": ("mypy",),
    "stil": ("ruff", "check", "--quiet"),
    "form": ("ruff", "format", "--check", "--quiet"),
    "vem importerar vem": ("lint-imports",),
    "mallar": ("djlint", "templates", "--lint", "--quiet"),
    "migreringar": ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
    "Djangos egna": ("python", "manage.py", "check", "--fail-level", "WARNING"),
    "compose": ("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
    "Dockerfile": ("hadolint", "Dockerfile"),
}
FIXES = (("ruff", "check", "--fix", "--quiet"), ("ruff", "format", "--quiet"))


def check() -> int:
    """Run them all, two at a time; show only what complains. Return 1 if anything did."""
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        return max(pool.map(lambda item: run_one(*item), CHECKS.items()))


def run_one(name: str, command: tuple[str, ...]) -> int:
    began = time.monotonic()
    result = subprocess.run(
        (str(installation.program(command[0])), *command[1:]),
        cwd=ROOT,
        env=installation.environment(XDG_RUNTIME_DIR=os.environ.get("XDG_RUNTIME_DIR") or "/tmp"),  # noqa: S108
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = f"{time.monotonic() - began:5.1f} s"
    if result.returncode:
        say(f"✗ {took}  {name}\n{result.stdout.rstrip()}\n")
        return 1
    say(f"✓ {took}  {name}")
    return 0


def fix() -> int:
    environment = installation.environment()
    commands = [(str(installation.program(name)), *rest) for name, *rest in FIXES]
    return max(subprocess.run(each, cwd=ROOT, env=environment, check=False).returncode for each in commands)
