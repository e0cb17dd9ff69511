"""Takes the pictures of the tour from the running program, in both languages.

    python docs/screenshots/take.py [--work FOLDER] [--language fr|en]

Files the sample documents and two that cannot be read into a new library in FOLDER (which must not exist; a temporary
one, if none is named), asks and evaluates, then goes through the rooms by their keys. The folder is removed at the end;
its name can be read in some pictures. The accounts in the pictures are invented: those of this machine are in none.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from drawing import small
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled

from assistant import account
from assistant.desks import OfficeServices
from assistant.desks.ask import OfficeDesk
from assistant.i18n import speak
from assistant.office import Office
from assistant.tui.app import GreffierApp
from indexes.records import LANGUAGES, Language

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SIZE = (120, 36)
WIDE = (150, 42)
LIBRARY = "Havremont"
"""What the library is called: the folder's name."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is asked and looked for. before: who held earlier sessions, and asked what; broken: what cannot be filed."""

    before: Sequence[tuple[str, Sequence[str]]]
    question: str
    wanted: str
    broken: tuple[str, str]


TOLD: dict[Language, Told] = {
    "fr": Told(
        before=(
            ("lpoirier", ("Qui peut signer un contrat de 180 000 $?",)),
            ("mgagnon", ("Combien coûte le stationnement au centre-ville de Sainte-Aldée?", "Et à Port-Mercier?")),
            ("lpoirier", ("Quel est le salaire du commissaire à l’accès?",)),
            ("mgagnon", ("Combien de litres d’eau par personne un centre d’accueil doit-il avoir en réserve?",)),
        ),
        question="Une entreprise a déposé son offre deux minutes en retard. Peut-on quand même la regarder?",
        wanted="congé de maladie",
        broken=("plan-triennal.pdf", "inventaire-2009.pdf"),
    ),
    "en": Told(
        before=(
            ("lpoirier", ("Who can sign a $180,000 contract?",)),
            ("mgagnon", ("How long do we have to answer an access request?", "Can it be extended?")),
            ("lpoirier", ("What is the Access Commissioner’s salary?",)),
            ("mgagnon", ("How many litres of water per person must a reception centre keep in store?",)),
        ),
        question="A company handed in its offer two minutes late. May we still look at it?",
        wanted="sick leave",
        broken=("three-year-plan.pdf", "inventory-2009.pdf"),
    ),
}


# What there is to be seen


