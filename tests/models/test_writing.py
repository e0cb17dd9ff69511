"""The decode loop with the real model: what it writes depends on what it was asked, and on nothing that came before."""

import dataclasses
import hashlib
import itertools
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models import shelf
from models.admission import Automaton, complete
from models.chat import FORMATS, Part, prompt
from models.decoding import LoadError
from models.generation import Generation
from models.grammar import Choice, Excerpt, Literal, Node, Repeat, Sequence, Words, fingerprint
from models.llama import LlamaGenerator
from models.sampling import Sampling

pytestmark = pytest.mark.slow

LINES = [
    "Quiconque contrevient au présent règlement est passible d’une amende de 500 $ (personne physique).",
    "Les chiens doivent être tenus en laisse dans tous les parcs, sauf dans le parc canin.",
    "The Minister shall cause the report to be tabled within fifteen sitting days.",
]
POINTER = Choice(tuple(Literal(f"[{number}]") for number in (1, 2, 3)))
CUT = Choice(
    tuple(
        Sequence((Literal(f"[{number}: "), Excerpt(line, 2, 8), Literal("]"))) for number, line in enumerate(LINES, 1)
    )
)
STATEMENT = Choice((POINTER, CUT, Sequence((Words(3, 40), Literal(" "), Repeat(POINTER, 1, 3)))))
ANSWER = Choice((Literal("[0]"), Sequence((STATEMENT, Repeat(Sequence((Literal("\n"), STATEMENT)), 0, 2)))))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shelf.install_packaged(tmp_path_factory.getbasetemp() / "models").file


@pytest.fixture(scope="module")
def generator(file: Path) -> Iterator[LlamaGenerator]:
    with LlamaGenerator.load(file, threads=1, context=1024) as loaded:
        yield loaded


def ask(question: str, *, system: str = "Answer with the number of a line, like [2].") -> tuple[Part, ...]:
    extracts = "\n".join(f"[{number}] {line}" for number, line in enumerate(LINES, 1))
    return prompt(FORMATS["chatml"], system=system, user=f"{extracts}\n\n{question}")


def whole(generation: Generation) -> tuple[str, list[int], str | None]:
    read = list(generation)
    return "".join(piece.text for piece in read), [t for piece in read for t in piece.tokens], read[-1].end


def logits_of(generator: LlamaGenerator, ids: list[int], prefix: int) -> NDArray[np.float32]:
    """What the prompt is followed by, as it is computed for `generate_ids`."""
    trace = generator.generate_ids(ids, prefix=prefix, limit=1).trace
    return generator._prompted(trace, bool).copy()


def test_a_kept_prefix_gives_bit_for_bit_the_logits_of_one_evaluated_afresh(file: Path):
    with (
        LlamaGenerator.load(file, threads=2, context=1024) as fresh,
        LlamaGenerator.load(file, threads=2, context=1024) as generator,
    ):
        for question in ("Quelle est l’amende?", "mot " * 300):
            parts = ask(question)
            ids, prefix = generator.tokens_of(parts), len(generator.tokens_of([p for p in parts if p.fixed]))
            assert 10 < prefix < len(ids)
            fresh._kept.clear()
            first = logits_of(fresh, ids, prefix)
            kept = logits_of(fresh, ids, prefix)
            assert fresh._kept
            assert first.tobytes() == kept.tobytes()
            whole(generator.generate(ask("And the dogs?"), limit=9, sampling=Sampling(1.5, 3)))
            generator.likelihoods("Quelle est l’amende?", LINES, budget=1000)
            assert logits_of(generator, ids, prefix).tobytes() == first.tobytes()


def test_the_prefix_is_what_stands_before_the_users_text(generator: LlamaGenerator):
    parts = ask("Quelle est l’amende?")
    trace = generator.generate(parts, limit=1).trace
    assert list(trace.ids) == generator.tokens_of(parts)
    assert list(trace.ids[: trace.prefix]) == generator.tokens_of(parts[:3])
    assert generator.generate([Part("a")], limit=1).trace.prefix == 0


def test_few_prefixes_are_kept(generator: LlamaGenerator):
    texts = {
        system: whole(generator.generate(ask("?", system=system), limit=3)) for system in ("a", "b", "c", "d", "e", "f")
    }
    assert len(generator._kept) == 4
    assert all(whole(generator.generate(ask("?", system=s), limit=3)) == texts[s] for s in sorted(texts, reverse=True))


