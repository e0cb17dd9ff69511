"""The sample conversations: each follow-up is known as one, and finds its source better than it would alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from assistant.answer import Retrieved
from assistant.audit.log import Log
from assistant.office import Office
from assistant.quotation import Quoter
from assistant.session import Session, Tools
from assistant.settings import AnswerSettings
from indexes.records import Hit, Passage
from ingest import job

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
CONVERSATIONS = [json.loads(line) for line in (SAMPLES / "conversations.jsonl").read_text("utf-8").splitlines()]
Source = Mapping[str, str]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("samples") / "library"
    office = Office(folder)
    library = office.library(create=True)
    order = job.Order([SAMPLES / "documents"])
    for _event in job.run(
        library, order, encoder=office.encoder(), lexicon=office.lexicon(), recorder=office.recorder()
    ):
        pass
    library.close()
    searcher = office.searcher()
    settings = AnswerSettings()
    tools = Tools(searcher, Quoter(searcher.catalogue, settings.statements), None, None, None, {})
    session = Session(tools, Log(folder / "log"), settings, office.scope(), "fr")
    yield session
    session.close()


def said(passage: Passage) -> str:
    return " ".join(" ".join(sentence.text for sentence in passage.sentences).split())


def rank(hits: Sequence[Hit], sources: Sequence[Source]) -> int:
    """The rank of the first passage that holds a source; 0: none does."""
    for hit in hits:
        if any(hit.document.file.endswith(each["file"]) and each["quote"] in said(hit.passage) for each in sources):
            return hit.rank
    return 0


def test_there_are_enough_of_them_with_changes_of_subject_and_of_language() -> None:
    assert len(CONVERSATIONS) >= 20
    turns = [conversation["turns"] for conversation in CONVERSATIONS]
    assert sum(not turn["follows"] for all_of_it in turns for turn in all_of_it[1:]) >= 10
    assert sum(len({turn["language"] for turn in all_of_it}) == 2 for all_of_it in turns) >= 3


def test_follow_ups_are_known_and_find_their_sources(session: Session) -> None:
    ranks: dict[str, list[int]] = {"carried": [], "alone": []}
    for conversation in CONVERSATIONS:
        within = session.another()
        for turn in conversation["turns"]:
            found = next(within.ask(turn["question"]))  # what is found is enough: no answer is made
            assert isinstance(found, Retrieved)
            assert (found.carried is not None) == turn["follows"], (conversation["id"], turn["question"])
            if turn["follows"]:
                alone = next(session.another().ask(turn["question"], alone=True))
                assert isinstance(alone, Retrieved)
                ranks["carried"].append(rank(found.hits, turn["sources"]))
                ranks["alone"].append(rank(alone.hits, turn["sources"]))
    at_five = {how: sum(0 < each <= 5 for each in all_of_them) / len(all_of_them) for how, all_of_them in ranks.items()}
    assert at_five["carried"] >= 0.85, at_five
    assert at_five["carried"] >= at_five["alone"] + 0.1, at_five