def furnish(work: Path, language: Language) -> Office:
    """File, evaluate, and ask what is asked before the pictures are taken. Returns the office over all that."""
    told = TOLD[language]
    documents = work / "documents"
    shutil.copytree(ROOT / "samples" / "documents", documents)
    whole = (documents / "fees.en.pdf").read_bytes()
    (documents / told.broken[0]).write_bytes(whole[: len(whole) // 3])  # a copy that was broken off
    (documents / told.broken[1]).write_bytes(b"")
    library = work / LIBRARY
    _greffier(language, library, "ingest", "run", "documents", where=work, done=(0, 3))
    _greffier(language, library, "eval", "run", str(ROOT / "samples" / "questions.jsonl"), where=work)
    office = Office(library)
    for name, questions in told.before:
        _work_as(name)
        desk = OfficeDesk(office)
        for question in questions:
            for _event in desk.ask(question, alone=False, cancelled=lambda: False):
                pass
        desk.close()
    _work_as("mgagnon")
    return office


def _greffier(language: Language, library: Path, *words: str, where: Path, done: Sequence[int] = (0,)) -> None:
    command = [sys.executable, "-m", "assistant", "--ui", language, "--library", str(library), *words]
    status = subprocess.run(command, cwd=where, stdout=subprocess.DEVNULL, check=False).returncode  # noqa: S603
    if status not in done:
        raise SystemExit(f"greffier {' '.join(words)}: {status}")


def _work_as(name: str) -> None:
    known = SimpleNamespace(getpwuid=lambda _uid: SimpleNamespace(pw_name=name))
    vars(account)["pwd"] = known  # what is asked who works here


# Taking pictures


class Camera:
    """Presses keys, and keeps what is on the screen once everything is done that they began."""

    def __init__(self, pilot: Pilot[None], folder: Path) -> None:
        self.pilot = pilot
        self._folder = folder

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, each once what the one before began is done."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        """Put text where the cursor is, as if it were pasted."""
        self.pilot.app.post_message(events.Paste(text))
        await self.settle()

    async def size(self, size: tuple[int, int]) -> None:
        """Have the terminal be so many columns wide and lines high."""
        await self.pilot.resize_terminal(*size)
        await self.settle()

    async def settle(self) -> None:
        """Wait until the threads are done, and what they said is on the screen."""
        await self.pilot.pause()
        workers = self.pilot.app.workers
        while any(not worker.is_finished for worker in workers):
            with suppress(WorkerCancelled):  # superseded by a later one
                await workers.wait_for_complete()
            await self.pilot.pause()
        await self.pilot.pause()
        await self.pilot.pause()  # what a worker handed over may have asked for a layout

    async def take(self, name: str, theme: str = "dark") -> None:
        """Keep what is on the screen."""
        app = self.pilot.app
        app.theme = f"greffier-{theme}"
        for line in app.screen.query(Input):
            line.cursor_blink = False
        await self.settle()
        (self._folder / f"{name}.svg").write_text(small(app.export_screenshot(simplify=True)), encoding="utf-8")
        app.theme = "greffier-dark"


async def ask(camera: Camera, told: Told) -> None:
    """An answer, its source as text and as a picture, and the twin."""
    await camera.type(told.question)
    await camera.press("enter")
    await camera.take("ask")
    await camera.press("ctrl+n")
    await camera.take("source")
    await camera.press("f9")
    await camera.take("page", "light")
    await camera.press("f9", "ctrl+t")
    await camera.take("twin")
    await camera.press("escape")


async def find(camera: Camera, told: Told) -> None:
    """Passages that are found as one types, beside the documents."""
    await camera.size(WIDE)
    await camera.press("alt+2")
    await camera.type(told.wanted)
    await camera.press("enter", "f4")
    await camera.take("find")
    await camera.size(SIZE)


async def sessions(camera: Camera, _told: Told) -> None:
    """The sessions, one of them as it was, and its record."""
    await camera.press("alt+3", "down", "enter")
    await camera.take("sessions")
    await camera.press("ctrl+r")
    await camera.take("record")
    await camera.press("escape")


async def audit(camera: Camera, _told: Told) -> None:
    """The record verified, and a session stepped through."""
    await camera.size(WIDE)
    await camera.press("alt+4", "f5", "2", "enter", "end")
    await camera.take("audit")
    await camera.size(SIZE)


async def filing(camera: Camera, _told: Told) -> None:
    """The jobs, and what could not be filed."""
    await camera.press("alt+5", "f4")
    await camera.take("filing", "contrast")


async def evaluation(camera: Camera, _told: Told) -> None:
    """How well right passages are found."""
    await camera.size(WIDE)
    await camera.press("alt+6")
    await camera.take("evaluation")
    await camera.size(SIZE)


async def everywhere(camera: Camera, _told: Told) -> None:
    """What can be done now, and the keys."""
    await camera.press("alt+1", "ctrl+k")
    await camera.take("commands")
    await camera.press("escape", "f1")
    await camera.take("help")


ROOMS: Sequence[Callable[[Camera, Told], Awaitable[None]]] = (
    ask,
    find,
    sessions,
    audit,
    filing,
    evaluation,
    everywhere,
)


async def take(office: Office, folder: Path, language: Language) -> None:
    """Go through the rooms of the program once."""
    app = GreffierApp(OfficeServices(office), language_named=True)
    async with app.run_test(size=SIZE) as pilot:
        camera = Camera(pilot, folder)
        await camera.settle()
        for room in ROOMS:
            await room(camera, TOLD[language])
    app.close_desks()


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--language", choices=LANGUAGES)
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    for language in LANGUAGES if options.language is None else (options.language,):
        work: Path = options.work or Path(tempfile.mkdtemp()) / "greffier"
        work.mkdir(parents=True)
        try:
            for name in ("CONFIG", "DATA", "STATE"):
                os.environ[f"XDG_{name}_HOME"] = str(work / name.lower())
            speak(language)
            folder = HERE / language
            folder.mkdir(exist_ok=True)
            asyncio.run(take(furnish(work, language), folder, language))
        finally:
            shutil.rmtree(work)


if __name__ == "__main__":
    main()