def test_the_same_tokens_whatever_was_asked_scored_or_cancelled_before(generator: LlamaGenerator):
    """FAULTS row 40."""
    questions = ["Quelle est l’amende?", "When is the report tabled?", "Où vont les chiens?"]
    asked = [(q, sampling) for q in questions for sampling in (Sampling(), Sampling(1.5, 11))]

    def answer(question: str, sampling: Sampling) -> tuple[str, list[int], str | None]:
        return whole(generator.generate(ask(question), limit=20, grammar=ANSWER, sampling=sampling))

    first = {one: answer(*one) for one in asked}
    assert len({tuple(tokens) for _text, tokens, _end in first.values()}) > 2
    shuffle = random.Random(5)  # noqa: S311 - an order, no secret
    for _round in range(2):
        for one in shuffle.sample(asked, len(asked)):
            count, most = itertools.count(), shuffle.choice([1, 3, 50, 400])
            interrupted = generator.generate(
                ask("mot " * 100), limit=8, cancelled=lambda count=count, most=most: next(count) >= most
            )
            whole(interrupted)
            assert answer(*one) == first[one]


def test_a_new_process_writes_the_same(generator: LlamaGenerator, file: Path):
    code = (
        "import sys; from pathlib import Path; from models.llama import LlamaGenerator\n"
        "import tests.models.test_writing as t; from models.sampling import Sampling\n"
        "with LlamaGenerator.load(Path(sys.argv[1]), threads=1, context=1024) as g:\n"
        "    print(t.whole(g.generate(t.ask('Quelle est l’amende?'), limit=30, grammar=t.ANSWER,"
        " sampling=Sampling(1.2, 4)))[1])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(file)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    here = whole(generator.generate(ask("Quelle est l’amende?"), limit=30, grammar=ANSWER, sampling=Sampling(1.2, 4)))
    assert run.stdout.strip() == str(here[1])


def test_a_trace_is_enough_to_generate_again(generator: LlamaGenerator):
    generation = generator.generate(
        ask("Quelle est l’amende?"), limit=20, grammar=ANSWER, sampling=Sampling(1.0, 2), stop=["]"]
    )
    first, trace = whole(generation), generation.trace
    assert trace.grammar == fingerprint(ANSWER)
    assert (trace.limit, trace.sampling, trace.stop) == (20, Sampling(1.0, 2), ("]",))
    again = generator.generate_ids(
        trace.ids, prefix=trace.prefix, limit=20, grammar=ANSWER, sampling=trace.sampling, stop=trace.stop
    )
    assert again.trace == trace
    assert whole(again) == first


@pytest.mark.parametrize("prefix", [-1, 3, 4])
def test_a_prefix_that_is_none_is_refused(generator: LlamaGenerator, prefix: int):
    with pytest.raises(ValueError, match="prefix"):
        generator.generate_ids([5, 6, 7], prefix=prefix, limit=1)


@pytest.mark.parametrize("temperature", [0.0, 1.5])
def test_what_is_written_is_a_text_of_the_grammar(generator: LlamaGenerator, temperature: float):
    for seed in range(3):
        generation = generator.generate(
            ask("Quelle est l’amende?"), limit=150, grammar=ANSWER, sampling=Sampling(temperature, seed)
        )
        text, tokens, end = whole(generation)
        assert end in {"eog", "complete"}
        assert admitted(generator, ANSWER, [token for token in tokens if generator._words.bytes_of(token)])
        for line in text.split("\n"):
            body, _space, pointers = line.rpartition(" ")
            excerpt = line[4:-1] if ": " in line[:5] else None
            assert line == "[0]" or excerpt in LINES[int(line[1]) - 1] if excerpt else pointers.strip("[]123") == ""
            assert not set(body[1:] if excerpt is None else "") & set("[]<>|")


def admitted(generator: LlamaGenerator, node: Node, tokens: list[int]) -> bool:
    automaton = Automaton(node, generator._words.by_bytes)
    state = automaton.start
    for token in tokens:
        if not automaton.mask(state).flags[token]:
            return False
        state = automaton.advance(state, token)
    return complete(state)


@pytest.mark.parametrize(
    "text",
    [
        "[0]",
        "[1]",
        "[3]\n[2]",
        "[1: passible d’une amende de 500 $]",
        "[1: d’une amende de 500 $ (personne physique).]\n[1: personne physique]",
        "L’amende est de 500 $ pour une personne physique, à l’été [1][3]",
        "It says “fifteen sitting days”. [3]\n[3: within fifteen sitting days]\n😀 🇨🇦 ça va. [1]",
    ],
)
def test_a_text_of_the_grammar_is_admitted_as_the_model_cuts_it_into_tokens(generator: LlamaGenerator, text: str):
    assert admitted(generator, ANSWER, generator.tokens(text))


@pytest.mark.parametrize(
    "text", ["[4]", "[00]", "[1: mende de 500 $]", "[1: amende]", "<|im_end|> a b c [1]", "a [1]", "a\x1b[1m b c [1]"]
)
def test_another_text_is_not(generator: LlamaGenerator, text: str):
    assert not admitted(generator, ANSWER, generator.tokens(text))


def test_no_special_token_is_admitted_but_where_the_text_may_end(generator: LlamaGenerator):
    vocabulary = generator._words.by_bytes
    automaton = Automaton(ANSWER, vocabulary)
    special = [token for token, piece in enumerate(vocabulary.pieces) if not piece]
    assert set(vocabulary.ends.tolist()) < set(special)
    assert not automaton.mask(automaton.start).flags[special].any()
    state = automaton.start
    for token in generator.tokens("[1]"):
        state = automaton.advance(state, token)
    assert [token for token in special if automaton.mask(state).flags[token]] == vocabulary.ends.tolist()


def test_a_long_prompt_is_given_up_at_once(file: Path):
    with LlamaGenerator.load(file, threads=1, batch=1024, context=1536) as generator:
        parts = ask("mot " * 900)
        begun = time.perf_counter()
        first = whole(generator.generate(parts, limit=2))
        whole_prompt = time.perf_counter() - begun
        stop = threading.Event()
        timer = threading.Timer(whole_prompt / 10, stop.set)
        timer.start()
        begun = time.perf_counter()
        assert whole(generator.generate(parts, limit=2, cancelled=stop.is_set)) == ("", [], "cancelled")
        assert time.perf_counter() - begun < whole_prompt / 2
        timer.join()
        assert whole(generator.generate(parts, limit=2)) == first


def test_an_interrupt_amid_a_prompt_is_not_lost(generator: LlamaGenerator):
    count = itertools.count()

    def interrupted() -> bool:
        if next(count) == 20:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        whole(generator.generate(ask("mot " * 300), limit=2, cancelled=interrupted))
    assert next(count) == 21
    assert whole(generator.generate(ask("?"), limit=2))[1]


def adapter(target: Path, *, scale: float, layers: int = 1, rank: int = 4) -> Path:
    """A LoRA adapter of SmolLM2-135M for the first layers' queries, random."""
    import gguf

    random_numbers = np.random.default_rng(1)
    writer = gguf.GGUFWriter(target, "llama")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(rank))
    for layer in range(layers):
        name = f"blk.{layer}.attn_q.weight"
        writer.add_tensor(f"{name}.lora_a", random_numbers.normal(size=(rank, 576)).astype(np.float32))
        writer.add_tensor(f"{name}.lora_b", (scale * random_numbers.normal(size=(576, rank))).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return target


def test_an_adapter_changes_what_is_written_and_nothing_else(generator: LlamaGenerator, file: Path, tmp_path: Path):
    ids = generator.tokens_of(ask("Quelle est l’amende?"))
    plain = logits_of(generator, ids, 5)
    scores = generator.likelihoods("Quelle est l’amende?", LINES, budget=1000)
    for scale, same in ((0.0, True), (0.3, False)):
        path = adapter(tmp_path / f"{scale}.gguf", scale=scale)
        with LlamaGenerator.load(file, threads=1, context=1024, adapter=path) as adapted:
            wanted = dataclasses.replace(generator.environment, adapter=hashlib.sha256(path.read_bytes()).hexdigest())
            assert adapted.environment == wanted
            assert adapted.likelihoods("Quelle est l’amende?", LINES, budget=1000) == scores
            first = logits_of(adapted, ids, 5)
            assert np.allclose(first, plain, atol=1e-3) is same
            assert adapted.likelihoods("Quelle est l’amende?", LINES, budget=1000) == scores
            assert logits_of(adapted, ids, 5).tobytes() == first.tobytes()


def test_an_adapter_that_does_not_fit_is_refused(file: Path, tmp_path: Path):
    other = adapter(tmp_path / "other.gguf", scale=1.0, layers=99)
    for path in (other, file, tmp_path / "missing.gguf"):
        with pytest.raises(LoadError) as caught:
            LlamaGenerator.load(file, threads=1, context=64, adapter=path)
        assert caught.value.hint
