"""Imports: heavy libraries stay behind the one module that owns each, and come only when they are needed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("assistant", "indexes", "ingest", "models")
HEAVY = (
    "faiss", "llama_cpp", "unstructured", "sentence_transformers", "torch", "textual", "numpy", "scipy", "pypdfium2",
    "tokenizers", "tiktoken", "py3langid", "pydantic", "transformers",
)  # fmt: skip
OWNERS = {
    "faiss": {"indexes/dense.py"},
    "llama_cpp": {"models/llama"},
    "unstructured": {"ingest/partitioners.py"},
    "sentence_transformers": {"models/torch_models.py", "models/training"},
    "torch": {"models/torch_models.py", "models/training"},
    "onnxruntime": {"models/exported.py"},
    "openvino": {"models/exported.py"},
    "pypdfium2": {"ingest/pdfium"},
    "textual": {"assistant/tui"},
    "textual_image": {"assistant/tui/source/picture.py"},
    "textual_plotext": {"assistant/tui/evaluation/plot.py"},
    "plotext": {"assistant/tui/evaluation/plot.py"},
    "rfc8785": {"assistant/audit"},
    "cryptography": {"assistant/audit"},
    "segno": {"assistant/audit/paper.py"},
    "reportlab": {"assistant/exports"},
    "tiktoken": {"models/tokens.py"},
    "gguf": {"models"},
    "py3langid": {"models/language.py"},
    "ir_measures": {"assistant/evaluation"},
    "pydantic_settings": {"assistant/settings.py"},
    "http": {"models/remote/connection.py"},
}


def loaded_by(statement: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded after a statement."""
    script = f"import sys\n{statement}\nimport json\nprint(json.dumps([n for n in {HEAVY!r} if n in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "module",
    ["assistant.cli", "assistant.__main__", "assistant.settings", "ingest.cli", "indexes.errors", "models.errors"],
)
def test_the_command_line_loads_nothing_heavy(module: str) -> None:
    allowed = {"pydantic"} if module == "assistant.settings" else set()
    # The words that all parts speak have arrays in them; those who only pass them on need not load numpy.
    assert loaded_by(f"import {module}") - {"numpy"} <= allowed


def test_help_loads_nothing_heavy() -> None:
    statement = (
        "from assistant.__main__ import main\nsys.argv = ['greffier', '--help']\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code"
    )
    assert loaded_by(statement) <= {"numpy"}


def test_a_library_is_opened_without_a_model() -> None:
    assert loaded_by("import indexes.library") <= {"numpy"}


def test_asking_needs_neither_the_screens_nor_the_parsers() -> None:
    statement = "import assistant.session, assistant.office, assistant.quotation, indexes.generation, models.static"
    assert not loaded_by(statement) & {
        "textual", "unstructured", "pypdfium2", "torch", "sentence_transformers", "faiss", "llama_cpp",
    }  # fmt: skip


def test_plain_lines_and_exports_need_no_screens() -> None:
    statement = "import assistant.linear.loop, assistant.desks.sessions, assistant.exports.giving_out"
    assert not loaded_by(statement) & {"textual", "faiss", "llama_cpp", "torch", "unstructured", "pypdfium2"}


@pytest.mark.slow
def test_help_comes_at_once() -> None:
    """Half a second on an idle machine; the best of three, and four times that, on a busy one."""
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "assistant", "--help"], capture_output=True, check=True)
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 2


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level names of all that is imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def test_each_heavy_library_has_one_owner() -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for path in sources():
        for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            if name in OWNERS:
                found[name].add(str(path.relative_to(ROOT)))
    for name, places in found.items():
        owners = OWNERS[name]
        strays = {place for place in places if not any(place == one or place.startswith(f"{one}/") for one in owners)}
        assert not strays, f"{name} is imported outside {owners}"
    assert {"faiss", "llama_cpp", "unstructured", "pypdfium2", "textual"} <= set(found)


def test_who_may_import_whom() -> None:
    allowed = {
        "assistant": {"assistant", "indexes", "models"},
        "ingest": {"ingest", "indexes", "models"},
        "indexes": {"indexes"},
        "models": {"models"},
    }
    for path in sources():
        place = path.relative_to(ROOT)
        ours = set(imported(ast.parse(path.read_text(encoding="utf-8")))) & set(PACKAGES)
        extra = {"ingest"} if str(place) == "assistant/cli.py" else set()
        assert ours <= allowed[place.parts[0]] | extra, str(place)


def test_row_51_no_source_imports_what_speaks_to_a_network() -> None:
    """But for what speaks to the one server that the settings name, which has `http` to itself (`OWNERS`)."""
    clients = {"requests", "httpx", "urllib3", "aiohttp", "ftplib", "smtplib", "huggingface_hub", "openai"}
    for path in sources():
        names = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
        assert not names & clients, str(path.relative_to(ROOT))


def test_no_source_unpickles() -> None:
    for path in sources():
        if "training" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        names = set(imported(ast.parse(text)))
        assert not names & {"pickle", "shelve", "dill", "marshal"}, str(path.relative_to(ROOT))
        assert "allow_pickle=True" not in text
