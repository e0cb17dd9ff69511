"""What of a machine the last digits of what is computed on it depend on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version


def machine(*, llama: bool) -> dict[str, object]:
    """The architecture, how many processors this process may use, and numpy's version; with `llama` also the version
    of llama.cpp and the instruction sets that it found, as a generator's environment has them.
    """
    found: dict[str, object] = {
        "machine": platform.machine(),
        "processors": len(os.sched_getaffinity(0)),
        "numpy": version("numpy"),
    }
    if llama:
        from models.llama import backend

        library = backend.library()
        found["llama_cpp"] = library.__version__
        found["cpu"] = library.llama_print_system_info().decode().strip(" |")
    return found
