"""Reads a Llama's weights out of a GGUF file, and writes the adapters over them as llama.cpp reads those."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np
import torch

from models.training.lora import Shape

_ARCHITECTURE = "llama"


def read(path: Path) -> tuple[Shape, dict[str, torch.Tensor]]:
    """Return a model's shape, and its weights by llama.cpp's names, float32. Raises ValueError for another model's."""
    reader = gguf.GGUFReader(path)
    fields = reader.fields
    if fields["general.architecture"].contents() != _ARCHITECTURE:
        raise ValueError(f"{path.name} is no Llama")

    def said(name: str) -> float:
        return float(fields[f"{_ARCHITECTURE}.{name}"].contents())

    shape = Shape(
        layers=int(said("block_count")),
        width=int(said("embedding_length")),
        heads=int(said("attention.head_count")),
        kv_heads=int(said("attention.head_count_kv")),
        hidden=int(said("feed_forward_length")),
        rope_base=said("rope.freq_base"),
        epsilon=said("attention.layer_norm_rms_epsilon"),
    )
    return shape, {
        tensor.name: torch.from_numpy(
            np.array(gguf.quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        )
        for tensor in reader.tensors
    }


def read_adapters(path: Path) -> dict[str, torch.Tensor]:
    """Return adapters that `write` wrote, by the same names, float32."""
    return {
        tensor.name: torch.from_numpy(np.array(tensor.data, dtype=np.float32))
        for tensor in gguf.GGUFReader(path).tensors
    }


def write(learned: Mapping[str, torch.Tensor], path: Path, *, alpha: float, name: str, licence: str) -> None:
    """Write adapters as float16, under the names of `Llama.learned`.

    The keys are those that `llama_adapter_lora_init` of llama.cpp asks for; it scales what it adds by alpha / rank.
    """
    writer = gguf.GGUFWriter(path, _ARCHITECTURE)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, alpha)
    writer.add_name(name)
    writer.add_license(licence)
    for tensor, values in sorted(learned.items()):
        writer.add_tensor(tensor, values.numpy().astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
