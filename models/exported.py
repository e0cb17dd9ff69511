"""Runs an encoder exported to ONNX or OpenVINO, by tokenizers and numpy around the one library: without torch.

What sentence-transformers would do with the same folder: cut a text into tokens, run the transformer, pool its token
vectors by their mean or take the first, and scale the result to length 1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from models import foreign
from models.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Pooling = Literal["mean", "cls"]
Given = Mapping[str, NDArray[np.int64]]
"""input_ids, attention_mask and token_type_ids, each int64 [texts, tokens]."""
Run = Callable[[Given], NDArray[np.float32]]
"""Gives float32 [texts, tokens, dimension]."""
_BATCH = 32
_KINDS = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
_TOKENIZER = "tokenizer.json"
_ONNX_ERRORS = (
    "Fail",
    "InvalidArgument",
    "InvalidGraph",
    "InvalidProtobuf",
    "NoSuchFile",
    "NotImplemented",
    "RuntimeException",
)
_FLAGS = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}


class CannotExecuteError(ModelError):
    """An exported model cannot be loaded, or run."""


class ExportedModel:
    """A transformer in the file `file` of a folder, run on the processor with a fixed number of threads.

    tokens: how many of a text it looks at; None: all of them. Raises CannotExecuteError.
    """

    def __init__(self, home: Path, file: str, *, tokens: int | None, threads: int) -> None:
        way = pooling(home)
        if way is None:
            raise _refusal(home, _("its folder asks for more than a transformer and its pooling"))
        self._home = home
        self._pooling = way
        self._tokenizer = _tokenizer(home, tokens)
        self._run = (_onnx if file.endswith(".onnx") else _openvino)(home, file, threads)

    def encode(self, texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        """Return unit vectors of texts, each behind the prefix: float32 [len(texts), dimension]."""
        read = self._tokenizer.encode_batch([prefix + text for text in texts])
        order = sorted(range(len(read)), key=lambda place: len(read[place].ids))  # so that little is padded
        found = [
            self._vectors([read[place] for place in order[start : start + _BATCH]])
            for start in range(0, len(order), _BATCH)
        ]
        vectors = np.concatenate(found)
        ordered = np.empty_like(vectors)
        ordered[order] = vectors
        return ordered

    def _vectors(self, batch: Sequence[Encoding]) -> NDArray[np.float32]:
        length = max(1, *(len(one.ids) for one in batch))
        shape = (len(batch), length)
        given = {name: np.zeros(shape, dtype=np.int64) for name in ("input_ids", "attention_mask", "token_type_ids")}
        for row, one in enumerate(batch):
            end = len(one.ids)
            given["input_ids"][row, :end] = one.ids
            given["attention_mask"][row, :end] = 1
            given["token_type_ids"][row, :end] = one.type_ids
        return pooled(self._run(given), given["attention_mask"], self._pooling)


def pooled(vectors: NDArray[np.float32], mask: NDArray[np.int64], way: Pooling) -> NDArray[np.float32]:
    """Pool token vectors, float32 [texts, tokens, dimension], to unit vectors, float32 [texts, dimension].

    mask: int64 [texts, tokens]; 0 where a row has no more tokens.
    """
    one = vectors[:, 0] if way == "cls" else (vectors * mask[:, :, None].astype(np.float32)).sum(axis=1)
    norms = np.linalg.norm(one, axis=1, keepdims=True)
    return np.asarray(np.divide(one, norms, out=np.zeros_like(one), where=norms > 0), dtype=np.float32)


def pooling(home: Path) -> Pooling | None:
    """How the token vectors of a model are pooled; None where it asks for what this module does not do."""
    found = foreign.parsed(home / foreign.MODULES)
    modules = found if isinstance(found, list) else []
    kinds = [str(one.get("type")).rpartition(".")[2] for one in modules]
    if kinds not in _KINDS or modules[0].get("path") or not (home / _TOKENIZER).is_file():
        return None
    settings = foreign.settings(home / str(modules[1].get("path")) / "config.json")
    lowers = foreign.settings(home / "sentence_bert_config.json").get("do_lower_case")
    if lowers or not settings.get("include_prompt", True):
        return None
    # sentence-transformers names the way today, and had a flag for each before.
    flags = [_FLAGS.get(key) for key, value in settings.items() if key.startswith("pooling_mode_") and value]
    ways = [settings["pooling_mode"]] if "pooling_mode" in settings else flags
    return "mean" if ways == ["mean"] else "cls" if ways == ["cls"] else None


def _tokenizer(home: Path, tokens: int | None) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(home / _TOKENIZER))
    except ValueError as error:
        raise _refusal(home, str(error)) from error
    tokenizer.no_padding()
    if tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(tokens)
    return tokenizer


def _onnx(home: Path, file: str, threads: int) -> Run:
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    errors = tuple(getattr(state, name) for name in _ONNX_ERRORS)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3  # errors alone
    try:
        session = onnxruntime.InferenceSession(str(home / file), options, providers=["CPUExecutionProvider"])
    except errors as error:
        raise _refusal(home, str(error)) from error
    wanted = [one.name for one in session.get_inputs()]

    def run(given: Given) -> NDArray[np.float32]:
        try:
            return np.asarray(session.run(None, {name: given[name] for name in wanted})[0], dtype=np.float32)
        except (*errors, KeyError) as error:
            raise _refusal(home, str(error)) from error

    return run


def _openvino(home: Path, file: str, threads: int) -> Run:
    import openvino

    try:
        compiled = openvino.Core().compile_model(str(home / file), "CPU", {"INFERENCE_NUM_THREADS": threads})
    except RuntimeError as error:
        raise _refusal(home, str(error)) from error
    wanted = [one.get_any_name() for one in compiled.inputs]

    def run(given: Given) -> NDArray[np.float32]:
        try:
            return np.asarray(compiled({name: given[name] for name in wanted})[0], dtype=np.float32)
        except (KeyError, RuntimeError) as error:
            raise _refusal(home, str(error)) from error

    return run


def _refusal(home: Path, reason: str) -> CannotExecuteError:
    return CannotExecuteError(
        _("The exported model in {folder} cannot be run: {reason}").format(
            folder=home, reason=reason.strip().partition("\n")[0]
        ),
        hint=_("Run it through torch: GREFFIER_ENCODER_BACKEND=torch"),
    )
