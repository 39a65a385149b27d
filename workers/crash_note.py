"""What a job process was working on when it died: one number, shared between the worker and its forked children.

A task that kills its process (a crash in a library, the memory limit) would otherwise be due again for ever.
"""

from __future__ import annotations

import mmap
import struct

_note = mmap.mmap(-1, 8)  # anonymous and shared: what the child writes, the parent reads


def taking(task_id: int) -> None:
    """Called in the child before each row."""
    _note[:8] = struct.pack("q", task_id)


def taken() -> int | None:
    """The last row that was taken, read in the parent; None when there was none. Reading forgets it."""
    (task_id,) = struct.unpack("q", _note[:8])
    _note[:8] = struct.pack("q", 0)
    return task_id or None
