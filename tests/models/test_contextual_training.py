from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest
from scipy import sparse

from models.llama.contextual import ContextualEncoder
from models.training import drawing, everyday, save, transfer, wordpiece
from models.training.corpus import Both, Section
from models.training.lexicon import Table

CHANCE = Random(1)  # noqa: S311  # draws examples
PAIRS = [
    Both(f"Le {fr} numéro {number} est interdit en tout temps", f"The {en} number {number} is prohibited at all times")
    for number in range(30)
    for fr, en in (("chien", "dog"), ("permis", "permit"), ("règlement", "by-law"), ("navire", "vessel"))
]


def section(number: int, document: str = "d") -> Section:
    return Section(
        document=document,
        label=str(number),
        title=Both("Loi sur les chiens", "Dogs Act"),
        note=Both(f"Interdiction {number}", f"Prohibition {number}"),
        heading=Both("Partie I > Chiens", "Part I > Dogs"),
        body=Both(
            f"{number} Nul ne promène un chien sans laisse. " * 4, f"{number} No person walks an unleashed dog. " * 4
        ),
    )


def test_the_vocabulary_keeps_the_teachers_pieces_and_adds_ours():
    vocabulary = wordpiece.joined(["[PAD]", "[unused1]", "dog", "##s", "犬"], ["chien", "##s", "dog"])
    assert vocabulary == [*wordpiece.SPECIAL, "dog", "##s", "chien"]


def test_french_pieces_have_no_case_or_accent_and_the_ligatures_undone():
    pieces = wordpiece.french(["Les œuvres d’Adèle"] * 5, size=200)
    assert "oeuvres" in pieces
    assert "adele" in pieces


def test_a_text_is_tokenised_between_its_marks():
    tokenizer = wordpiece.tokenizer([*wordpiece.SPECIAL, "le", "chien", "##s"])
    assert tokenizer.encode("Le CHIENS").tokens == ["[CLS]", "le", "chien", "##s", "[SEP]"]


@pytest.fixture
def aligned() -> transfer.Aligned:
    return transfer.align(PAIRS)


def test_words_are_aligned_as_they_are_spelt(aligned: transfer.Aligned):
    french, english = aligned.table.vocabulary
    row = aligned.table.probability[0][[french.index("chien")]].tocoo()
    assert english[row.col[row.data.argmax()]] == "dog"
    assert aligned.french["reglement"] == 30


def test_a_french_word_begins_where_its_translations_are():
    known = [*wordpiece.SPECIAL, "dog", "hound", "for", "pour", "##s"]
    teachers = wordpiece.tokenizer(known)
    vectors = np.zeros((len(known), 4), dtype=np.float32)
    vectors[5], vectors[6], vectors[7], vectors[8] = np.eye(4) * 2
    table = Table(
        (["chien", "pour"], ["dog", "hound", "for"]),
        (sparse.csr_array(np.array([[0.5, 0.5, 0], [0, 0, 1]], dtype=np.float32)), sparse.csr_array((3, 2))),
    )
    aligned = transfer.Aligned(table, transfer.Counter(chien=9, pour=970), transfer.Counter(dog=9, pour=0))
    vocabulary = wordpiece.joined(known, ["chien", "##ien", "pour"])
    made = transfer.initial(vocabulary, wordpiece.tokenizer(vocabulary), teachers, vectors, aligned)
    chien, pour = made[vocabulary.index("chien")], made[vocabulary.index("pour")]
    assert chien == pytest.approx([2**0.5, 2**0.5, 0, 0], abs=1e-5)  # between both, and as long as they are
    assert pour == pytest.approx([0, 0, 1.94, 0.06], abs=1e-5)  # 970 French, 30 English taken for granted
    assert made[vocabulary.index("dog")] == pytest.approx(vectors[5])


def test_clauses_come_in_batches_of_similar_length_for_ever():
    batches = list(islice(drawing.clauses(PAIRS * 8 + [Both("un", "a b c d e f g h i j k l m")], CHANCE), 7))
    assert {pair for batch in batches for pair in batch} <= set(PAIRS)
    assert all(len(batch) <= 64 for batch in batches)


def test_a_batch_of_retrieval_holds_queries_and_what_they_are_to_find():
    asked = [one for one in everyday.asked() if not one.measured]
    sections = [section(number) for number in range(32)]
    batch = next(drawing.retrieval(sections, asked, [Both("chien", "dog")], PAIRS, CHANCE))
    assert len(batch.laws) == len(batch.lives) == len(batch.english) == 24
    assert all(query and text for query, text in batch.laws + batch.lives)
    by_question = {text: one for one in asked for text in one.question}
    assert all(text in by_question[query].provision for query, text in batch.lives)
    assert [by_question[query].question.en for query, _ in batch.lives] == batch.english


def test_what_is_written_for_training_is_whole():
    asked, terms = everyday.asked(), list(everyday.glossary())
    assert len(asked) > 1000
    assert 0.1 < sum(one.measured for one in asked) / len(asked) < 0.2
    assert Both("chien", "dog") in terms


def test_a_row_without_all_its_columns_is_named(tmp_path: Path):
    (tmp_path / "glossary-x.tsv").write_text("chien\tdog\nchat\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"glossary-x\.tsv, line 2"):
        list(everyday.glossary(tmp_path))


@pytest.mark.slow
def test_a_few_steps_of_training_make_an_encoder_that_llama_cpp_reads_alike(tmp_path: Path):
    from models.training import contextual

    parameters = contextual.Parameters(distilled=(2, 3), retrieved=(1, 2))
    trained = contextual.train([section(number) for number in range(30)], PAIRS * 8, parameters)
    save.contextual(trained, tmp_path / "model")
    encoder = ContextualEncoder.load(tmp_path / "model", threads=2)
    texts = ["Le chien est interdit", "The dog is prohibited", "A vessel leaves the harbour at night"]
    found = encoder.encode(texts)
    encoder.close()
    assert found.shape == (3, 384)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert found[0] @ found[1] > found[0] @ found[2]
    assert (found * contextual.restored(trained).encode(texts)).sum(axis=1).min() > 0.995
