"""Where what is costly to make is kept: converted fonts and compiled letterheads."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from noticegen.errors import OutputError
from noticegen.text import Text


def cache_folder() -> Path:
    """`NOTICEGEN_CACHE`, else the user's cache folder of this platform; made private (0700)."""
    named = os.environ.get("NOTICEGEN_CACHE")
    if named:
        folder = Path(named)
    else:
        import platformdirs

        folder = Path(platformdirs.user_cache_dir("noticegen"))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            Text(f"缓存文件夹 {folder} 无法建立", f"the cache folder {folder} cannot be made"),
            Text("用 NOTICEGEN_CACHE 指定可写的文件夹", "name a writable one in NOTICEGEN_CACHE"),
        ) from error
    return folder


def keep(path: Path, data: bytes) -> None:
    """Put `data` at `path` whole or not at all; of two writers at once the last one stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    rough = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with rough.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        rough.chmod(0o600)
        rough.replace(path)
    except OSError as error:
        rough.unlink(missing_ok=True)
        raise OutputError(
            Text(f"缓存文件 {path} 无法写入", f"the cache file {path} cannot be written"),
            Text("检查磁盘空间和权限", "check disk space and permissions"),
        ) from error
