"""Encoders are imported, found, described and loaded; what cannot be used leaves nothing behind."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from models import encoders, foreign, manifest, place
from models.backends import Chosen
from models.errors import ModelError
from models.imported import TRAITS, ImportedEncoder, Traits, UnsteadyError, fingerprint
from models.manifest import File, Manifest, ManifestError, TamperedError
from models.static import StaticEncoder
from models.training import save

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "query",
    "passage",
    ":",
    "un",
    "avis",
    "de",
    "trente",
    "jours",
    "a",
    "notice",
]


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of one layer that learned nothing, as sentence-transformers saves it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    home = tmp_path_factory.mktemp("saved")
    bare = home / "bare"
    torch.manual_seed(1)
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    BertModel(BertConfig(vocab_size=len(WORDS), max_position_embeddings=32, **size)).save_pretrained(bare)
    words = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, "[UNK]"))
    words.pre_tokenizer = Whitespace()
    marks = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    PreTrainedTokenizerFast(tokenizer_object=words, model_max_length=32, **marks).save_pretrained(bare)
    module = Transformer(str(bare))
    SentenceTransformer(modules=[module, Pooling(16)], device="cpu").save(str(home / "tiny"), create_model_card=False)
    return home / "tiny"


@pytest.fixture
def source(transformer: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(transformer, tmp_path / "Tiny"))


@pytest.fixture
def static(tmp_path: Path) -> Path:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "un": 1, "avis": 2, "notice": 3}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    save.encoder(np.eye(4, dtype=np.float32), tokenizer, tmp_path / "static")
    return tmp_path / "static"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


def change(file: Path, **settings: object) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **settings}))


def load(folder: Path, name: str) -> StaticEncoder | ImportedEncoder:
    return encoders.load(encoders.find(folder, name), threads=1)


def test_the_bundled_encoder_is_installed(folder: Path) -> None:
    assert "bilingual-static" in [one.name for one in encoders.installed(folder)]
    found = encoders.info(folder, "bilingual-static")
    encoder = load(folder, "bilingual-static")
    assert isinstance(encoder, StaticEncoder)
    assert (found.traits, found.backend, found.fingerprint) == (None, None, encoder.fingerprint)
    assert found.dimension == encoder.dimension


def test_a_table_is_imported_and_runs_without_torch(static: Path, folder: Path) -> None:
    one = encoders.import_folder(static, folder, "table")
    encoder = load(folder, "table")
    assert isinstance(encoder, StaticEncoder)
    assert encoder.fingerprint == StaticEncoder.load(static).fingerprint
    np.testing.assert_array_equal(encoder.encode_query("avis"), encoder.encode(["avis"])[0])
    assert one.manifest == manifest.verify(folder / "table")
    assert encoders.find(folder, f"{folder}/table").home == one.home


def test_names_that_are_taken_are_refused(static: Path, folder: Path) -> None:
    encoders.import_folder(static, folder, "table")
    for name in ("table", "bilingual-static"):
        with pytest.raises(place.BadNameError, match=name):
            encoders.import_folder(static, folder, name)
    with pytest.raises(place.BadNameError):
        encoders.import_folder(static, folder, "../table")


@pytest.mark.parametrize("named", ["nobody", "", "..", "a b"])
def test_a_name_of_nothing_is_not_found(folder: Path, named: str) -> None:
    with pytest.raises(place.NotInstalledError):
        encoders.find(folder, named)


def test_a_path_without_a_manifest_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        encoders.find(folder, f"{tmp_path}/nothing")
    assert "models import" in caught.value.hint


def test_what_is_refused_leaves_nothing(static: Path, folder: Path) -> None:
    weights = static / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(foreign.NotAnEncoderError):
        encoders.import_folder(static, folder, "table")
    assert not folder.exists()


@pytest.mark.parametrize("text", ["", "{}", "[]"])
def test_a_table_that_cannot_be_loaded_leaves_nothing(static: Path, folder: Path, text: str) -> None:
    (static / "tokenizer.json").write_text(text)
    with pytest.raises(ModelError) as caught:
        encoders.import_folder(static, folder, "table")
    assert caught.value.hint
    assert [path.name for path in folder.iterdir()] == [".lock"]


@pytest.mark.slow
def test_a_transformer_is_imported_and_encodes(source: Path, folder: Path) -> None:
    stages: list[str] = []
    encoders.import_folder(source, folder, "tiny", query="query: ", progress=stages.append)
    assert stages == ["check", "copy", "try", "describe"]
    shutil.rmtree(source)
    info = encoders.info(folder, "tiny")
    assert info.traits == Traits("query: ", "", 16, 32)
    assert (info.backend, info.fallback, info.dimension) == ("torch", "", 16)
    encoder = load(folder, "tiny")
    texts = ["un avis de trente jours", "avis", "a notice " * 100, "jours"]
    found = encoder.encode(texts)
    assert (found.shape, found.dtype) == ((4, 16), np.float32)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode(texts[::-1])[::-1], found, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_query("avis"), encoder.encode(["query: avis"])[0], atol=1e-5)
    assert encoder.encode([]).shape == (0, 16)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of torch's exporter about itself
def test_an_exported_transformer_gives_what_torch_gives(source: Path, folder: Path) -> None:
    import torch
    from transformers import BertModel

    class Exported(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel.from_pretrained(source)

        def forward(self, *given: torch.Tensor) -> torch.Tensor:
            return self.bert(**dict(zip(names, given, strict=True))).last_hidden_state

    names = ["input_ids", "attention_mask", "token_type_ids"]
    tokens = torch.ones(2, 3, dtype=torch.long)
    (source / "onnx").mkdir()
    torch.onnx.export(
        Exported().eval(),
        (tokens, tokens, tokens * 0),
        str(source / "onnx" / "model.onnx"),
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in (*names, "last_hidden_state")},
        dynamo=False,
    )
    encoders.import_folder(source, folder, "tiny", query="query: ")
    found = encoders.find(folder, "tiny")
    by_torch, by_onnx = (encoders.load(found, threads=1, backend=name) for name in ("torch", "onnx"))
    assert encoders.info(folder, "tiny", backend="onnx").backend == "onnx"
    assert by_torch.fingerprint != by_onnx.fingerprint
    texts = ["un avis de trente jours", "avis", "a notice " * 100]
    np.testing.assert_allclose(by_onnx.encode(texts), by_torch.encode(texts), atol=1e-5)
    np.testing.assert_allclose(by_onnx.encode_query("avis"), by_torch.encode_query("avis"), atol=1e-5)


@pytest.mark.slow
def test_the_folders_own_prefixes_are_taken_and_its_default_is_not(source: Path, folder: Path) -> None:
    prompts = {"query": "query: ", "document": "passage: "}
    change(source / "config_sentence_transformers.json", prompts=prompts, default_prompt_name="query")
    encoders.import_folder(source, folder, "own")
    encoders.import_folder(source, folder, "none", query="", passage="")
    own, none = load(folder, "own"), load(folder, "none")
    np.testing.assert_allclose(own.encode(["avis"]), none.encode(["passage: avis"]), atol=1e-5)
    np.testing.assert_allclose(own.encode_query("avis"), none.encode_query("query: avis"), atol=1e-5)
    assert not np.allclose(none.encode(["avis"]), own.encode(["avis"]), atol=1e-3)
    assert own.fingerprint != none.fingerprint


@pytest.mark.slow
def test_a_table_with_prefixes_is_given_them(static: Path, folder: Path) -> None:
    encoders.import_folder(static, folder, "table", query="notice ")
    encoder = load(folder, "table")
    np.testing.assert_allclose(encoder.encode_query("avis"), [0, 0, 0.5**0.5, 0.5**0.5], atol=1e-6)
    np.testing.assert_allclose(encoder.encode(["avis"])[0], [0, 0, 1, 0], atol=1e-6)


@pytest.mark.slow
def test_half_precision_weights_are_computed_in_single(source: Path, folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(source / "model.safetensors")
    halved = {name: values.astype(np.float16) for name, values in weights.items()}
    save_file(halved, source / "model.safetensors", metadata={"format": "pt"})
    change(source / "config.json", dtype="float16")
    encoders.import_folder(source, folder, "half")
    np.testing.assert_allclose(np.linalg.norm(load(folder, "half").encode(["avis"])), 1, atol=1e-6)


@pytest.mark.slow
def test_missing_weights_are_noticed_although_they_load(source: Path, folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(source / "model.safetensors")
    kept = {name: values for name, values in weights.items() if "layer.0.attention" not in name}
    save_file(kept, source / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(UnsteadyError) as caught:
        encoders.import_folder(source, folder, "tiny")
    assert caught.value.hint
    assert [path.name for path in folder.iterdir()] == [".lock"]


@pytest.mark.slow
@pytest.mark.parametrize("break_it", [
    lambda home: (home / "config.json").unlink(),
    lambda home: (home / "config.json").write_text("{}"),
    lambda home: change(home / "config.json", model_type="nobody-knows"),
    lambda home: change(home / "config.json", hidden_size=24),
    lambda home: (home / "tokenizer.json").write_text("{}"),
])  # fmt: skip
def test_what_does_not_load_leaves_nothing(source: Path, folder: Path, break_it: Callable[[Path], object]) -> None:
    break_it(source)
    with pytest.raises(ModelError) as caught:
        encoders.import_folder(source, folder, "tiny")
    assert caught.value.hint
    assert [path.name for path in folder.iterdir()] == [".lock"]


@pytest.mark.slow
def test_a_changed_byte_is_refused_before_anything_is_loaded(source: Path, folder: Path) -> None:
    encoders.import_folder(source, folder, "tiny")
    weights = folder / "tiny" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    with pytest.raises(TamperedError):
        load(folder, "tiny")


@pytest.fixture
def sealed() -> Manifest:
    files = {"model.safetensors": File("a", 1), "tokenizer.json": File("b", 1), "README.md": File("c", 1)}
    return Manifest("m", "MIT", "here", files)


@pytest.mark.parametrize(
    ("files", "traits", "chosen", "same"),
    [
        ({}, {}, Chosen("torch"), True),
        ({"README.md": File("d", 1)}, {}, Chosen("torch"), True),
        ({TRAITS: File("d", 1)}, {"tokens": 7}, Chosen("torch"), True),
        ({"onnx/model.onnx": File("d", 1)}, {}, Chosen("torch"), True),
        ({"tokenizer.json": File("d", 1)}, {}, Chosen("torch"), False),
        ({"model.safetensors": File("d", 1)}, {}, Chosen("torch"), False),
        ({"1_Pooling/config.json": File("d", 1)}, {}, Chosen("torch"), False),
        ({}, {"query": "q"}, Chosen("torch"), False),
        ({}, {"passage": "p"}, Chosen("torch"), False),
        ({}, {}, Chosen("onnx", "onnx/model.onnx"), False),
    ],
)
def test_the_fingerprint_names_what_vectors_come_of(
    sealed: Manifest, files: dict[str, File], traits: dict[str, str], chosen: Chosen, same: bool
) -> None:
    base = {"query": "", "passage": "", "dimension": 2, "tokens": 5}
    before = fingerprint(sealed, Traits(**base), Chosen("torch"))
    changed = Manifest("n", "", "", {**sealed.files, **files})
    assert len(before) == 64
    assert (fingerprint(changed, Traits(**{**base, **traits}), chosen) == before) is same


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"query": "", "passage": "", "dimension": 2, "tokens": 5, "more": 1}']
)
def test_traits_of_another_shape_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / TRAITS).write_text(text)
    with pytest.raises(ManifestError):
        Traits.read(tmp_path)


def test_traits_are_read_as_written(tmp_path: Path) -> None:
    assert Traits.read(tmp_path) is None
    traits = Traits("requête : ", "", 384, None)
    traits.write(tmp_path)
    assert Traits.read(tmp_path) == traits
