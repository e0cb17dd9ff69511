"""Fixtures that all tests share: PDFs made on the spot, small stand-ins for the models, and a filed library."""

from __future__ import annotations

import gettext
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from numpy.typing import NDArray
from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from assistant.i18n import DOMAIN, LOCALE
from indexes.records import Language

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
REQUIRE_CORPUS = "REQUIRE_CORPUS"
_required = bool(os.environ.get(REQUIRE_CORPUS))

BUSY = (
    "tests/models/",
    "tests/samples/",
    "tests/assistant/test_models.py",
    "tests/assistant/test_hostile_documents.py",
    "tests/assistant/audit/replay/",
)
"""What keeps all processors busy, with real models: two of these at once would wait for each other's threads."""

PageContent = str | Callable[[Canvas], None]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Where tests run in several processes, each file has one of them, and all that is BUSY has one together."""

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "busy" if nodeid.startswith(BUSY) else super()._split_scope(nodeid)

    return ByFile(config, log)


class MakePdf(Protocol):
    """Makes a PDF of letter pages: a text (a line each, wrapped; "# " is bold and larger), or what draws the page."""

    def __call__(
        self,
        path: Path,
        pages: Sequence[PageContent],
        *,
        title: str = "",
        header: str = "",
        footer: str = "",
        encrypt: object = None,
    ) -> Path:
        """Write the file and return its path. `footer` may hold {page}."""


@pytest.fixture(scope="session", autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads this account's settings, or writes to its folders."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("GREFFIER_"):
                patch.delenv(name)
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        gettext.bindtextdomain(DOMAIN, LOCALE)  # what is French in one test is so in all, whichever comes first
        gettext.textdomain(DOMAIN)
        yield


@pytest.fixture(scope="session")
def make_pdf() -> MakePdf:
    return _make_pdf


def _make_pdf(
    path: Path,
    pages: Sequence[PageContent],
    *,
    title: str = "",
    header: str = "",
    footer: str = "",
    encrypt: object = None,
) -> Path:
    canvas = Canvas(str(path), pagesize=letter, invariant=1, encrypt=encrypt)
    canvas.setTitle(title)
    for number, page in enumerate(pages, start=1):
        if header:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(72, 756, header)
        if footer:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(72, 36, footer.format(page=number))
        if isinstance(page, str):
            _write_text(canvas, page)
        else:
            page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def _write_text(canvas: Canvas, text: str) -> None:
    y = 690.0
    for line in text.split("\n"):
        heading = line.startswith("# ")
        font, size = ("Helvetica-Bold", 14) if heading else ("Helvetica", 10.5)
        canvas.setFont(font, size)
        for part in simpleSplit(line.removeprefix("# "), font, size, 468):
            canvas.drawString(72, y, part)
            y -= 1.3 * size
        y -= 0.7 * size


@pytest.fixture(scope="session")
def make_raw_pdf() -> Callable[..., Path]:
    """Makes a PDF of the objects given, each as its PDF source, numbered from 1; the first is the catalog."""

    def make(path: Path, objects: Sequence[str]) -> Path:
        content = b"%PDF-1.7\n"
        places = []
        for number, source in enumerate(objects, start=1):
            places.append(len(content))
            content += f"{number} 0 obj\n{source}\nendobj\n".encode("latin-1")
        start = len(content)
        rows = "".join(f"{place:010} 00000 n \n" for place in places)
        content += (
            f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
            f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        ).encode("latin-1")
        path.write_bytes(content)
        return path

    return make


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents and questions."""
    if not DATA.is_dir():
        reason = "the real documents (../shared/data) are not on this machine"
        if _required:
            pytest.fail(f"{reason}, and {REQUIRE_CORPUS} is set")
        pytest.skip(reason)
    return DATA


@dataclass(frozen=True)
class FakeEncoder:
    """Vectors of hashed words: equal words, near vectors. Change the fingerprint with `dataclasses.replace`."""

    fingerprint: str = "e" * 64
    dimension: int = 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                vectors[row, int(hashlib.sha256(word.encode()).hexdigest(), 16) % self.dimension] += 1
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, norms, out=vectors, where=norms > 0)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self.encode([text])[0]


