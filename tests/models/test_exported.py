"""What an exported transformer gives is pooled as sentence-transformers pools, and a file that is none is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from models.exported import CannotExecuteError, ExportedModel, pooled, pooling

WORDS = ["[PAD]", "[UNK]", "[CLS]", "un", "avis", "q"]
TABLE = np.random.default_rng(1).standard_normal((len(WORDS), 4)).astype(np.float32)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a transformer whose vectors are pooled by their mean."""
    kinds = {"Transformer": "", "Pooling": "1_Pooling", "Normalize": "2_Normalize"}
    modules = [{"type": f"sentence_transformers.models.{kind}", "path": path} for kind, path in kinds.items()]
    (tmp_path / "modules.json").write_text(json.dumps(modules))
    (tmp_path / "1_Pooling").mkdir()
    settle(tmp_path, pooling_mode="mean")
    words = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, "[UNK]"))
    words.pre_tokenizer = Whitespace()
    words.post_processor = TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 2)])
    words.enable_padding(length=20)
    words.save(str(tmp_path / "tokenizer.json"))
    return tmp_path


def settle(home: Path, **settings: object) -> None:
    (home / "1_Pooling" / "config.json").write_text(json.dumps(settings))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"pooling_mode": "mean"}, "mean"),
        ({"pooling_mode": "cls"}, "cls"),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False}, "mean"),
        ({"pooling_mode_mean_tokens": False, "pooling_mode_cls_token": True}, "cls"),
        ({"pooling_mode": ["mean", "cls"]}, None),
        ({"pooling_mode": "lasttoken"}, None),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True}, None),
        ({"pooling_mode_max_tokens": True}, None),
        ({"pooling_mode": "mean", "include_prompt": False}, None),
        ({}, None),
    ],
)
def test_only_known_poolings_are_done(home: Path, settings: dict[str, object], expected: str | None) -> None:
    settle(home, **settings)
    assert pooling(home) == expected


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("modules.json", "[]"),
        ("modules.json", "{}"),
        ("modules.json", '[{"type": "a.Transformer", "path": ""}, {"type": "a.Dense", "path": "1_Pooling"}]'),
        ("modules.json", '[{"type": "a.Transformer", "path": "0"}, {"type": "a.Pooling", "path": "1_Pooling"}]'),
        ("sentence_bert_config.json", '{"do_lower_case": true}'),
    ],
)
def test_a_folder_that_asks_for_more_is_left_to_torch(home: Path, file: str, text: str) -> None:
    assert pooling(home) == "mean"
    (home / file).write_text(text)
    assert pooling(home) is None
    with pytest.raises(CannotExecuteError):
        ExportedModel(home, "onnx/model.onnx", tokens=None, threads=1)


def test_padding_does_not_count() -> None:
    vectors = np.array([[[3, 0], [0, 4], [9, 9]], [[2, 0], [9, 9], [9, 9]], [[9, 9], [9, 9], [9, 9]]], dtype=np.float32)
    mask = np.array([[1, 1, 0], [1, 0, 0], [0, 0, 0]])
    np.testing.assert_allclose(pooled(vectors, mask, "mean"), [[0.6, 0.8], [1, 0], [0, 0]], atol=1e-6)
    np.testing.assert_allclose(pooled(vectors, mask, "cls")[:2], [[1, 0], [1, 0]], atol=1e-6)
    assert pooled(vectors, mask, "mean").dtype == np.float32


@pytest.fixture
def exported(home: Path) -> Path:
    """The same, with a transformer that looks its tokens up in a table."""
    import onnx

    helper, kind = onnx.helper, onnx.TensorProto
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "table",
        [helper.make_tensor_value_info(name, kind.INT64, ["n", "m"]) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("last_hidden_state", kind.FLOAT, ["n", "m", 4])],
        [onnx.numpy_helper.from_array(TABLE, "table")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    (home / "onnx").mkdir()
    onnx.save(model, str(home / "onnx" / "model.onnx"))
    return home


def mean(*words: str) -> NDArray[np.float32]:
    total = TABLE[[WORDS.index(word) for word in words]].sum(axis=0)
    return np.asarray(total / np.linalg.norm(total), dtype=np.float32)


@pytest.mark.slow
def test_a_text_is_the_mean_of_its_tokens_behind_the_prefix(exported: Path) -> None:
    model = ExportedModel(exported, "onnx/model.onnx", tokens=4, threads=1)
    texts = ["un avis", "avis", *["un"] * 40, "avis avis avis avis avis"]
    found = model.encode(texts, "")
    assert (found.shape, found.dtype) == ((43, 4), np.float32)
    np.testing.assert_allclose(found[0], mean("[CLS]", "un", "avis"), atol=1e-6)
    np.testing.assert_allclose(found[1], mean("[CLS]", "avis"), atol=1e-6)
    np.testing.assert_allclose(found[40], mean("[CLS]", "un"), atol=1e-6)
    np.testing.assert_allclose(found[42], mean("[CLS]", "avis", "avis", "avis"), atol=1e-6)
    np.testing.assert_allclose(model.encode(["avis"], "q ")[0], mean("[CLS]", "q", "avis"), atol=1e-6)


@pytest.mark.slow
def test_a_file_that_is_no_model_is_refused_with_a_hint(exported: Path) -> None:
    (exported / "onnx" / "model.onnx").write_bytes(b"no model")
    with pytest.raises(CannotExecuteError) as caught:
        ExportedModel(exported, "onnx/model.onnx", tokens=None, threads=1)
    assert "torch" in caught.value.hint
