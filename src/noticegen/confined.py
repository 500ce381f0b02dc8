"""A child process that reads what others made: bounded, isolated, and free to die without us."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

MEMORY = 2 << 30  # bytes of address space
SECONDS = 300  # of processor time
GRACE = 10  # seconds of processor time between being told that it is up and being killed
# How a child ends (`returncode`) that ran out of time: SIGALRM, SIGXCPU. The system kills (SIGKILL) for want
# of memory; for time only who does not heed SIGXCPU, and no child of ours does.
LATE, SPENT = -14, -24  # by the clock, which a busy machine decides; by its own processor time
OUT_OF_TIME = (LATE, SPENT)
KILLED = -9
_SOURCES = str(Path(__file__).resolve().parents[1])


def limit_self(memory: int = MEMORY, seconds: int = SECONDS, written: int | None = None) -> None:
    """Bound memory, processor time and the size of any file written, where the system can.

    When the time is up the process gets SIGXCPU, and `GRACE` seconds later SIGKILL."""
    with contextlib.suppress(ImportError):
        import resource

        wanted = {
            resource.RLIMIT_AS: (memory, memory),
            resource.RLIMIT_CPU: (seconds, seconds + GRACE),
            resource.RLIMIT_CORE: (0, 0),
        }
        if written is not None:
            wanted[resource.RLIMIT_FSIZE] = (written, written)
        for what, (soft, hard) in wanted.items():
            _, most = resource.getrlimit(what)
            if most == resource.RLIM_INFINITY:
                most = hard
            # the account may have less
            resource.setrlimit(what, (min(soft, most), min(hard, most)))


def command(module: str, *arguments: str) -> list[str]:
    """The command that runs `module` isolated (-I): the folder of this package is all it is told."""
    program = (
        f"import sys, runpy; sys.path.insert(0, {_SOURCES!r}); "
        f"runpy.run_module({module!r}, run_name='__main__', alter_sys=True)"
    )
    return [sys.executable, "-I", "-c", program, *arguments]
