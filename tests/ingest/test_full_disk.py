"""Row 26 with a disk that is really full: a small one in memory, that a process of its own namespace mounts."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

RULE = "Le parc est ouvert tous les jours de 7 h à 22 h et l'accès y est gratuit pour les résidents de la Ville."
MEBIBYTE = 1 << 20

pytestmark = pytest.mark.slow


def in_small_disk(script: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Run a shell script in a namespace with a disk of some megabytes mounted at `place`."""
    mounted = f"mount -t tmpfs -o size=6m tmpfs {shlex.quote(str(place))} && {script}"
    return subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted],
        capture_output=True, text=True, check=False, cwd=place.parent,
        env={**os.environ, "GREFFIER_UI": "en", "PYTHONPATH": str(Path(__file__).parents[2]), "PY": sys.executable},
    )  # fmt: skip


def test_row_26_a_full_disk_stops_the_job_and_the_published_index_still_answers(tmp_path: Path, make_pdf) -> None:
    disk, small, large = (tmp_path / name for name in ("disk", "small", "large"))
    for folder in (disk, small, large):
        folder.mkdir()
    if (tried := in_small_disk("true", disk)).returncode:
        pytest.skip(f"this machine lets nobody mount a small disk: {tried.stderr.strip()}")
    make_pdf(small / "a.pdf", [RULE])
    for number in range(40):
        path = make_pdf(large / f"{number:02}.pdf", [f"{number}. {RULE}"])
        with path.open("ab") as file:
            file.write(os.urandom(MEBIBYTE // 4))
    greffier = '"$PY" -m assistant --library disk/library'
    done = in_small_disk(
        f"{greffier} ingest run small --json --jobs 1 && echo && "
        f"({greffier} ingest run large --jobs 2; echo code $?) && {greffier} search parc --json > found.json; "
        f"{greffier} search parc --json && {greffier} ingest status --json",
        disk,
    )
    first, *_ = done.stdout.splitlines()
    generation = json.loads(first)["generation"]
    assert "code 1" in done.stdout, done.stderr
    assert "The disk is full" in done.stderr
    assert "greffier ingest resume" in done.stderr
    assert "Traceback" not in done.stderr
    found, status = map(json.loads, done.stdout.splitlines()[-2:])
    assert found["generation"] == status["generation"] == generation
    assert found["hits"][0]["document"]["file"] == "a.pdf"
    assert [Path(path).name for one in status["interrupted"] for path in one["paths"]] == ["large"]
