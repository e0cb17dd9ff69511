"""Confines this process by the kernel, for good: it writes under one folder only, and reaches no other process or port.

By Landlock (Linux 5.13; TCP since 6.7, signals since 6.12), which needs no privilege and holds for all that the process
starts. Structures and numbers are those of <linux/landlock.h>.
"""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # system calls, the same on all architectures
_VERSION, _PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38

_WRITE_FILE = 1 << 1
_WRITE = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))  # to write, remove, or make, whatever it is
_REFER, _TRUNCATE = 1 << 13, 1 << 14  # since versions 2 and 3
_TCP = 1 << 0 | 1 << 1  # to bind, to connect; since version 4
_SCOPED = 1 << 0 | 1 << 1  # abstract sockets, signals; since version 6


def confine(folder: Path) -> bool:
    """Let this process write under `folder` only, connect to nothing, and signal none but what it starts.

    Return False where the kernel offers nothing of the kind; then nothing is confined.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        return False
    files = _WRITE | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    handled = struct.pack("=Q", files)
    if version >= 4:
        handled += struct.pack("=Q", _TCP)
    if version >= 6:
        handled += struct.pack("=Q", _SCOPED)
    rules = libc.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return False
    try:
        _allow(libc, rules, folder, files)
        _allow(libc, rules, Path(os.devnull), files & (_WRITE_FILE | _TRUNCATE))
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.syscall(_RESTRICT_SELF, rules, 0):
            raise OSError(ctypes.get_errno(), "the process could not be confined")
    finally:
        os.close(rules)
    return True


def _allow(libc: ctypes.CDLL, rules: int, path: Path, access: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0):
            raise OSError(ctypes.get_errno(), "the process could not be confined", str(path))
    finally:
        os.close(descriptor)
