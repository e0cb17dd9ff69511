"""Binds functions of PDFium so that a call costs little: there are thousands a page."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as fpdf


def bare(name: str, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """A function of PDFium for which ctypes converts no argument, and keeps hold of the interpreter.

    It takes 32-bit integers as they are, and pointers as `c_void_p` or made by `byref`: a bare integer would be cut.
    """
    return ctypes.cast(getattr(fpdf, name), ctypes.PYFUNCTYPE(result))
