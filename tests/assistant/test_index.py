"""The index commands as they are typed: what is published, said and made again."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.office import Office
from indexes.library import Library
from indexes.publishing import generations, publish

FACTS = {
    "generation", "documents", "passages", "gone", "segments", "kept", "staged", "encoder", "lexicon", "usable",
}  # fmt: skip


@pytest.fixture
def library(filed_library, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filed_library.folder, tmp_path / "library"))


def test_status_says_what_is_published_in_words_and_as_json(greffier, library: Path) -> None:
    told = json.loads(greffier("index", "status", "--json", library=library).stdout)
    assert told.keys() == FACTS
    assert told["usable"] is True
    assert told["documents"] == 3
    assert told["passages"] == sum(one["passages"] for one in told["segments"]) > 0
    said = greffier("index", "status", library=library).stdout
    assert told["generation"] in said
    assert told["segments"][0]["name"][:8] in said
    assert told["encoder"][:16] in said


def test_merging_and_rebuilding_the_same_give_the_same(greffier, library: Path) -> None:
    before = generations(library / "generations")
    for command in ("merge", "rebuild"):
        done = greffier("index", command, library=library)
        assert done.returncode == 0, done.stderr
        assert [done.stdout.strip()] == before == generations(library / "generations")


def test_row_54_after_another_encoder_status_says_so_and_a_rebuild_mends_it(
    greffier, library: Path, fake_encoder
) -> None:
    opened = Library(library)
    encoder = replace(fake_encoder, fingerprint="f" * 64)
    publish(opened.generations, opened.catalogue, encoder, Office().lexicon())
    opened.close()
    assert json.loads(greffier("index", "status", "--json", library=library).stdout)["usable"] is False
    assert "greffier index rebuild" in greffier("index", "status", library=library).stdout
    refused = greffier("search", "chien", library=library)
    assert refused.returncode == 1
    assert "index rebuild" in refused.stderr
    assert greffier("index", "rebuild", library=library).returncode == 0
    assert greffier("search", "chien", library=library).returncode == 0
    told = json.loads(greffier("index", "status", "--json", library=library).stdout)
    assert len(told["kept"]) == 1, "the one before is kept for replay"


def test_generations_are_kept_as_long_as_the_setting_says(
    greffier, library: Path, filed_library, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    for number, file in enumerate(sorted(filed_library.documents.iterdir())[:2]):
        shutil.copy(file, tmp_path / "more" / f"{number}.pdf")
        with (tmp_path / "more" / f"{number}.pdf").open("ab") as copy:
            copy.write(b"\n% other bytes\n")
        greffier("ingest", "run", tmp_path / "more", library=library, env={"GREFFIER_RETENTION_DAYS": "0"})
        assert len(generations(library / "generations")) == 1
