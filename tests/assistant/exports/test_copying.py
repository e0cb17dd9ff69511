"""What is put on the clipboard."""

from __future__ import annotations

from assistant.exports.copying import copied, copied_answer

from .talks import FEE, FINE, HOSTILE, SESSION, answer, citation, conversation, exchange, lookup, quotation


def test_a_quotation_is_copied_in_its_own_marks_with_its_source(in_english: None) -> None:
    assert copied(FINE, 12, "fr", lookup) == (
        "«\u00a0L’amende est de 150\u00a0$. En cas de récidive, elle est de 300\u00a0$.\u00a0»\n"
        "Règlement sur le parc, p. 3; a.pdf; superseded by a2.pdf; no. R-12; 2024-04-01; SHA-256 aaaaaaaaaaaaaaaa…\n"
        "Entry 12 of the record"
    )


def test_a_statement_is_copied_with_all_its_sources(in_english: None) -> None:
    lines = copied(conversation()[1].answer.statements[0], 14, "en", first=3).split("\n")  # type: ignore[union-attr]
    assert lines[0] == "Claim, supported by its sources: Il faut payer 150\u00a0$. [3][4]"
    assert lines[1].startswith("[3] «\u00a0L’amende")
    assert lines[2].startswith("[4] “The fee")
    assert len(copied(quotation(FINE, FEE), None, "fr").split("\n")) == 4


def test_an_answer_is_copied_whole(in_english: None) -> None:
    text = copied_answer(conversation()[0], lookup)
    assert text.startswith("Quelle est l’amende ?\n\n«")
    assert text.endswith(f"On the record: session {SESSION}, entry 12.")
    assert "2 statements were left out" in text
    refused, broken, *_ = [copied_answer(one) for one in conversation()[2:]]
    assert "No answer. Les documents" in refused
    assert "Not in the passages found: “Lune”." in refused
    assert "broken off" in broken
    assert "L’amende est" in broken
    doubt = copied_answer(exchange(answer(conversation()[1].answer.statements[1])))  # type: ignore[union-attr]
    assert "Claim, not supported by its sources:" in doubt
    assert "Nothing in this answer is supported by the sources." in doubt


def test_nothing_that_is_copied_drives_a_terminal(in_english: None) -> None:
    cited = citation(HOSTILE, title=HOSTILE, file=HOSTILE, page_label=HOSTILE)
    texts = [copied(cited, 1, "fr"), copied_answer(exchange(answer(quotation(cited), question=HOSTILE)))]
    for text in texts:
        assert not set(text) & set("\x1b\x07\x9b\x9d\u202e\u202c")
