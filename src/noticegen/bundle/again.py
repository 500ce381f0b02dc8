"""The zip of a packet that stands already: lost, or never made because the program was stopped before it.

A sealed packet cannot be built a second time with the same bytes; its folder is the original, and the
zip is made from it, the same each time.
"""

from __future__ import annotations

from pathlib import Path

from noticegen.bundle import bag
from noticegen.bundle.anchor import Anchors
from noticegen.bundle.verify import NO_ANCHORS, Verified, verify
from noticegen.errors import DataError
from noticegen.text import Text


def zip_again(folder: Path, *, anchors: Anchors = NO_ANCHORS) -> tuple[Verified, Path | None]:
    """Check the packet in `folder`, and if it is whole and its seals are good put its zip beside it.

    The zip may stand there already; a draft's gives way. Raises DataError for what is no folder of a
    packet, OutputError when another file stands under the name of the zip."""
    folder = folder.absolute()
    if not folder.is_dir():
        raise DataError(Text(f"{folder} 不是材料包文件夹", f"{folder} is no folder of a packet"))
    found = verify(folder, anchors=anchors)
    if found.problems or found.content is None:
        return found, None
    target = folder.with_name(f"{folder.name}.zip")
    bag.publish_zip(folder, target, over=found.content.draft)
    return found, target
