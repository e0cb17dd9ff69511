"""A Llama in torch whose weights are fixed, with low-rank adapters over the matrices of its upper layers.

The architecture is that of Llama (Touvron et al. 2023, arXiv:2302.13971) with grouped-query attention; the adapters
are those of LoRA (Hu et al. 2021, arXiv:2106.09685). Tensors are named and laid out as in llama.cpp's files: the rows
of the query and key matrices stand so that a rotation turns neighbours, numbers 2i and 2i+1 of a head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch.nn import functional

MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
"""The matrices of a layer, all of which an adapter is over."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a model's file says of it besides its weights. `rope_base` and `epsilon` are those of the papers."""

    layers: int
    width: int
    heads: int
    kv_heads: int
    hidden: int
    rope_base: float
    epsilon: float

    @property
    def head(self) -> int:
        """Numbers of a head."""
        return self.width // self.heads


class Llama(torch.nn.Module):
    """The model; what is learned of it are the adapters, which begin without any effect."""

    def __init__(
        self,
        shape: Shape,
        weights: Mapping[str, torch.Tensor],
        *,
        first: int,
        rank: int,
        alpha: float,
        seed: int = 0,
    ) -> None:
        """`weights` are float32, named as in a GGUF file; adapters are over the layers from `first` on."""
        super().__init__()
        self.shape, self.first, self.alpha, self.scale = shape, first, alpha, alpha / rank
        self._weights = dict(weights)
        self.adapters = torch.nn.ParameterDict()
        chance = torch.Generator().manual_seed(seed)
        for layer in range(first, shape.layers):
            for name in MATRICES:
                out, into = self._weights[f"blk.{layer}.{name}.weight"].shape
                a = torch.randn(rank, into, generator=chance) / into**0.5
                self.adapters[_key(layer, name, "a")] = torch.nn.Parameter(a)
                self.adapters[_key(layer, name, "b")] = torch.nn.Parameter(torch.zeros(out, rank))

    def forward(self, ids: torch.Tensor, positions: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        """Return the last hidden states, normed, float32 [tokens, width].

        `ids` and `positions` are int64 [tokens]; `seen` bool [tokens, tokens]: which tokens each one attends to.
        """
        turns = self._turns(positions)
        states = self._weights["token_embd.weight"][ids]
        for layer in range(self.shape.layers):
            states = states + self._attended(layer, self._normed(states, f"blk.{layer}.attn_norm"), turns, seen)
            normed = self._normed(states, f"blk.{layer}.ffn_norm")
            gate = functional.silu(self._times(layer, "ffn_gate", normed))
            states = states + self._times(layer, "ffn_down", gate * self._times(layer, "ffn_up", normed))
        return self._normed(states, "output_norm")

    def logits(self, states: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        """Return the logits of some `tokens` after the last hidden states, float32 [states, tokens]."""
        table = self._weights.get("output.weight", self._weights["token_embd.weight"])
        return functional.linear(states, table[tokens])

    def resume(self, learned: Mapping[str, torch.Tensor]) -> None:
        """Go on from adapters that were learned before. Raises ValueError where they are not over the same layers."""
        ours = self.learned()
        if {name: values.shape for name, values in learned.items()} != {name: ours[name].shape for name in ours}:
            raise ValueError("the adapters are of another rank, or over other matrices")
        for name, values in learned.items():
            ours[name].copy_(values)

    def learned(self) -> dict[str, torch.Tensor]:
        """The adapters by llama.cpp's names, float32: `lora_a` [rank, input], `lora_b` [output, rank]."""
        return {
            f"blk.{layer}.{name}.weight.lora_{half}": self.adapters[_key(layer, name, half)].detach()
            for layer in range(self.first, self.shape.layers)
            for name in MATRICES
            for half in ("a", "b")
        }

    def _attended(
        self, layer: int, states: torch.Tensor, turns: tuple[torch.Tensor, torch.Tensor], seen: torch.Tensor
    ) -> torch.Tensor:
        tokens, shape = len(states), self.shape
        query, key, value = (
            self._times(layer, name, states).view(tokens, -1, shape.head) for name in ("attn_q", "attn_k", "attn_v")
        )
        share = shape.heads // shape.kv_heads
        found = functional.scaled_dot_product_attention(
            _turned(query, turns).transpose(0, 1),
            _turned(key, turns).repeat_interleave(share, dim=1).transpose(0, 1),
            value.repeat_interleave(share, dim=1).transpose(0, 1),
            attn_mask=seen,
        )
        return self._times(layer, "attn_output", found.transpose(0, 1).reshape(tokens, -1))

    def _times(self, layer: int, name: str, states: torch.Tensor) -> torch.Tensor:
        made = functional.linear(states, self._weights[f"blk.{layer}.{name}.weight"])
        if layer < self.first:
            return made
        a, b = self.adapters[_key(layer, name, "a")], self.adapters[_key(layer, name, "b")]
        return torch.addmm(made, functional.linear(states, a), b.T, alpha=self.scale)

    def _normed(self, states: torch.Tensor, name: str) -> torch.Tensor:
        size = torch.rsqrt(states.square().mean(-1, keepdim=True) + self.shape.epsilon)
        return states * size * self._weights[f"{name}.weight"]

    def _turns(self, positions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Cosines and sines of the rotary angles (Su et al. 2021), float32 [tokens, 1, head / 2]."""
        steps = torch.arange(0, self.shape.head, 2, dtype=torch.float32) / self.shape.head
        angles = positions[:, None, None].float() / self.shape.rope_base**steps
        return angles.cos(), angles.sin()


def _key(layer: int, name: str, half: str) -> str:
    return f"{layer}-{name}-{half}"  # torch allows no points in a parameter's name


def _turned(states: torch.Tensor, turns: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    even, odd = states[..., ::2], states[..., 1::2]
    cos, sin = turns
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)
