"""The packet for the court, bound: the story is in `story`; `verify` is for whoever holds a packet."""

from noticegen.bundle.story import Built, build

__all__ = ["Built", "build"]
