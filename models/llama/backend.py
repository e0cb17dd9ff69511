"""llama.cpp itself: imported here alone, when a model is loaded, and told to keep its log to itself."""

from __future__ import annotations

import ctypes
import hashlib
import os
import threading
from gettext import gettext as _
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from models import manifest
from models.decoding import LoadError, complaint, messages

_backend = threading.Lock()
_callback: Any = None  # llama.cpp keeps the pointer only: this keeps the function alive


def library() -> ModuleType:
    """Import llama_cpp, once, with its log turned into the last few messages, for errors to quote."""
    global _callback
    with _backend:
        # Threads that wait for each other spin, by default for as long as it takes. When another program wants one of
        # two cores, the spinning one keeps it from the one that it waits for: prefill fell to a tenth of its speed,
        # under that of one thread. After a thousand turns they sleep. libgomp reads this when it is loaded.
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
        import llama_cpp

        if _callback is None:

            @llama_cpp.llama_log_callback  # type: ignore[untyped-decorator]  # llama_cpp is not typed
            def keep(level: int, text: bytes, _user_data: int) -> None:
                if level in (3, 4):  # GGML_LOG_LEVEL_WARN, GGML_LOG_LEVEL_ERROR of ggml.h
                    messages.append(text.decode("utf-8", "replace").strip())

            _callback = keep
            llama_cpp.llama_log_set(keep, ctypes.c_void_p(0))
            llama_cpp.llama_backend_init()
    return cast(ModuleType, llama_cpp)


def checked(path: Path) -> str:
    """The file's SHA-256, once the folder's manifest, where there is one, was found to hold. Raises ModelError."""
    if (path.parent / manifest.NAME).is_file():
        return manifest.verify(path.parent).files[path.name].sha256
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise LoadError(
            _("The model file {file} cannot be read: {reason}").format(file=path, reason=error.strerror),
            hint=_("Check the path, and that you may read it."),
        ) from error


def load(path: Path) -> tuple[ModuleType, Any]:
    """Load a GGUF file whose bytes were checked; return the library and its pointer to the model. Raises LoadError."""
    llama = library()
    settings = llama.llama_model_default_params()
    settings.n_gpu_layers = 0
    messages.clear()
    model = llama.llama_model_load_from_file(str(path).encode(), settings)
    if not model:
        raise LoadError(
            _("llama.cpp cannot load “{file}”: {reason}").format(file=path.name, reason=complaint()),
            hint=_("Check the file with “greffier models verify”, or import the model again."),
        )
    return llama, model


def load_adapter(llama: ModuleType, model: Any, path: Path) -> Any:
    """Load a LoRA adapter in GGUF over a model, and return llama.cpp's pointer to it. Raises LoadError.

    It is freed with the model. The file's bytes were checked.
    """
    messages.clear()
    adapter = llama.llama_adapter_lora_init(model, str(path).encode())
    if not adapter:
        raise LoadError(
            _("llama.cpp cannot load the adapter “{file}” over this model: {reason}").format(
                file=path.name, reason=complaint()
            ),
            hint=_("Choose the adapter that was trained for this model, or none."),
        )
    return adapter


def quantise(source: Path, target: Path, kind: str, threads: int) -> None:
    """Write `source` again with its matrices in another format (`Q4_0`, `Q8_0`, `F16`). Blocks; runs no Python.

    Made to be run in a process of its own: llama.cpp ends the whole process over some files. Raises LoadError.
    """
    llama = library()
    settings = llama.llama_model_quantize_default_params()
    settings.ftype = {"F16": 1, "Q4_0": 2, "Q8_0": 7}[kind]  # enum llama_ftype, llama.h
    settings.allow_requantize = True
    settings.nthread = threads
    messages.clear()
    if llama.llama_model_quantize(str(source).encode(), str(target).encode(), ctypes.byref(settings)) != 0:
        raise LoadError(
            _("“{file}” could not be converted: {reason}").format(file=source.name, reason=complaint()),
            hint=_("Check the file with “greffier models verify”, and that the disk has room."),
        )
