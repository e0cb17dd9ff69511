"""The cross-encoder: a real one, very small and untrained, is saved, loaded and asked; what is unsafe is refused."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from models import manifest
from models.cross_encoder import CrossEncoderReranker, check, read
from models.foreign import NotAnEncoderError, UnsafeError

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] chien laisse parc amende le la".split()


@dataclass(frozen=True)
class Passage:
    heading: str
    text: str


PASSAGES = [Passage("Règlement > Chiens", "le chien"), Passage("", "la laisse"), Passage("", "amende " * 200)]


def saved(folder: Path, labels: int = 1) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import torch
        from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

        folder.mkdir()
        vocabulary = folder / "vocab.txt"
        vocabulary.write_text("\n".join(WORDS))
        config = BertConfig(
            vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
            max_position_embeddings=64, num_labels=labels, initializer_range=1.0,
        )  # fmt: skip
        torch.manual_seed(0)
        BertForSequenceClassification(config).save_pretrained(folder)
        BertTokenizerFast(vocab_file=str(vocabulary)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("models") / "tiny")


@pytest.mark.slow
def test_each_passage_gets_a_score_of_its_own(folder: Path) -> None:
    reranker = CrossEncoderReranker.load(folder, threads=1)
    found = reranker.rerank("le chien", PASSAGES)
    assert found.dtype == np.float32
    assert found.shape == (3,)
    assert ((found >= 0) & (found <= 1)).all()
    assert len(set(found.tolist())) == 3
    alone = [reranker.rerank("le chien", [passage])[0] for passage in PASSAGES]
    np.testing.assert_allclose(found, alone, atol=1e-5)
    assert reranker.rerank("le chien", []).shape == (0,)
    assert CrossEncoderReranker.load(folder, threads=1).fingerprint == reranker.fingerprint


@pytest.mark.slow
def test_a_model_with_several_numbers_for_a_pair_is_refused(tmp_path: Path) -> None:
    from models.torch_models import CannotRunError

    with pytest.raises(CannotRunError):
        CrossEncoderReranker.load(saved(tmp_path / "three", labels=3), threads=1)


def test_the_innermost_heading_is_read_with_the_text() -> None:
    assert [read(passage)[:20] for passage in PASSAGES[:2]] == ["Chiens. le chien", "la laisse"]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder that passes for a cross-encoder until it is loaded."""
    (tmp_path / "config.json").write_text('{"architectures": ["BertForSequenceClassification"]}')
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    return tmp_path


def test_the_fingerprint_names_weights_and_vocabulary(bare: Path) -> None:
    before = check(bare)
    (bare / "README.md").write_text("Another word about it.")
    assert check(bare) == before
    (bare / "vocab.txt").write_text("chien")
    assert check(bare) != before


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors"])
def test_a_folder_of_something_else_is_refused(bare: Path, missing: str) -> None:
    (bare / missing).rename(bare / "pytorch_model.bin")
    with pytest.raises(NotAnEncoderError) as refused:
        check(bare)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", {"auto_map": {"AutoModel": "mine.Model"}}),
        ("modules.json", [{"type": "mine.Transformer", "path": ""}]),
        ("config_sentence_transformers.json", {"activation_fn": "os.system"}),
    ],
)
def test_code_of_its_own_is_refused(bare: Path, name: str, content: object) -> None:
    (bare / name).write_text(json.dumps(content))
    with pytest.raises(UnsafeError):
        check(bare)


def test_row_42_a_folder_with_a_manifest_is_held_to_it(bare: Path) -> None:
    manifest.write(bare, name="bare", licence="none", source="a test")
    (bare / "model.safetensors").write_bytes(b"Weights")
    with pytest.raises(manifest.TamperedError):
        CrossEncoderReranker.load(bare, threads=1)


@pytest.mark.slow
def test_a_setting_puts_it_behind_the_search(folder: Path, filed_library, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.office import Office

    monkeypatch.setenv("GREFFIER_RERANKER", str(folder))
    monkeypatch.setenv("GREFFIER_RERANKER_PASSAGES", "2")
    office = Office(filed_library.folder)
    searcher = office.searcher()
    hits = searcher.search("amende pour un chien", "fr", office.scope(), 5)
    searcher.catalogue.close()
    assert len(hits) > 2
    assert ["reranker" in hit.parts for hit in hits] == [True, True] + [False] * (len(hits) - 2)
