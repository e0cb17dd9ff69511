"""A sentence-transformers folder is judged by its small files: what would run something is refused unread."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from models import foreign
from models.foreign import NotAnEncoderError, UnsafeError, judge

TRANSFORMER, POOLING = "sentence_transformers.models.Transformer", "sentence_transformers.models.Pooling"


def put(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def modules(folder: Path, *pairs: tuple[str, str]) -> None:
    put(folder / "modules.json", [{"type": kind, "path": path} for kind, path in pairs])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shape of a model, without a model in it."""
    home = tmp_path / "some-model"
    modules(home, (TRANSFORMER, ""), (POOLING, "1_Pooling"))
    put(home / "config.json", {"model_type": "bert"})
    put(home / "tokenizer.json", {})
    put(home / "1_Pooling" / "config.json", {"pooling_mode_mean_tokens": True})
    save_file({"weight": np.zeros((2, 2), dtype=np.float32)}, home / "model.safetensors")
    return home


def test_what_is_needed_is_named_and_nothing_else(folder: Path) -> None:
    for name in ("pytorch_model.bin", "modeling.py", ".gitattributes", "manifest.json", "rust_model.ot", "train.sh"):
        (folder / name).write_bytes(b"{}")
    for name in ("onnx/model.onnx", "onnx/model.onnx_data", "openvino/openvino_model.xml", "openvino/other.bin"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")
    (folder / "README.md").write_text("---\nlanguage: fr\nlicense: apache-2.0\n---\n# Model")
    (folder / "elsewhere").mkdir()
    put(folder / "elsewhere" / "config.json", {})
    found = judge(folder)
    assert sorted(found.files) == [
        "1_Pooling/config.json", "README.md", "config.json", "model.safetensors", "modules.json",
        "onnx/model.onnx", "onnx/model.onnx_data", "openvino/openvino_model.xml", "tokenizer.json",
    ]  # fmt: skip
    assert (found.static, found.query, found.passage, found.licence) == (False, "", "", "apache-2.0")


def test_a_link_is_followed_to_its_file(folder: Path, tmp_path: Path) -> None:
    blob = tmp_path / "blob"
    (folder / "model.safetensors").rename(blob)
    (folder / "model.safetensors").symlink_to(blob)
    assert "model.safetensors" in judge(folder).files


def test_a_table_of_token_vectors_is_known(folder: Path) -> None:
    modules(
        folder, ("sentence_transformers.models.StaticEmbedding", ""), ("sentence_transformers.models.Normalize", "")
    )
    assert not judge(folder).static
    save_file({"embedding.weight": np.zeros((2, 2), dtype=np.float32)}, folder / "model.safetensors")
    assert judge(folder).static


@pytest.mark.parametrize(
    ("prompts", "expected"),
    [
        ({"query": "q: ", "passage": "p: "}, ("q: ", "p: ")),
        ({"query": "q: ", "document": "d: "}, ("q: ", "d: ")),
        ({"query": "q: ", "document": ""}, ("q: ", "")),
        ({"query": "", "passage": "", "document": "d: "}, ("", "d: ")),
        ({"classification": "c: "}, ("", "")),
        ({"query": 3}, ("", "")),
        ("query", ("", "")),
    ],
)
def test_the_folders_own_prompts_are_the_prefixes(folder: Path, prompts: object, expected: tuple[str, str]) -> None:
    put(folder / "config_sentence_transformers.json", {"prompts": prompts})
    found = judge(folder)
    assert (found.query, found.passage) == expected


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("intfloat/multilingual-e5-small", True),
        ("intfloat/e5-base-v2", True),
        ("intfloat/multilingual-e5-large-instruct", False),  # wants an instruction
        ("someone/e5-small", False),
        ("./e5-small", False),
    ],
)
def test_the_prefixes_of_a_family_are_known_where_its_name_is_certain(folder: Path, name: str, known: bool) -> None:
    put(folder / "config.json", {"model_type": "bert", "_name_or_path": name})
    found = judge(folder)
    assert (found.query, found.passage) == (("query: ", "passage: ") if known else ("", ""))


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", "null", "[" * 100_000])
def test_a_folder_without_modules_is_no_encoder(folder: Path, content: str | None) -> None:
    (folder / "modules.json").unlink()
    if content is not None:
        (folder / "modules.json").write_text(content)
    with pytest.raises(NotAnEncoderError, match="some-model") as caught:
        judge(folder)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("custom_st.Transformer", ""),
        ("sentence_transformers_of_mine.models.Transformer", ""),
        ("sentence_transformers.models.CLIPModel", ""),
        ("os.system", ""),
        ("Transformer", ""),
        (TRANSFORMER, "../elsewhere"),
        (TRANSFORMER, "/etc"),
        (TRANSFORMER, None),
        (None, ""),
    ],
)
def test_modules_that_are_not_sentence_transformers_own_are_refused(folder: Path, kind: str, path: str) -> None:
    modules(folder, (kind, path))
    with pytest.raises(UnsafeError) as caught:
        judge(folder)
    assert caught.value.hint


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json", "1_Pooling/config.json"])
def test_code_of_its_own_is_refused(folder: Path, file: str) -> None:
    put(folder / file, {"auto_map": {"AutoModel": "modeling.Model"}})
    with pytest.raises(UnsafeError, match=file):
        judge(folder)


def test_pickles_alone_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(UnsafeError, match=r"pytorch_model\.bin") as caught:
        judge(folder)
    assert "safetensors" in caught.value.hint


def test_a_pickle_in_a_later_module_is_refused(folder: Path) -> None:
    modules(folder, (TRANSFORMER, ""), (POOLING, "1_Pooling"), ("sentence_transformers.models.Dense", "2_Dense"))
    put(folder / "2_Dense" / "config.json", {})
    (folder / "2_Dense" / "pytorch_model.bin").write_bytes(b"x")
    with pytest.raises(UnsafeError, match="2_Dense"):
        judge(folder)


def test_no_weights_at_all_are_missed(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    with pytest.raises(NotAnEncoderError, match="no weights"):
        judge(folder)


def test_a_missing_tokenizer_is_missed(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(NotAnEncoderError, match="tokenizer"):
        judge(folder)


@pytest.mark.parametrize("kept", [0, 4, 60, -1])
def test_weights_cut_off_are_refused(folder: Path, kept: int) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(NotAnEncoderError, match="damaged"):
        judge(folder)


def test_weights_whose_head_claims_too_much_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", 1 << 62) + b"{}")
    with pytest.raises(NotAnEncoderError, match="damaged"):
        judge(folder)


def test_large_files_are_no_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "_SMALL", 10)
    with pytest.raises(NotAnEncoderError):
        judge(folder)
