"""Writes a trained BERT as llama.cpp reads it: GGUF, its matrices as 8-bit integers with a scale to every 32."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.training import wordpiece

_WORD_START = "\u2581"
_OF_MODEL = {
    "embeddings.word_embeddings.weight": "token_embd.weight",
    "embeddings.token_type_embeddings.weight": "token_types.weight",
    "embeddings.position_embeddings.weight": "position_embd.weight",
    "embeddings.LayerNorm": "token_embd_norm",
}
_OF_LAYER = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
_WHOLE = ("Norm", "token_type", "position")
"""What is small, and stays float32; as do all biases."""


@dataclass(frozen=True, slots=True)
class Trained:
    """An encoder: its weights as transformers names them, and its tokenizer."""

    weights: dict[str, NDArray[np.float32]]
    vocabulary: list[str]
    tokenizer: Tokenizer


def write(trained: Trained, path: Path, *, heads: int, layers: int, name: str, licence: str) -> None:
    """Write the file. Tensor names are those of llama.cpp's architecture `bert`."""
    table = trained.weights["embeddings.word_embeddings.weight"]
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_name(name)
    writer.add_license(licence)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    writer.add_context_length(len(trained.weights["embeddings.position_embeddings.weight"]))
    writer.add_embedding_length(table.shape[1])
    writer.add_feed_forward_length(len(trained.weights["encoder.layer.0.intermediate.dense.bias"]))
    writer.add_block_count(layers)
    writer.add_head_count(heads)
    writer.add_layer_norm_eps(1e-12)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    _vocabulary(writer, trained.vocabulary)
    for ours, theirs in _OF_MODEL.items():
        _put(writer, trained, ours, theirs)
    for layer in range(layers):
        for ours, theirs in _OF_LAYER.items():
            _put(writer, trained, f"encoder.layer.{layer}.{ours}", f"blk.{layer}.{theirs}")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _vocabulary(writer: gguf.GGUFWriter, vocabulary: list[str]) -> None:
    special = len(wordpiece.SPECIAL)
    pieces = [
        piece if place < special or piece.startswith("##") else _WORD_START + piece
        for place, piece in enumerate(vocabulary)
    ]
    writer.add_tokenizer_model("bert")
    writer.add_token_type_count(2)
    writer.add_token_list([piece.removeprefix("##").encode() for piece in pieces])
    kinds = (gguf.TokenType.CONTROL, gguf.TokenType.NORMAL)
    writer.add_token_types([kinds[place >= special] for place in range(len(vocabulary))])
    writer.add_pad_token_id(vocabulary.index(wordpiece.PAD))
    writer.add_unk_token_id(vocabulary.index(wordpiece.UNKNOWN))
    writer.add_bos_token_id(vocabulary.index(wordpiece.FIRST))
    writer.add_sep_token_id(vocabulary.index(wordpiece.LAST))


def _put(writer: gguf.GGUFWriter, trained: Trained, ours: str, theirs: str) -> None:
    if ours in trained.weights:
        _tensor(writer, theirs, trained.weights[ours], whole=any(part in ours for part in _WHOLE))
        return
    _tensor(writer, f"{theirs}.weight", trained.weights[f"{ours}.weight"], whole=any(part in ours for part in _WHOLE))
    _tensor(writer, f"{theirs}.bias", trained.weights[f"{ours}.bias"], whole=True)


def _tensor(writer: gguf.GGUFWriter, name: str, values: NDArray[np.float32], *, whole: bool) -> None:
    if whole:
        writer.add_tensor(name, values.astype(np.float32))
    else:
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
