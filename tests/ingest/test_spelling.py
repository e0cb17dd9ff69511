"""Words of both languages are known, names and errors are not."""

from __future__ import annotations

import pytest

from ingest.spelling import is_known


@pytest.mark.parametrize(
    "word", ["règlement", "RÈGLEMENTS", "reglement", "quatorze", "the", "offences", "de", "thirty"]
)
def test_words_are_known_in_any_form(word: str) -> None:
    assert is_known(word)


@pytest.mark.parametrize("word", ["nourüure", "ATIENDU", "qvzzt", "Morabito"])
def test_errors_and_names_are_not(word: str) -> None:
    assert not is_known(word)
