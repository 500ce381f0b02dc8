"""The only writer of files: whole or not at all, on disk before it is said so, readable by the owner only.

A file is written beside its place under a dot-name, flushed to disk, and linked to its final name;
then the folder is flushed. A crash at any point leaves either no file or the whole file under the
final name; what is left of a dead writer is swept when the same file is published again. Nothing
is ever overwritten by `publish`; only drafts, streams a letter was erased from, and the lists of a run
that was broken off, may `replace`.
Modes are 0600 and 0700 whatever the umask says.
"""

from noticegen.fsio.files import (
    CHUNK,
    chunks_of,
    is_temporary,
    publish,
    publish_chunks,
    publish_many,
    remove,
    replace,
    replace_chunks,
    sha256_of,
)
from noticegen.fsio.folders import (
    name_folder,
    refuse_other,
    remove_folder,
    staged_folder,
    working_folder,
)
from noticegen.fsio.system import create_private, held, make_private_dir

__all__ = [
    "CHUNK",
    "chunks_of",
    "create_private",
    "held",
    "is_temporary",
    "make_private_dir",
    "name_folder",
    "publish",
    "publish_chunks",
    "publish_many",
    "refuse_other",
    "remove",
    "remove_folder",
    "replace",
    "replace_chunks",
    "sha256_of",
    "staged_folder",
    "working_folder",
]
