"""The digital seal: a certificate's signature over a finished PDF (extra `sign`, pyHanko).

A seal is the last thing that happens to a file: the bytes that were there stay as they were, the seal
is added behind them, and any later change shows. Without a certificate everything works, but a
picture of a seal is no signature, and what is printed says so.

Only this package knows pyHanko; it is imported on first use.
"""

from noticegen.sealing.check import Seal, check
from noticegen.sealing.keys import Signing
from noticegen.sealing.sign import sign

__all__ = ["Seal", "Signing", "check", "sign"]
