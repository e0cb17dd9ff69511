import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from models import gguf, manifest, place, shelf
from models.errors import ModelError


@pytest.fixture(scope="module")
def shelved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp() / "models"
    shelf.install_packaged(folder)
    return folder


class Carrier:
    """Stands for the file list of the package that carries the model."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.name = shelf.PACKAGED_FILE

    def locate(self) -> Path:
        return self._path


def carried(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(shelf.importlib.metadata, "files", lambda _package: [Carrier(path)])


@pytest.mark.slow
def test_the_packaged_generator_is_installed_with_its_origin(shelved: Path):
    info = shelf.info(shelved, shelf.PACKAGED_NAME)
    assert (info.head.architecture, info.head.file_type, info.head.context) == ("llama", shelf.PACKAGED_KIND, 8192)
    assert info.chat == "chatml"
    assert shelf.PACKAGED_SHA256 in info.installed.manifest.source
    assert info.installed.manifest.licence == "Apache-2.0"
    assert [entry.name for entry in shelf.installed(shelved)] == [shelf.PACKAGED_NAME]


@pytest.mark.slow
def test_installing_again_changes_nothing(shelved: Path):
    stages: list[str] = []
    before = shelf.find(shelved, shelf.PACKAGED_NAME)
    assert shelf.install_packaged(shelved, progress=stages.append) == before
    assert stages == []


@pytest.mark.slow
def test_a_conversion_gives_the_same_bytes_again(shelved: Path, tmp_path: Path):
    stages: list[str] = []
    again = shelf.install_packaged(tmp_path / "again", progress=stages.append)
    assert again.manifest == shelf.find(shelved, shelf.PACKAGED_NAME).manifest
    assert stages == ["check", "convert", "describe"]


@pytest.mark.slow
def test_a_packaged_file_one_byte_off_is_refused_before_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    changed = tmp_path / shelf.PACKAGED_FILE
    shutil.copyfile(shelf.packaged(), changed)
    with changed.open("r+b") as stream:
        stream.seek(50_000_000)
        byte = stream.read(1)
        stream.seek(-1, 1)
        stream.write(bytes([byte[0] ^ 1]))
    carried(monkeypatch, changed)
    monkeypatch.setattr(shelf, "_convert", lambda *_arguments: pytest.fail("parsed"))
    monkeypatch.setattr(gguf, "read", lambda _path: pytest.fail("parsed"))
    with pytest.raises(shelf.RefusedFileError, match=shelf.PACKAGE) as caught:
        shelf.install_packaged(tmp_path / "models")
    assert caught.value.hint
    assert shelf.installed(tmp_path / "models") == []


@pytest.mark.slow
def test_an_installed_file_one_byte_off_is_refused(shelved: Path, tmp_path: Path):
    shutil.copytree(shelved / shelf.PACKAGED_NAME, tmp_path / "models" / shelf.PACKAGED_NAME)
    file = shelf.find(tmp_path / "models", shelf.PACKAGED_NAME).file
    with file.open("r+b") as stream:
        stream.seek(-1, 2)
        byte = stream.read(1)
        stream.seek(-1, 1)
        stream.write(bytes([byte[0] ^ 1]))
    for check in (shelf.verify, shelf.info):
        with pytest.raises(manifest.TamperedError):
            check(tmp_path / "models", shelf.PACKAGED_NAME)


def test_a_missing_package_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shelf, "PACKAGE", "no-such-package-of-anyone")
    with pytest.raises(place.NotInstalledError, match="no-such-package") as caught:
        shelf.install_packaged(tmp_path)
    assert caught.value.hint


@pytest.mark.slow
def test_a_conversion_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bad = tmp_path / shelf.PACKAGED_FILE
    bad.write_bytes(b"GGUF" + bytes(100))
    carried(monkeypatch, bad)
    monkeypatch.setattr(shelf, "_sha256", lambda _path: shelf.PACKAGED_SHA256)
    with pytest.raises(shelf.ConversionError, match="Q4_1"):
        shelf.install_packaged(tmp_path / "models")
    assert [path.name for path in (tmp_path / "models").iterdir()] == [".lock"]


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_installation_is_never_taken_for_a_whole_one(tmp_path: Path, how: signal.Signals):
    code = (
        "import os, pathlib, sys\nfrom models import shelf\n"
        "def stop(stage):\n"
        "    if stage == 'describe':\n"
        "        os.kill(os.getpid(), int(sys.argv[2]))\n"
        "if __name__ == '__main__':\n"
        "    shelf.install_packaged(pathlib.Path(sys.argv[1]), progress=stop)\n"
    )
    script = tmp_path / "install.py"
    script.write_text(code)
    root = str(Path(shelf.__file__).parents[1])
    folder = tmp_path / "models"
    done = subprocess.run(
        [sys.executable, str(script), str(folder), str(int(how))],
        env={"PYTHONPATH": root, "PATH": ""},
        capture_output=True,
        check=False,
    )
    assert done.returncode != 0
    assert shelf.installed(folder) == []
    assert shelf.install_packaged(folder).name == shelf.PACKAGED_NAME
    assert sorted(path.name for path in folder.iterdir()) == [".lock", shelf.PACKAGED_NAME]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's GGUF file: a head alone."""
    from gguf import GGUFWriter

    path = tmp_path / "Own Model.gguf"
    writer = GGUFWriter(path, "llama")
    writer.add_license("mit")
    writer.add_token_list(["<|im_start|>", "<|im_end|>"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path


def test_a_users_file_is_imported(own: Path, tmp_path: Path):
    stages: list[str] = []
    folder = tmp_path / "models"
    found = shelf.import_file(own, folder, "own", progress=stages.append)
    assert (found.name, found.manifest.licence) == ("own", "mit")
    assert found.file.read_bytes() == own.read_bytes()
    assert stages == ["check", "copy", "describe"]
    assert shelf.info(folder, "own").chat == "chatml"
    assert shelf.verify(folder, "own") == found
    with pytest.raises(place.BadNameError, match="already"):
        shelf.import_file(own, folder, "own")


@pytest.mark.parametrize("name", ["", ".", "..", ".hidden", "a/b", "../a", "Grand", "é", "a" * 65, "a\n"])
def test_a_name_that_is_no_folders_is_refused(own: Path, tmp_path: Path, name: str):
    with pytest.raises(place.BadNameError):
        shelf.import_file(own, tmp_path / "models", name)
    with pytest.raises(place.NotInstalledError):
        shelf.find(tmp_path / "models", name)


def test_a_file_that_is_no_gguf_is_not_imported(tmp_path: Path):
    (tmp_path / "notes.gguf").write_text("GGUF, I said")
    with pytest.raises(gguf.GgufError):
        shelf.import_file(tmp_path / "notes.gguf", tmp_path / "models", "notes")
    assert shelf.installed(tmp_path / "models") == []


def test_a_folder_that_cannot_be_written_says_so(own: Path, tmp_path: Path):
    (tmp_path / "models").touch()
    with pytest.raises(place.FolderError) as caught:
        shelf.import_file(own, tmp_path / "models", "own")
    assert isinstance(caught.value, ModelError)
    assert caught.value.hint


def test_an_encoders_folder_beside_is_not_a_generator(tmp_path: Path):
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / "weights.bin").write_bytes(b"0")
    manifest.write(tmp_path / "encoder", name="encoder", licence="x", source="y")
    assert shelf.installed(tmp_path) == []
    assert shelf.installed(tmp_path / "nowhere") == []
