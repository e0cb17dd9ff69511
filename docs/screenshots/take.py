"""Takes the screenshots of the terminal UI, in both languages and two sizes, from the running program.

    python docs/screenshots/take.py --desk MODULE:CALLABLE --question "…" [--question "…"] [--to FOLDER]

MODULE:CALLABLE names what opens a desk (see `assistant.tui.desk.Desk`); each question is asked and its first source
opened. Writes SVG; where rsvg-convert is installed, PNG beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from textual.pilot import Pilot

from assistant.i18n import speak
from assistant.tui.app import GreffierApp
from assistant.tui.desk import Desk
from indexes.records import LANGUAGES, Language

SIZES = ((80, 24), (160, 50))


async def take(
    open_desk: Callable[[], Desk], questions: Sequence[str], folder: Path, language: Language, size: tuple[int, int]
) -> list[Path]:
    """Run the program once, and take its screens along the way. Returns the files written."""
    speak(language)
    taken: list[Path] = []

    def keep(name: str) -> None:
        path = folder / f"{name}-{language}-{size[0]}x{size[1]}.svg"
        # Without xml:space, converters drop the space at the beginning of a stretch of text.
        drawn = app.export_screenshot(title="Greffier").replace("<text ", '<text xml:space="preserve" ')
        path.write_text(drawn, encoding="utf-8")
        taken.append(path)

    app = GreffierApp(open_desk)
    async with app.run_test(size=size) as pilot:
        await _settle(pilot)
        keep("welcome")
        for number, question in enumerate(questions, 1):
            app.query_one("#question").value = question  # type: ignore[attr-defined]
            await pilot.press("enter")
            await _settle(pilot)
            keep(f"answer-{number}")
            await pilot.press("ctrl+n")
            await _settle(pilot)
            if app.reading:
                keep(f"source-{number}")
                await pilot.press("escape")
        await pilot.press("f1")
        await _settle(pilot)
        keep("help")
    app.close_desk()
    return taken


async def _settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--desk", required=True)
    parser.add_argument("--question", action="append", default=[])
    parser.add_argument("--to", type=Path, default=Path(__file__).parent)
    options = parser.parse_args()
    module, _colon, name = options.desk.partition(":")
    open_desk = getattr(importlib.import_module(module), name)
    options.to.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        for size in SIZES:
            for path in asyncio.run(take(open_desk, options.question, options.to, language, size)):
                if converter := shutil.which("rsvg-convert"):
                    subprocess.run([converter, "-o", path.with_suffix(".png"), path], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
