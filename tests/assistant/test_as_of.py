"""`--as-of`: search and answers over what was valid on a day, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

HEAD = "# VILLE DE SAINTE-ADÈLE\n# RÈGLEMENT NO. 1132-2010\nconcernant l'occupation du domaine public\n"
OLD = HEAD + "Adopté le 19 avril 2010\n1. Le permis d'occupation du domaine public coûte 50 $ par année."
NEW = (
    HEAD
    + "# Codification administrative : à jour au 26 juin 2019\n"
    + "Adopté le 19 avril 2010\n1. Le permis d'occupation du domaine public coûte 75 $ par année."
)


@pytest.mark.slow
def test_row_24_an_earlier_version_answers_for_its_own_time(greffier, tmp_path: Path, make_pdf) -> None:
    folder, library = tmp_path / "documents", tmp_path / "library"
    folder.mkdir()
    make_pdf(folder / "1132.pdf", [OLD])
    make_pdf(folder / "1132-codification.pdf", [NEW])
    filed = greffier("ingest", "run", folder, library=library)
    assert filed.returncode == 0, filed.stderr

    def files(*options: str) -> list[str]:
        found = json.loads(
            greffier("search", "combien coûte le permis d'occupation", "--json", *options, library=library).stdout
        )
        return [hit["document"]["file"] for hit in found["hits"]]

    assert set(files()) == {"1132-codification.pdf"}
    assert set(files("--as-of", "2019-06-26")) == {"1132-codification.pdf"}
    assert set(files("--as-of", "2015-01-01")) == {"1132.pdf"}
    assert files("--as-of", "2009-01-01") == []
    answer = json.loads(
        greffier("ask", "Combien coûte le permis?", "--as-of", "2015-01-01", "--json", library=library).stdout
    )
    assert {one["file"] for statement in answer["statements"] for one in statement["citations"]} <= {"1132.pdf"}
    asked = json.loads(greffier("audit", "show", answer["session"], "--json", library=library).stdout)
    assert [row["facts"].get("as_of") for row in asked if row["kind"] == "question"] == ["2015-01-01"]
    record = json.loads(greffier("page", "1132.pdf", 1, "--json", library=library).stdout)["record"]
    assert (record["number"], record["superseded_by"]) == ("1132-2010", "1132-codification.pdf")
    assert greffier("search", "permis", "--as-of", "yesterday", library=library).returncode == 2
