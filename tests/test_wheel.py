"""The built wheel: the four packages and nothing else at its top, with the files that they read."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {"assistant", "indexes", "ingest", "models"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = folder.glob("greffier-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_its_top_holds_the_four_packages_and_nothing_else(names: list[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES


@pytest.mark.parametrize(
    "file",
    [
        "indexes/schema.sql",
        "assistant/tui/styles.tcss",
        "assistant/locale/fr/LC_MESSAGES/greffier.mo",
        "models/bilingual-static/manifest.json",
        "models/bilingual-static/model.safetensors",
        "models/bilingual-static/tokenizer.json",
        "assistant/evaluation/page.css",
        "models/bilingual-contextual/manifest.json",
        "models/bilingual-contextual/model.gguf",
        "models/bilingual-contextual/tokenizer.json",
        "models/bilingual-lexicon/manifest.json",
        "models/bilingual-lexicon/lexicon.safetensors",
    ],
)
def test_it_holds_what_the_program_reads(names: list[str], file: str) -> None:
    assert file in names


def test_it_holds_every_source(names: list[str]) -> None:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            assert str(path.relative_to(ROOT)) in names


def test_it_holds_nothing_that_is_only_ours(names: list[str]) -> None:
    for name in names:
        assert "__pycache__" not in name
        assert not name.startswith(("tests/", "samples/", "benchmarks/", "docs/"))


def test_it_carries_its_command_and_its_licence(names: list[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in names)
    assert any("/licenses/LICENSE" in name for name in names)
