"""F2: everything on the screen is said in the other language, what was answered before too."""

from __future__ import annotations

from .driving import Running, ask, settle, shown
from .scripted import CLAIMED, LABELLED, QUOTED, REFUSED


async def test_f2_says_everything_in_the_other_language(running: Running, french: None) -> None:
    async with running(size=(160, 50)) as pilot:
        text = shown(pilot.app)
        assert "Posez une question\u00a0: chaque réponse" in text
        assert "rien encore au registre" in text
        for question in (QUOTED, CLAIMED, LABELLED, REFUSED):
            await ask(pilot, question)
        await pilot.press("ctrl+n")
        await settle(pilot)
        text = shown(pilot.app)
        for words in (
            "✗ Non appuyé par les sources\u00a0: Le fauteuil",
            "iv (page\u00a04 du fichier)",
            "◇ Sans réponse. Les documents",
            "Passages les plus proches",
            "«\u00a0Le fonctionnaire peut télétravailler",
            "au registre\u00a0: inscription 12",
            "génération 3fa9c1d2 · séance 7b1e2a4c",
            "Source 1 de 3",
            "page 1 / 3 · français",
            "Échap Fermer",
            "F2 English",
            "Ctrl+Q Quitter",
            "3,2\u00a0s",
            "Votre question, en français ou en anglais",
        ):
            assert words in text, words
        await pilot.press("f2")
        await settle(pilot)
        text = shown(pilot.app)
        for words in (
            "✗ Not supported by the sources: Le fauteuil",
            "p. iv (page 4 of the file)",
            "◇ No answer. Les documents",
            "Nearest passages",
            "“Le fonctionnaire peut télétravailler",
            "on record: entry 12",
            "generation 3fa9c1d2 · session 7b1e2a4c",
            "Source 1 of 3",
            "page 1 / 3 · French",
            "Esc Close",
            "F2 Français",
            "Ctrl+Q Quit",
            "3.2 s",
            "Your question, in French or in English",
        ):
            assert words in text, words
        await pilot.press("f2")
        await settle(pilot)
        assert "Échap Fermer" in shown(pilot.app)


async def test_the_footer_fits_80_columns_in_french(running: Running, french: None) -> None:
    async with running() as pilot:
        await ask(pilot, QUOTED)
        await pilot.press("ctrl+n")
        await settle(pilot)
        last = shown(pilot.app).splitlines()[-1]
        for words in ("Ctrl+N/P Source", "Ctrl+K Menu", "Échap Fermer", "F1 Aide", "F2 English", "Ctrl+Q Quitter"):
            assert words in last, words
