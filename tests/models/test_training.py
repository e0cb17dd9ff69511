"""The training, end to end on a language of a few words; and its parts."""

import gzip
import json
import random
from pathlib import Path

import numpy as np
import pytest

from models.lexicon import BilingualLexicon
from models.static import StaticEncoder
from models.training import alignment, contextual, corpus, encoder, evaluate, everyday, lexicon, save, vocabulary
from models.training.__main__ import main
from models.training.corpus import Both, Section

WORDS = {
    "chien": "dog", "permis": "licence", "amende": "fine", "navire": "ship", "loyer": "rent", "impôt": "tax",
    "juge": "judge", "avis": "notice", "frontière": "border", "poisson": "fish", "école": "school", "blé": "wheat",
    "pétrole": "oil", "banque": "bank", "route": "road", "hôpital": "hospital", "arme": "weapon", "enfant": "child",
}  # fmt: skip


NONE = Both("", "")


def _section(document: str, label: str, fr: str, en: str, note: Both = NONE) -> Section:
    return Section(document, label, Both("Loi", "Act"), note, NONE, Both(fr, en))


@pytest.fixture(scope="module")
def sections() -> list[Section]:
    chance = random.Random(7)  # noqa: S311  # a fixture, not a secret
    made = []
    for number in range(240):
        french = chance.sample(sorted(WORDS), 9)
        english = [WORDS[word] for word in french]
        chance.shuffle(english)
        note = Both(french[0], WORDS[french[0]])
        made.append(_section(f"D-{number % 40}", str(number), " ".join(french), " ".join(english), note))
    return made


def clauses_of(sections: list[Section]) -> list[Both]:
    return [pair for section in sections for pair in alignment.clauses(section)]


