"""The worklist of a day over the whole book, an officer or a branch.

`gather` streams the book case by case, over several processes if there are many, and keeps what was
found sorted on disk: memory does not grow with the book. `sheet` and `calendar` write what may leave
the house.
"""

from __future__ import annotations

from noticegen.due.gather import Setting, Wanted, gather
from noticegen.due.spool import Found

__all__ = ["Found", "Setting", "Wanted", "gather"]
