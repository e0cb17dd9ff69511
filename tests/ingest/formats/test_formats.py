"""All formats alike: read without a network, refused with what to do where they cannot be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import formats, kinds
from ingest.errors import UnreadableError
from ingest.read import Options, Source

READ = """
import json, sys
from pathlib import Path
opened = []
sys.addaudithook(lambda event, arguments: opened.append(event) if event.startswith("socket.") else None)
from ingest import readers
from ingest.read import Options, Source
said = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    read = readers.read(Source(path, path.name, "0" * 64), Options())
    said[path.name] = " ".join(page.text for page in read.pages)
heavy = [name for name in ("spacy", "nltk", "torch", "pandas", "pypandoc") if name in sys.modules]
print(json.dumps({"said": said, "opened": opened, "heavy": heavy}))
"""


def test_every_reader_has_its_sample(samples) -> None:
    readable = {kind for kind in kinds.SUFFIXES.values() if kind in formats.READABLE}
    assert {kinds.stated(name) for name in samples} == readable


def test_row_51_each_format_is_read_without_a_network_and_no_socket_is_opened(tmp_path: Path, samples) -> None:
    """In a network namespace that has not even a loopback, where the kernel lets one be made."""
    for name, content in samples.items():
        (tmp_path / name).write_bytes(content)
    alone = (
        ["unshare", "-rn"] if subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0 else []
    )
    done = subprocess.run([*alone, sys.executable, "-c", READ, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)  # nothing else is printed, no notice either
    assert set(found["said"]) == set(samples)
    assert all("Le règlement fixe les frais." in text for text in found["said"].values()), found["said"]
    assert found["opened"] == []
    assert found["heavy"] == []


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx", "a.odt", "a.msg"])
def test_row_12_what_is_cut_short_is_damaged(read, samples, name: str) -> None:
    for share in (0.3, 0.6):
        with pytest.raises(UnreadableError, match="damaged"):
            read(name, samples[name][: int(len(samples[name]) * share)])


@pytest.mark.parametrize(
    ("stream", "reason", "advice"),
    [
        ("WordDocument", "needs_converter", ".docx"),
        ("Workbook", "needs_converter", ".xlsx"),
        ("PowerPoint Document", "needs_converter", ".pptx"),
        ("EncryptedPackage", "encrypted", "password"),
    ],
)
def test_old_and_encrypted_office_files_are_refused_with_what_to_do(
    read, compound, stream: str, reason: str, advice: str
) -> None:
    with pytest.raises(UnreadableError, match=f"{reason}.*{advice}"):
        read("a.doc", compound({stream: b"x"}))


def test_what_nothing_reads_is_unsupported(read) -> None:
    with pytest.raises(UnreadableError, match="unsupported"):
        read("a.png", b"\x89PNG\r\n\x1a\n\0\0")


def test_a_library_that_is_absent_is_named(tmp_path: Path, samples, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(samples["a.xlsx"])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UnreadableError, match=r"unsupported.*openpyxl"):
        formats.read("xlsx", Source(tmp_path / "a", "a.xlsx", "0" * 64), Options())


def test_row_11_a_type_that_the_name_does_not_say_is_noted(read, samples) -> None:
    assert read("a.pdf", samples["a.docx"]).notes["type"] == "docx"
    assert "type" not in read("a.docx", samples["a.docx"]).notes