@pytest.fixture(scope="module")
def aligned(sections: list[Section], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "aligned.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for one in sections:
            row = {"doc": one.document, "label": one.label, "title_fr": "Loi", "title_en": "Act"}
            row |= {"mn_fr": one.note.fr, "mn_en": one.note.en, "fr": one.body.fr, "en": one.body.en}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def test_sections_are_read_once_and_split_by_document(aligned: Path, sections: list[Section]) -> None:
    found = list(corpus.read(aligned))
    assert found == sections
    parts = corpus.split([*found, found[0]], frozenset({"D-1"}))
    trained, measured = ({one.document for one in part} for part in (parts.training, parts.measured))
    assert "D-1" not in trained | measured
    assert not trained & measured


def test_documents_are_listed_in_a_file_or_in_place(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("# why\nA-1\n\nB-2\n", encoding="utf-8")
    assert corpus.listed(str(tmp_path / "ids.txt")) == corpus.listed("A-1, B-2") == {"A-1", "B-2"}
    assert len(corpus.listed(None)) == 46
    assert "A-1" in corpus.listed(None)


@pytest.mark.parametrize(
    ("fr", "expected"),
    [("[Abrogé, 2012, ch. 1, art. 2]", False), ("un deux", False), ("mot " * 30, True), ("mot " * 99, False)],
)
def test_only_sections_with_text_in_both_languages_are_substantial(fr: str, expected: bool) -> None:
    assert _section("D", "1", fr, "word " * 30).substantial is expected


def test_bodies_are_cut_where_the_same_marks_stand() -> None:
    section = _section(
        "D", "1", "Il est interdit: a) de pêcher; b) de chasser.", "No person shall (a) fish; or (b) hunt."
    )
    assert [(pair.fr.strip(), pair.en.strip()) for pair in alignment.clauses(section)][1:] == [
        ("Il est interdit:", "No person shall"),
        ("de pêcher;", "fish; or"),
        ("de chasser.", "hunt."),
    ]


def test_definitions_are_paired_by_the_terms_they_name() -> None:
    section = _section(
        "D",
        "2",
        "ministre Le ministre. ( Minister ) permis Un permis. ( licence ) vol Un vol. ( flight )",
        "flight means a flight; ( vol ) licence means a licence; ( permis ) Minister means the Minister. ( ministre )",
    )
    found = list(alignment.clauses(section))
    assert Both("permis", "licence") in found
    assert Both("permis Un permis.", "licence means a licence;") in found
    assert not any("Minister" in pair.en and "permis" in pair.fr for pair in found)


def test_a_translation_is_learned(sections: list[Section], tmp_path: Path) -> None:
    table = lexicon.learn(lexicon.analysed(clauses_of(sections)), lexicon.Parameters())
    save.lexicon(table, tmp_path)
    found = BilingualLexicon.load(tmp_path)
    for fr, en in WORDS.items():
        (fr_term,), (en_term,) = found.terms(fr, "fr"), found.terms(en, "en")
        assert next(iter(found.translate(fr_term, "fr"))) == en_term
        assert next(iter(found.translate(en_term, "en"))) == fr_term


def test_an_encoder_is_learned_and_is_the_same_each_time(sections: list[Section], tmp_path: Path) -> None:
    texts = [text for one in sections for text in one.body]
    asked = [text for one in everyday.asked() for text in (*one.question, *one.provision)]
    tokenizer = vocabulary.train([*texts, *texts, *texts, *asked], 3000)
    parameters = encoder.Parameters(dimensions=(32, 16), epochs=40, batch=48, neighbours=2)
    meant = np.random.default_rng(3).standard_normal((tokenizer.get_vocab_size(), 40), dtype=np.float32)
    weights = encoder.train(sections, tokenizer, meant, parameters)
    np.testing.assert_array_equal(weights, encoder.train(sections, tokenizer, meant, parameters))
    save.encoder(weights, tokenizer, tmp_path)
    found = StaticEncoder.load(tmp_path)
    nearest = (found.encode(list(WORDS)) @ found.encode(list(WORDS.values())).T).argmax(axis=1)
    assert (nearest == np.arange(len(WORDS))).mean() > 0.8


def test_the_tokenizer_closes_numbers_and_drops_accents() -> None:
    tokenizer = vocabulary.train(["5308 $ élève numéro amende de 5308 $"] * 50, 60)
    assert tokenizer.encode("Amende : 5 308,00 $").ids == tokenizer.encode("amende 5308$").ids
    assert tokenizer.encode("$5,308").ids == tokenizer.encode("$5308").ids
    assert tokenizer.encode("ÉLÈVE").ids == tokenizer.encode("eleve").ids


def test_ranks_count_ties_against_the_right_one() -> None:
    scores = np.array([[0.9, 0.1, 0.5], [0.5, 0.5, 0.1]], dtype=np.float32)
    assert evaluate.ranks(scores, np.array([2, 1])).tolist() == [2, 2]
    assert evaluate.recall(np.array([1, 20]))["10"] == 0.5


def test_terms_through_the_lexicon_find_the_other_language(sections: list[Section], tmp_path: Path) -> None:
    save.lexicon(lexicon.learn(lexicon.analysed(clauses_of(sections)), lexicon.Parameters()), tmp_path)
    scores = evaluate.measure(sections[:60], None, BilingualLexicon.load(tmp_path))
    assert scores["section lexical"]["1"] > 0.9


@pytest.mark.slow
def test_the_command_writes_all_folders_with_their_cards(
    aligned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "MEASURED_SHARE", 0.2)
    small = encoder.Parameters(dimensions=(16, 8), epochs=1, batch=64, neighbours=2)
    monkeypatch.setattr(encoder, "Parameters", lambda: small)
    short = contextual.Parameters(distilled=(1, 2), retrieved=(1, 2))
    monkeypatch.setattr(contextual, "Parameters", lambda: short)
    main(["all", "--corpus", str(aligned), "--leave-out", "D-1", "--out", str(tmp_path)])
    assert StaticEncoder.load(tmp_path / "bilingual-static").dimension == 16
    assert BilingualLexicon.load(tmp_path / "bilingual-lexicon").translate("30", "fr") == {"30": 1.0}
    for name in ("bilingual-static", "bilingual-lexicon", "bilingual-contextual"):
        card = (tmp_path / name / "README.md").read_text(encoding="utf-8")
        assert "recall@10" in card
        assert "--leave-out D-1" in card
