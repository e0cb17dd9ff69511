"""The static encoder gives unit vectors, and those that sentence-transformers gives from the same folder."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save as safetensors
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from models import manifest
from models.manifest import TamperedError
from models.static import NotStaticError, StaticEncoder
from models.training import save

BUNDLED = Path(__file__).parents[2] / "models" / "bilingual-static"
TEXTS = [
    "Dans les trente jours suivant la réception de la demande, le responsable avise l’auteur.",
    "the Minister may issue a permit " * 300,
    "amende de 5 308,00 $",
    "日本",
]


@pytest.fixture
def weights() -> NDArray[np.float32]:
    return np.random.default_rng(1).standard_normal((5, 8)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path, weights: NDArray[np.float32]) -> Path:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "un": 1, "avis": 2, "a": 3, "notice": 4}, "[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    save.encoder(weights, tokenizer, tmp_path)
    return tmp_path


def test_a_vector_is_the_mean_at_unit_length(folder: Path, weights: NDArray[np.float32]) -> None:
    encoder = StaticEncoder.load(folder)
    found = encoder.encode(["un avis", "notice", "un un avis"])
    rounded = weights.astype(np.float16).astype(np.float32)
    expected = np.stack([rounded[1] + rounded[2], rounded[4], 2 * rounded[1] + rounded[2]])
    assert found.dtype == np.float32
    assert encoder.dimension == 8
    np.testing.assert_allclose(found, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)


def test_texts_without_tokens_are_zeros_among_the_others(folder: Path) -> None:
    encoder = StaticEncoder.load(folder)
    found = encoder.encode(["", "avis", " ", "avis", ""])
    np.testing.assert_array_equal(found[[0, 2, 4]], 0)
    np.testing.assert_array_equal(found[1], found[3])
    assert encoder.encode([]).shape == (0, 8)
    assert encoder.encode(["", ""]).shape == (2, 8)


def test_a_query_is_encoded_as_a_passage_is(folder: Path) -> None:
    encoder = StaticEncoder.load(folder)
    found = encoder.encode_query("un avis")
    assert found.shape == (8,)
    np.testing.assert_array_equal(found, encoder.encode(["un avis"])[0])


def test_the_cutting_into_batches_does_not_show(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = StaticEncoder.load(folder)
    texts = ["avis " * n + "un notice" * (n % 3) for n in range(40)]
    whole = encoder.encode(texts)
    monkeypatch.setattr("models.static._BATCH", 7)
    monkeypatch.setattr("models.static._TOKENS", 16)
    np.testing.assert_allclose(encoder.encode(texts), whole, atol=1e-6)


def test_the_fingerprint_names_weights_and_tokenizer(folder: Path, weights: NDArray[np.float32]) -> None:
    before = StaticEncoder.load(folder).fingerprint
    assert len(before) == 64
    assert StaticEncoder.load(folder).fingerprint == before
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    save.encoder(weights + 1, tokenizer, folder)
    assert StaticEncoder.load(folder).fingerprint != before


def test_a_changed_folder_is_refused(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\x01")
    with pytest.raises(TamperedError, match="model"):
        StaticEncoder.load(folder)


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    manifest.write(tmp_path, name="x", licence="", source="")
    with pytest.raises(NotStaticError):
        StaticEncoder.load(tmp_path)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("tokenizer.json", b"{}"),
        ("model.safetensors", b""),
        ("model.safetensors", safetensors({"embeddings": np.zeros((5, 2), dtype=np.float32)})),
        ("model.safetensors", safetensors({"embedding.weight": np.zeros((4, 2), dtype=np.float32)})),  # five tokens
        ("model.safetensors", safetensors({"embedding.weight": np.zeros(10, dtype=np.float32)})),
    ],
)
def test_files_that_do_not_fit_are_refused_with_a_hint(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    manifest.write(folder, name="x", licence="", source="")
    with pytest.raises(NotStaticError) as caught:
        StaticEncoder.load(folder)
    assert caught.value.hint


def test_no_torch_is_imported() -> None:
    program = (
        "import sys; from pathlib import Path; from models.static import StaticEncoder;"
        f"StaticEncoder.load(Path({str(BUNDLED)!r})).encode(['avis']);"
        "print([name for name in ('torch', 'sentence_transformers', 'transformers', 'scipy') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=BUNDLED.parents[1]
    )
    assert run.stdout.strip() == "[]"


def test_translations_are_nearer_than_others() -> None:
    encoder = StaticEncoder.load(BUNDLED)
    french = encoder.encode(["avis de congé de maternité", "permis de pêche", "faillite et insolvabilité"])
    english = encoder.encode(["notice of maternity leave", "fishing licence", "bankruptcy and insolvency"])
    assert (french @ english.T).argmax(axis=1).tolist() == [0, 1, 2]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_sentence_transformers_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    # In single precision: at the half precision of the file, its own rounding is of the order of 1e-4.
    model = SentenceTransformer(str(BUNDLED), device="cpu", local_files_only=True).float()
    expected = model.encode(TEXTS, normalize_embeddings=True)
    np.testing.assert_allclose(StaticEncoder.load(BUNDLED).encode(TEXTS), expected, atol=1e-5)
