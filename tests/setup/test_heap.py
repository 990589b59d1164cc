"""What the web server's processes keep of memory (the target of memory per worker)."""

import subprocess
import sys

import pytest

from secretariat.setup import heap
from secretariat.setup.database import ROOT

pytestmark = pytest.mark.skipif(heap._library() is None, reason="matters where the C library is glibc")

AT_ONCE = """
import ctypes, sys, threading
from secretariat.setup import gunicorn
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
if "share" in sys.argv:
    gunicorn.when_ready(None)
meeting = threading.Barrier(4)
def take():
    meeting.wait()
    for _ in range(1000):
        libc.malloc(2000)
    meeting.wait()
threads = [threading.Thread(target=take) for _ in range(4)]
[one.start() for one in threads]
[one.join() for one in threads]
libc.malloc_stats()  # one line for each heap, on stderr
"""
FULL_OF_HOLES = """
import ctypes
from pathlib import Path
from secretariat.setup import heap
def megabytes():
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
libc.free.argtypes = [ctypes.c_void_p]
pieces = [libc.malloc(20_000) for _ in range(3000)]
for piece in pieces:
    ctypes.memset(ctypes.c_void_p(piece), 1, 20_000)
for piece in pieces[:-1]:  # the last one keeps the heap from shrinking by itself
    libc.free(piece)
before = megabytes()
heap.give_back()
print(before - megabytes())
"""


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)


def test_all_threads_of_a_web_server_s_worker_share_one_heap() -> None:
    assert [_run(AT_ONCE, *told).stderr.count("Arena ") for told in ([], ["share"])] == [5, 1]


def test_free_memory_between_what_is_in_use_goes_back_to_the_system() -> None:
    assert float(_run(FULL_OF_HOLES).stdout) > 40
