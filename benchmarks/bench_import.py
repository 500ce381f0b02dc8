"""How fast a folder or workbook is read, checked, staged and made into dossiers.

python benchmarks/bench_import.py PATH
"""

from __future__ import annotations

import resource
import sys
import time

from noticegen.sources import read


def main(path: str) -> None:
    """Print rows a second, end to end and by step, and the peak of memory."""
    start = time.perf_counter()
    with read(path, vault=None, zone="Asia/Shanghai") as reading:
        checked = time.perf_counter()
        rows = sum(reading.counts.rows.values())
        loans = sum(1 for _ in reading.dossiers)
        end = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{rows} rows, {loans} of {reading.counts.loans} loans, {reading.counts.faults} faults"
        )
        print(f"read and check {checked - start:.1f} s, dossiers {end - checked:.1f} s")
        print(f"{rows / (end - start):.0f} rows/s end to end, peak {peak:.0f} MiB")
        for fault in reading.faults[:5]:
            print(fault.message.en)


if __name__ == "__main__":
    main(sys.argv[1])
