"""The bilingual lexicon that comes with the program."""

from __future__ import annotations

import pytest

from assistant.office import Office
from indexes.records import Lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Office().lexicon()