@dataclass(frozen=True, eq=False)
class FakeLexicon:
    """Words in small letters are terms; a table translates from French, and back."""

    fingerprint: str = "1" * 64
    french: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {
            "chien": {"dog": 0.8, "hound": 0.2},
            "parc": {"park": 0.9},
            "amende": {"fine": 0.7, "penalty": 0.3},
        }
    )

    def terms(self, text: str, language: Language) -> list[str]:  # noqa: ARG002  # both are cut alike
        return re.findall(r"\w+", text.casefold())

    def translate(self, term: str, source: Language) -> dict[str, float]:
        if source == "fr":
            return dict(self.french.get(term, {term: 1.0}))
        back = {french: table[term] for french, table in self.french.items() if term in table}
        return back or {term: 1.0}


@pytest.fixture(scope="session")
def fake_encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def fake_lexicon() -> FakeLexicon:
    return FakeLexicon()


@dataclass(frozen=True)
class FiledLibrary:
    """A library filed with the bundled models, and the folder of the documents that were filed."""

    folder: Path
    documents: Path


DOG_PARK_FR = [
    "# RÈGLEMENT SUR LE PARC CANIN\n"
    "# Chapitre 1 – Dispositions générales\n"
    "1. Le présent règlement régit l'usage du parc canin de la Ville. Il s'applique à toute personne qui y entre.\n"
    "2. Le parc canin est ouvert tous les jours de 7 h à 22 h. L'accès y est gratuit pour les résidents.\n"
    "3. Le gardien d'un chien doit ramasser immédiatement les excréments de son animal et les déposer dans un bac.",
    "# Chapitre 2 – Infractions\n"
    "4. Quiconque contrevient au présent règlement commet une infraction et est passible d'une amende de 150 $.\n"
    "5. En cas de récidive, l'amende est de 300 $. Les frais de la poursuite sont en sus.",
]
LIBRARY_EN = [
    "# Public Library Policy\n"
    "# Part 1 – Cards and loans\n"
    "1. A library card is free for every resident. A lost card is replaced for a fee of $5.\n"
    "2. A book is lent for three weeks. The loan may be renewed twice unless another reader has reserved the book.\n"
    "3. The fine for a late book is $0.25 a day, up to a maximum of $10.",
]
SNOW_FR = [
    "# Directive sur le déneigement\n"
    "1. Il est interdit de stationner dans la rue entre minuit et 7 h, du 15 novembre au 1er avril.\n"
    "2. La neige d'une propriété privée ne peut être poussée dans la rue. Le contrevenant paie une amende de 200 $.",
]


@pytest.fixture(scope="session")
def filed_library(tmp_path_factory: pytest.TempPathFactory) -> FiledLibrary:
    """Three small documents, two French and one English, filed with the models that come with the program."""
    from assistant.office import Office
    from ingest import job

    documents = tmp_path_factory.mktemp("documents")
    _make_pdf(documents / "parc-canin.fr.pdf", DOG_PARK_FR, title="Règlement sur le parc canin")
    _make_pdf(documents / "library.en.pdf", LIBRARY_EN, title="Public Library Policy")
    _make_pdf(documents / "deneigement.fr.pdf", SNOW_FR, title="Directive sur le déneigement")
    folder = tmp_path_factory.mktemp("filed") / "library"
    office = Office(folder)
    library = office.library(create=True)
    events = list(
        job.run(
            library,
            job.Order([documents]),
            encoder=office.encoder(),
            lexicon=office.lexicon(),
            recorder=office.recorder(),
        )
    )
    library.close()
    assert sum(isinstance(event, job.Filed) for event in events) == 3, events
    return FiledLibrary(folder, documents)


class Greffier(Protocol):
    """Runs the program as a person would, in English, without a generator unless `env` names one."""

    def __call__(
        self,
        *arguments: object,
        library: Path | None = None,
        env: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> subprocess.CompletedProcess[str]:
        """Run it; `before` is put before its own command line."""


@pytest.fixture
def greffier(tmp_path: Path) -> Greffier:
    def run(
        *arguments: object,
        library: Path | None = None,
        env: Mapping[str, str] | None = None,
        before: Sequence[str] = (),
    ) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "GREFFIER_UI": "en",
            "GREFFIER_GENERATOR__NAME": "",
            **(env or {}),
        }
        chosen = [] if library is None else ["--library", str(library)]
        return subprocess.run(
            [*before, sys.executable, "-m", "assistant", *chosen, *map(str, arguments)],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
