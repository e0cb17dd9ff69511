"""Whether a generator may word claims: what is asked, how it is judged, what follows, and where it is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models import manifest, place, probe
from models.chat import FORMATS, Part
from models.generation import Piece
from models.grammar import Node
from models.language import detect
from models.probe import asking
from models.probe.items import LANGUAGES, pages
from models.probe.result import parsed, scored

# The texts


def test_there_are_enough_texts_and_every_place_answers_as_often() -> None:
    for language in LANGUAGES:
        ours = [page[language] for page in pages()]
        assert sum(len(page.questions) for page in ours) >= 20
        assert {len(page.sentences) for page in ours} == {len(page.questions) for page in ours} == {5}
        assert probe.CHANCE == 1 / 5
        texts = [text for page in ours for text in (*page.sentences, *page.questions, page.unanswered)]
        assert len(set(texts)) == len(texts)
        assert max(map(len, texts)) < 110
        assert {detect(text) for text in texts} == {language}
        assert all(question.endswith("?") for page in ours for question in (*page.questions, page.unanswered))


def test_french_is_set_as_french_is() -> None:
    french = json.dumps([(page["fr"].sentences, page["fr"].questions) for page in pages()], ensure_ascii=False)
    assert "'" not in french


# The judging


@pytest.mark.parametrize(
    ("text", "number"), [("[3]", 3), (" [12] a", 12), ("3", None), ("", None), ("Le délai [2]", None)]
)
def test_a_pointer_is_read(text: str, number: int | None) -> None:
    assert asking.pointed(text) == number


@pytest.mark.parametrize(
    "text", ["L’avis est de dix jours.", "« L'avis est  de dix jours. »\n", '"L’avis est de dix jours."']
)
def test_a_copy_is_one(text: str) -> None:
    assert asking.copied(text, "L’avis est de dix jours.")


@pytest.mark.parametrize(
    "text", ["L’avis est de dix jours", "L’avis est de 10 jours.", "Voici : L’avis est de dix jours.", ""]
)
def test_a_copy_is_none(text: str) -> None:
    assert not asking.copied(text, "L’avis est de dix jours.")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Le délai est de dix jours. [2]", True),
        ("Le délai est de dix jours [1][2].", True),
        ("[2]", True),
        ("Le délai est de dix jours. [1]", False),
        ("Le délai est de dix jours. [2][6]", False),
        ("Selon [2], le délai est de dix jours.", False),
        ("Le délai est de dix jours.", False),
        ("[0]", False),
        ("", False),
    ],
)
def test_a_claim_ends_with_its_pointer(text: str, right: bool) -> None:
    assert asking.cited(text, 2, 5) == right


@pytest.mark.parametrize(
    ("text", "language", "right"),
    [
        ("Le délai est de dix jours. [2]", "fr", True),
        ("The time limit is ten days. [2]", "fr", False),
        ("The time limit is ten days. [2]", "en", True),
        ("[2]", "fr", False),
        ("Oui. [2]", "fr", False),
    ],
)
def test_the_language_is_heard(text: str, language: Any, right: bool) -> None:
    assert asking.stayed(text, language) == right


def test_a_refusal_is_one() -> None:
    assert asking.refused(" [0]\n")
    assert not asking.refused("Il y a [0] réponse.")


# The run, over a model that is played


class Played:
    """Answers a prompt by a rule; a second passes with each piece, and a token is a letter."""

    def __init__(self, rule: Callable[[str, str, Node | None], str]) -> None:
        self.rule = rule
        self.now = 0.0
        self.asked: list[tuple[str, int]] = []

    def count(self, text: str) -> int:
        return len(text)

    def clock(self) -> float:
        return self.now

    def generate(self, prompt: Sequence[Part], *, limit: int, grammar: Node | None = None) -> Iterator[Piece]:
        plain = [part.text for part in prompt if not part.control]
        self.asked.append((plain[-1], limit))
        said = self.rule(plain[0] if len(plain) > 1 else "", plain[-1], grammar)
        for letter in said:
            self.now += 1
            yield Piece(letter, (ord(letter),))
        yield Piece("", (), "eog")


def able(system: str, user: str, grammar: Node | None) -> str:
    """Does all of it right."""
    if user.startswith(("EXTRAITS", "EXTRACTS")):
        asked = user.splitlines()[-1].partition(":")[2].strip()
        language = "fr" if user.startswith("EXTRAITS") else "en"
        page = next(
            page[language] for page in pages() if asked in (*page[language].questions, page[language].unanswered)
        )
        if asked == page.unanswered:
            return "[0]"
        number = page.questions.index(asked) + 1
        return f"[{number}]" if grammar is not None else f"{page.sentences[number - 1]} [{number}]"
    return user if system else "x"


def result_of(model: Played, **changes: Any) -> probe.Result:
    measured = probe.run(model, FORMATS["chatml"], clock=model.clock)
    facts: dict[str, Any] = {
        "sha256": "a" * 64, "date": "2026-11-21T10:00:00+00:00", "build": "0.3", "cpu": "AVX2", "threads": 2,
        "chat": "chatml", "seconds": 60.0, "scores": scored(measured), "steady": measured.steady,
        "prefill": measured.prefill, "decode": measured.decode,
    }  # fmt: skip
    return probe.Result(**{**facts, **changes})


def test_a_model_that_can_may() -> None:
    model = Played(able)
    result = result_of(model)
    assert {
        task: {one: (score.right, score.of) for one, score in by.items()} for task, by in result.scores.items()
    } == {
        "point": {"fr": (25, 25), "en": (25, 25)},
        **{task: {"fr": (5, 5), "en": (5, 5)} for task in ("copy", "cite", "stay", "refuse")},
    }
    assert (result.may_compose, probe.failures(result), probe.reasons(result)) == (True, (), [])
    assert probe.advice("m", result) is None
    assert result.decode == 1.0
    assert result.prefill is not None
    assert all(limit <= 64 for _prompt, limit in model.asked)


def test_what_is_only_read_begins_like_nothing_else() -> None:
    model = Played(able)
    probe.run(model, FORMATS["chatml"], clock=model.clock)
    (text, limit), *others = model.asked
    assert limit == 1
    assert not any(other.startswith(text[:20]) for other, _limit in others)


@pytest.mark.parametrize(
    ("rule", "failed"),
    [
        (lambda _s, _u, grammar: "[1]" if grammar else "", {"point", "copy", "cite", "stay", "refuse"}),
        (lambda s, u, g: "[2]" if g else able(s, u, g), {"point"}),
        (lambda s, u, g: able(s, u, g).upper() if s in asking.COPY.values() else able(s, u, g), {"copy"}),
        (lambda s, u, g: able(s, u, g) if g else re.sub(r"(?<=\.) \[\d\]", "", able(s, u, g)), {"cite"}),
        (lambda s, u, g: "Je ne sais pas. [1]" if "[0]" in able(s, u, g) else able(s, u, g), {"refuse"}),
        (lambda s, u, g: "[0]" if s in asking.COMPOSE.values() else able(s, u, g), {"cite", "stay"}),
    ],
)
def test_what_a_model_cannot_do_is_said(rule: Any, failed: set[str]) -> None:
    result = result_of(Played(rule))
    assert {one.split(".")[0] for one in probe.failures(result)} == failed
    assert not result.may_compose
    assert len(probe.reasons(result)) == len(probe.failures(result))
    said = probe.advice("m", result)
    assert said is not None
    assert all(reason in said for reason in probe.reasons(result))


def test_always_the_same_place_is_chance() -> None:
    score = result_of(Played(lambda s, u, g: "[4]" if g else able(s, u, g))).scores["point"]["fr"]
    assert score.right == probe.CHANCE * score.of


def test_a_model_that_says_something_else_each_time_may_not() -> None:
    times: list[int] = []
    model = Played(lambda s, u, g: times.append(1) or able(s, u, g) + " " * (len(times) // 3 % 2))
    result = result_of(model)
    assert "steady" in probe.failures(result)
    assert any("two different texts" in reason for reason in probe.reasons(result))


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[str, int, int]] = []
    model = Played(able)
    probe.run(model, FORMATS["gemma"], progress=lambda *row: told.append(row), clock=model.clock)
    assert [task for task, done, of in told if done == of] == [
        "read",
        "point",
        "copy",
        "cite",
        "stay",
        "refuse",
        "repeat",
    ]


def test_stopped_it_stops() -> None:
    def stopped(task: str, _done: int, _of: int) -> None:
        if task == "cite":
            raise KeyboardInterrupt

    model = Played(able)
    with pytest.raises(KeyboardInterrupt):
        probe.run(model, FORMATS["chatml"], progress=stopped, clock=model.clock)


# What is kept


@pytest.fixture(scope="module")
def result() -> probe.Result:
    return result_of(Played(able))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    home = tmp_path / "models" / "m"
    home.mkdir(parents=True)
    (home / "m.gguf").write_bytes(b"GGUF")
    manifest.write(home, name="m", licence="MIT", source="here")
    return home / "m.gguf"


def test_a_result_comes_back_as_it_was(result: probe.Result) -> None:
    assert parsed(json.dumps(result.json())) == result


@pytest.mark.parametrize(
    "change",
    [{"scores": {}}, {"sha256": 3}, {"extra": 1}, {"steady": "yes"}, {"prefill": "fast"}, {"scores": {"point": {}}}],
)
def test_a_result_of_another_shape_is_none(result: probe.Result, change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no result"):
        parsed(json.dumps({**result.json(), **change}))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_a_damaged_result_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="no result"):
        parsed(text)


def test_it_is_kept_beside_the_manifest_which_still_holds(model: Path, tmp_path: Path, result: probe.Result) -> None:
    before = manifest.verify(model.parent)
    kept = probe.keep(result, model, tmp_path / "own")
    assert kept == probe.Place(model.parent / "probe.json")
    assert manifest.verify(model.parent) == before
    assert probe.kept(result.sha256, model, tmp_path / "own") == result
    assert sorted(path.name for path in model.parents[1].iterdir()) == [".lock", "m"]
    later = replace(result, date="2026-12-01T10:00:00+00:00")
    probe.keep(later, model, tmp_path / "own")
    assert probe.kept(result.sha256, model, tmp_path / "own") == later


def test_a_link_in_its_place_is_not_what_was_installed(model: Path, tmp_path: Path) -> None:
    (model.parent / "probe.json").symlink_to(tmp_path)
    with pytest.raises(manifest.TamperedError):
        manifest.verify(model.parent)


def test_what_speaks_of_other_bytes_is_no_result(model: Path, tmp_path: Path, result: probe.Result) -> None:
    probe.keep(result, model, tmp_path / "own")
    assert probe.kept("b" * 64, model, tmp_path / "own") is None
    assert probe.kept(result.sha256, model, tmp_path / "own", adapter="c" * 64) is None
    (model.parent / "probe.json").write_text("{", encoding="utf-8")
    assert probe.kept(result.sha256, model, tmp_path / "own") is None


def test_a_file_of_somebodys_gets_nothing_beside_it(tmp_path: Path, result: probe.Result) -> None:
    file = tmp_path / "downloads" / "m.gguf"
    file.parent.mkdir()
    file.write_bytes(b"GGUF")
    kept = probe.keep(result, file, tmp_path / "own")
    assert kept.file == tmp_path / "own" / f"{result.sha256}.json"
    assert kept.instead
    assert [path.name for path in file.parent.iterdir()] == ["m.gguf"]
    assert probe.kept(result.sha256, file, tmp_path / "own") == result


def test_a_folder_that_cannot_be_written_is_left(
    model: Path, tmp_path: Path, result: probe.Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (model.parent / "probe.json").mkdir()  # nothing can take its place
    kept = probe.keep(result, model, tmp_path / "own")
    assert kept.file.parent == tmp_path / "own"
    assert kept.instead
    with pytest.raises(place.FolderError) as caught:
        probe.keep(result, model, tmp_path / "file" / "own")
    assert caught.value.hint


def test_advice_where_nobody_tried() -> None:
    said = probe.advice("m", None)
    assert said is not None
    assert "greffier models probe m" in said
