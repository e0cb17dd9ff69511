"""Removal and destruction of documents, on real libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from indexes.catalogue import Catalogue
from indexes.disposal import Disposal
from indexes.generation import open_current
from indexes.library import EVALUATIONS, Library
from indexes.nearness import texts
from indexes.records import Document
from indexes.vectors import FILE, VectorStore
from ingest import disposal, job
from ingest.disposal import KeptError, Tools, UnknownDocumentError, named
from ingest.report import Report

ROOT = Path(__file__).resolve().parents[2]
HERON = "1. Le héron cendré du ruisseau Doncaster est compté chaque printemps par le technicien de la Ville."
PARK = "1. Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."


class Recorder:
    def __init__(self) -> None:
        self.entries: list[tuple[str, Mapping[str, object]]] = []

    def record(self, kind: str, facts: Mapping[str, object]) -> None:
        self.entries.append((kind, dict(facts)))

    def kinds(self) -> list[str]:
        return [kind for kind, _facts in self.entries]


@pytest.fixture
def tools(tmp_path: Path, fake_encoder, fake_lexicon) -> Iterator[Tools]:
    library = Library(tmp_path / "library", create=True)
    yield Tools(library, fake_encoder, fake_lexicon, Recorder())
    library.close()


@pytest.fixture
def folder(tmp_path: Path, make_pdf) -> Path:
    path = tmp_path / "documents"
    path.mkdir()
    make_pdf(path / "heron.pdf", [HERON], title="Règlement sur le héron")
    make_pdf(path / "parc.pdf", [PARK], title="Règlement sur le parc")
    return path


def run(tools: Tools, *paths: Path, **order: object) -> Report:
    report = Report()
    work = job.run(
        tools.library, job.Order(paths, **order), encoder=tools.encoder, lexicon=tools.lexicon, recorder=tools.recorder
    )
    for event in work:
        report.add(event)
    return report


def found(tools: Tools) -> set[str]:
    """The files whose passages can be found."""
    opened = open_current(tools.library.generations, tools.encoder, tools.lexicon)
    mask = opened.allowed(["public", "secret"]).mask
    names = [name for name, good in zip(opened.passages, mask, strict=True) if good]
    return {_document(tools, passage.document).file for passage in tools.library.catalogue.passages(names)}


def _document(tools: Tools, name: str) -> Document:
    document = tools.library.catalogue.document(name)
    assert document is not None
    return document


def holding(folder: Path, text: bytes) -> list[str]:
    """The files that hold some bytes."""
    return [str(path) for path in sorted(folder.rglob("*")) if path.is_file() and text in path.read_bytes()]


def test_a_removed_document_is_not_found_and_resolves(tools: Tools, folder: Path) -> None:
    run(tools, folder)
    heron = named(tools.library, "heron.pdf")
    disposal.remove(tools, [heron], "brouillon")
    assert found(tools) == {"parc.pdf"}
    assert tools.recorder.entries[-2] == (
        "document.removed", {"document": heron.id, "file": "heron.pdf", "reason": "brouillon"},
    )  # fmt: skip
    assert tools.library.catalogue.page(heron.id, 1).text.startswith("1. Le héron")
    assert tools.library.vault.path(heron.id).exists()
    assert run(tools, folder).unchanged == 2
    assert found(tools) == {"parc.pdf"}, "a run over the folder does not bring it back"


def test_a_removed_document_comes_back_by_name_or_by_filing_its_file(tools: Tools, folder: Path) -> None:
    run(tools, folder)
    heron = named(tools.library, "heron.pdf")
    disposal.remove(tools, [heron], "")
    assert run(tools, folder / "heron.pdf").unchanged == 1
    assert found(tools) == {"heron.pdf", "parc.pdf"}
    assert "document.restored" in tools.recorder.kinds()
    disposal.remove(tools, [heron], "")
    disposal.restore(tools, [heron])
    assert found(tools) == {"heron.pdf", "parc.pdf"}


def test_documents_are_named_without_doubt(tools: Tools, folder: Path, make_pdf) -> None:
    run(tools, folder)
    heron = named(tools.library, "heron.pdf")
    assert named(tools.library, heron.id[:8]) == heron
    for name in ("nothing.pdf", heron.id[:7], "", "%"):
        with pytest.raises(UnknownDocumentError, match="No document"):
            named(tools.library, name)
    make_pdf(folder / "heron.pdf", [HERON.replace("printemps", "automne")])
    run(tools, folder)
    assert named(tools.library, "heron.pdf").id != heron.id, "the current one"
    other = folder.parent / "other"
    other.mkdir()
    make_pdf(other / "heron.pdf", ["1. Un autre héron, tout à fait autre que le premier, vit au lac Rond."])
    run(tools, other)
    with pytest.raises(UnknownDocumentError, match="Several"):
        named(tools.library, "heron.pdf")


def test_row_38_nothing_of_a_destroyed_document_is_left_in_the_library(tools: Tools, folder: Path) -> None:
    run(tools, folder)
    heron = named(tools.library, "heron.pdf")
    (passage,) = tools.library.catalogue.passages_of(heron.id)
    store = VectorStore(tools.library.folder / FILE)
    store.encode(list(texts(passage)), tools.encoder)
    store.close()
    before = tools.library.current_generation()
    disposal.remove(tools, [heron], "")
    assert len(list(tools.library.generations.glob("*/manifest.json"))) == 2
    assert holding(tools.library.folder, "héron".encode())
    assert holding(tools.library.folder, b"doncaster")
    assert disposal.purge(tools, [heron], rule="R-12 4.2", approver="A. Roy")
    whole = tools.library.folder
    for trace in (b"Doncaster", b"doncaster", "héron".encode(), b"heron.pdf", passage.id.encode()):
        assert holding(whole, trace) == []
    left_in = {Path(one).name for one in holding(whole, heron.id.encode())}
    assert left_in <= {"catalogue.sqlite", "catalogue.sqlite-wal"}, "the tombstone"
    assert not tools.library.vault.path(heron.id).exists()
    assert before not in {path.name for path in tools.library.generations.iterdir()}
    assert found(tools) == {"parc.pdf"}
    store = VectorStore(tools.library.folder / FILE)
    assert len(store.missing(list(texts(passage)), tools.encoder)) == len(list(texts(passage)))
    store.close()
    left = Disposal(tools.library.catalogue).tombstone(heron.id)
    assert (left.rule, left.approver, bool(left.done)) == ("R-12 4.2", "A. Roy", True)
    begun, gone = (tools.recorder.kinds().index(kind) for kind in ("document.purge.begun", "document.purged"))
    assert begun < gone
    assert tools.recorder.entries[gone][1]["approved_by"] == "A. Roy"


def test_a_destroyed_document_is_not_filed_again(tools: Tools, folder: Path) -> None:
    run(tools, folder)
    disposal.purge(tools, [named(tools.library, "heron.pdf")], rule="R-12", approver="A. Roy")
    report = run(tools, folder)
    assert [(one.file, one.reason) for one in report.quarantined] == [("heron.pdf", "destroyed")]
    assert "R-12" in report.quarantined[0].detail
    assert found(tools) == {"parc.pdf"}


def test_an_older_version_does_not_come_back_when_the_newer_is_destroyed(tools: Tools, folder: Path, make_pdf) -> None:
    run(tools, folder)
    make_pdf(folder / "heron.pdf", [HERON.replace("printemps", "automne")])
    run(tools, folder)
    disposal.purge(tools, [named(tools.library, "heron.pdf")], rule="R", approver="A")
    assert found(tools) == {"parc.pdf"}


def test_what_is_held_or_kept_is_not_destroyed(tools: Tools, folder: Path) -> None:
    rules = folder / "greffier.toml"
    rules.write_text('[[rule]]\nname = "Procès"\nfiles = "heron.pdf"\nhold = "Cour supérieure"\n', encoding="utf-8")
    run(tools, folder)
    heron, park = named(tools.library, "heron.pdf"), named(tools.library, "parc.pdf")
    with pytest.raises(KeptError, match="Cour supérieure") as caught:
        disposal.purge(tools, [park, heron], rule="R", approver="A")
    assert "Procès" in caught.value.hint
    assert found(tools) == {"heron.pdf", "parc.pdf"}, "none of them"
    assert "document.purge.begun" not in tools.recorder.kinds()

    rules.write_text('[[rule]]\nfiles = "*.pdf"\nretain = "P2Y after filing"\n', encoding="utf-8")
    assert run(tools, folder).unchanged == 2
    today = date.today()
    with pytest.raises(KeptError, match="is kept until"):
        disposal.check(tools.library, heron, today)
    disposal.check(tools.library, heron, date(today.year + 3, 1, 1))

    rules.write_text('[[rule]]\nfiles = "*.pdf"\nretain = "P2Y after date"\n', encoding="utf-8")
    run(tools, folder)
    with pytest.raises(KeptError, match="bears no date"):
        disposal.check(tools.library, heron, today)
    rules.write_text('[[rule]]\nfiles = "*.pdf"\nretain = "permanent"\n', encoding="utf-8")
    run(tools, folder)
    with pytest.raises(KeptError, match="permanently"):
        disposal.check(tools.library, heron, date(2999, 1, 1))
    rules.unlink()
    run(tools, folder)
    disposal.check(tools.library, heron, today)


def test_a_hold_reaches_the_version_before(tools: Tools, folder: Path, make_pdf) -> None:
    (folder / "greffier.toml").write_text('[[rule]]\nlabel = "secret"\n', encoding="utf-8")
    run(tools, folder)
    old = named(tools.library, "heron.pdf")
    assert old.label == "secret"
    make_pdf(folder / "heron.pdf", [HERON.replace("printemps", "automne")])
    (folder / "greffier.toml").write_text('[[rule]]\nhold = "Cour"\n', encoding="utf-8")
    run(tools, folder)
    for one in (old, named(tools.library, "heron.pdf")):
        with pytest.raises(KeptError, match="Cour"):
            disposal.check(tools.library, one, date(2030, 1, 1))


def test_rules_place_documents_and_the_clerks_word_comes_first(tools: Tools, folder: Path) -> None:
    rules = folder.parent / "rules.toml"
    rules.write_text('[[rule]]\nfiles = "heron.*"\ncollection = "faune"\nlabel = "secret"\n', encoding="utf-8")
    run(tools, folder, rules=rules)
    assert (_heron(tools).collection, _heron(tools).label) == ("faune", "secret")
    run(tools, folder, rules=rules, label="public")
    assert (_heron(tools).collection, _heron(tools).label) == ("faune", "public")
    run(tools, folder, rules=rules)
    assert _heron(tools).label == "public", "what the clerk said since stays until the rules change"
    rules.write_text('[[rule]]\nfiles = "heron.*"\ncollection = "oiseaux"\nlabel = "secret"\n', encoding="utf-8")
    run(tools, folder, rules=rules)
    assert (_heron(tools).collection, _heron(tools).label) == ("oiseaux", "secret")


def test_rules_above_the_folder_are_found(tools: Tools, folder: Path) -> None:
    (folder.parent / "greffier.toml").write_text(
        '[[rule]]\nfiles = "documents/heron.pdf"\ncollection = "faune"\n', encoding="utf-8"
    )
    run(tools, folder)
    assert _heron(tools).collection == "faune"
    assert named(tools.library, "parc.pdf").collection == "general"


def _heron(tools: Tools) -> Document:
    return named(tools.library, "heron.pdf")


def test_a_reader_in_the_way_is_waited_out_by_the_next_job(tools: Tools, folder: Path) -> None:
    run(tools, folder)
    reader = Catalogue(tools.library.folder / "catalogue.sqlite")
    reader.database.execute("BEGIN")
    reader.documents()
    tools.library.catalogue.database.execute("PRAGMA busy_timeout = 50")
    assert not disposal.purge(tools, [_heron(tools)], rule="R", approver="A")
    assert "document.purged" not in tools.recorder.kinds()
    assert found(tools) == {"parc.pdf"}
    reader.database.execute("ROLLBACK")
    reader.close()
    run(tools, folder / "parc.pdf")
    assert tools.recorder.kinds()[-1] == "document.purged"
    assert holding(tools.library.folder, b"doncaster") == []


def test_row_25_killed_at_each_change_to_the_disk_a_destruction_is_finished(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("killed_disposal.py"), tmp_path],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["changes"] > 20, "each of them was tried"


def test_evaluations_that_name_what_is_destroyed_go_with_it(tools: Tools, folder: Path) -> None:
    run(tools, folder)
    heron, park = named(tools.library, "heron.pdf"), named(tools.library, "parc.pdf")
    kept = tools.library.folder / EVALUATIONS
    kept.mkdir()
    for name, document in (("1.json", heron), ("2.json", park)):
        hits = [{"id": f"{document.id[:16]}-p1", "title": document.title}]
        (kept / name).write_text(json.dumps({"rows": [{"question": "Où?", "hits": hits}]}), encoding="utf-8")
    disposal.purge(tools, [heron], rule="DEL-12", approver="A. Roy")
    assert [path.name for path in kept.iterdir()] == ["2.json"]
