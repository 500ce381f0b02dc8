"""Evidence taken in: a clean copy of each file for the packet, and what became of the file."""

from noticegen.exhibits.intake import coarsen, take_in
from noticegen.exhibits.taken import Fate, Signature, Taken

__all__ = ["Fate", "Signature", "Taken", "coarsen", "take_in"]
