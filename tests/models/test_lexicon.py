"""Terms cross languages with probabilities; what is no word crosses unchanged."""

from pathlib import Path

import pytest
from scipy import sparse

from models import analysis
from models.lexicon import FILE, BilingualLexicon
from models.manifest import TamperedError
from models.training import save
from models.training.lexicon import Table

BUNDLED = Path(__file__).parents[2] / "models" / "bilingual-lexicon"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fr_en = sparse.csr_array([[0.25, 0.75], [0.0, 1.0], [0.0, 0.0]])
    table = Table((["avis", "préavis", "seul"], ["notic", "opinion"]), (fr_en, sparse.csr_array(fr_en.T * 0.5)))
    save.lexicon(table, tmp_path)
    return tmp_path


def test_translations_come_by_probability(folder: Path) -> None:
    lexicon = BilingualLexicon.load(folder)
    assert list(lexicon.translate("avis", "fr").items()) == [("opinion", 0.75), ("notic", 0.25)]
    assert list(lexicon.translate("opinion", "en").items()) == [("préavis", 0.5), ("avis", 0.375)]


@pytest.mark.parametrize("term", ["30", "26(1)", "$", "piia", "seul", "absent", ""])
def test_what_the_table_does_not_know_is_itself(folder: Path, term: str) -> None:
    assert BilingualLexicon.load(folder).translate(term, "fr") == {term: 1.0}


def test_terms_are_those_of_the_analysis(folder: Path) -> None:
    assert BilingualLexicon.load(folder).terms("L’avis", "fr") == ["avis"] == analysis.terms("L’avis", "fr")


def test_the_fingerprint_names_table_and_analysis(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = BilingualLexicon.load(folder).fingerprint
    assert len(before) == 64
    assert BilingualLexicon.load(folder).fingerprint == before
    monkeypatch.setattr(analysis, "VERSION", "another")
    assert BilingualLexicon.load(folder).fingerprint != before


def test_a_changed_table_is_refused(folder: Path) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes() + b" ")
    with pytest.raises(TamperedError, match="lexicon"):
        BilingualLexicon.load(folder)


@pytest.mark.parametrize(
    ("word", "source", "translation"),
    [
        ("amende", "fr", "fine"),
        ("loyer", "fr", "rent"),
        ("délai", "fr", "time"),
        ("faillite", "fr", "bankruptcy"),
        ("complaint", "en", "plainte"),
        ("dog", "en", "chien"),
        ("month", "en", "mois"),
        ("access", "en", "accès"),
    ],
)
def test_the_bundled_table_knows_the_words_of_the_law(word: str, source: analysis.Language, translation: str) -> None:
    lexicon = BilingualLexicon.load(BUNDLED)
    (term,) = lexicon.terms(word, source)
    (expected,) = lexicon.terms(translation, "en" if source == "fr" else "fr")
    assert expected in list(lexicon.translate(term, source))[:3]


def test_the_bundled_probabilities_are_in_order_and_sum_to_one_at_most() -> None:
    lexicon = BilingualLexicon.load(BUNDLED)
    for word in ("amende", "permis", "avis", "travailleur", "demande", "30"):
        (term,) = lexicon.terms(word, "fr")
        probabilities = list(lexicon.translate(term, "fr").values())
        assert probabilities == sorted(probabilities, reverse=True)
        assert 0 < sum(probabilities) <= 1 + 1e-9
