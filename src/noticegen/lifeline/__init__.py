"""The life of a case as a picture: who was contacted and reached, which letters went out and arrived, what
was promised and paid, and what was owed on each day.

For the eyes of the house: it shows what the log says."""

from noticegen.lifeline.draw import legend, picture

__all__ = ["legend", "picture"]
