"""Pages as Sixel and as Kitty's graphics: what reaches the terminal, where, and that it is taken back."""

from __future__ import annotations

import base64
import io
import re
import sys

import pytest
from PIL import Image
from textual.pilot import Pilot

from assistant.tui.source import pane as source_pane
from assistant.tui.source.terminal import Terminal
from assistant.tui.source.view import PictureView

from .driving import Running, ask, settle, shown
from .scripted import QUOTED
from .source_desk import ScriptedSourceDesk

SEQUENCE = re.compile(r"\x1b\[(\d+);(\d+)H\x1bP0;0;0q[^\x1b]*\x1b\\\x1b\[(\d+);(\d+)H")


@pytest.fixture
def sixel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_pane, "terminal", lambda: Terminal("sixel"))


@pytest.fixture
def kitty(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What is sent to a terminal with Kitty's graphics, beside what the screens paint."""
    sent = io.StringIO()
    monkeypatch.setattr(source_pane, "terminal", lambda: Terminal("kitty"))
    monkeypatch.setattr(sys, "__stdout__", sent)
    return sent


async def pictured(pilot: Pilot[None]) -> PictureView:
    await ask(pilot, QUOTED)
    await pilot.press("ctrl+n")
    await settle(pilot)
    await pilot.press("f9")
    await settle(pilot)
    return pilot.app.screen.query_one("#column PictureView", PictureView)


def painted(pilot: Pilot[None]) -> str:
    """All that is painted, control sequences too."""
    return "".join(segment.text for strip in pilot.app.screen._compositor.render_strips() for segment in strip)


@pytest.mark.usefixtures("sixel")
async def test_sixel_is_drawn_where_the_picture_is(running: Running) -> None:
    async with running(size=(100, 40), desks={"source": ScriptedSourceDesk()}) as pilot:
        view = await pictured(pilot)
        (found,) = SEQUENCE.finditer(painted(pilot))
        assert view.frame is not None
        place = view.region
        assert (int(found[1]), int(found[2])) == (place.y + 1, place.x + 1)
        assert (int(found[3]), int(found[4])) == (place.bottom, place.x + 1 + view.frame.width)
        assert f'"1;1;{view.frame.width * 10};{place.height * 20}#' in found[0]
        assert "Too small to read" not in shown(pilot.app)


@pytest.mark.usefixtures("sixel")
async def test_sixel_is_encoded_anew_when_it_is_scrolled(running: Running) -> None:
    async with running(desks={"source": ScriptedSourceDesk()}) as pilot:
        view = await pictured(pilot)
        before = SEQUENCE.findall(painted(pilot)) and SEQUENCE.search(painted(pilot))
        await pilot.press("pageup")
        await settle(pilot)
        after = SEQUENCE.search(painted(pilot))
        assert before
        assert after
        assert before[0] != after[0]
        assert view.scroll_offset.y == 0


@pytest.mark.usefixtures("sixel")
async def test_no_picture_lies_over_the_help_or_the_text(running: Running) -> None:
    async with running(desks={"source": ScriptedSourceDesk()}) as pilot:
        await pictured(pilot)
        await pilot.press("f1")
        await settle(pilot)
        assert "\x1bP" not in painted(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "\x1bP" in painted(pilot)
        await pilot.press("f9")
        await settle(pilot)
        assert "\x1bP" not in painted(pilot)


async def test_kitty_is_sent_the_page_once_and_told_to_forget_it(running: Running, kitty: io.StringIO) -> None:
    async with running(size=(100, 40), desks={"source": ScriptedSourceDesk()}) as pilot:
        view = await pictured(pilot)
        assert view.frame is not None
        sent = kitty.getvalue()
        chunks = re.findall(r"\x1b_Gi=(\d+),m=[01],f=100,q=2;([\w+/=]+)\x1b\\", sent)
        image = Image.open(io.BytesIO(base64.b64decode("".join(chunk for _name, chunk in chunks))))
        assert image.size == (view.frame.width * 10, view.frame.rows * 20)
        (name,) = {name for name, _chunk in chunks}
        assert f"\x1b_Ga=p,i={name},c={view.frame.width},r={view.frame.rows},U=1,q=2\x1b\\" in sent
        assert painted(pilot).count("\U0010eeee") == view.frame.width * min(view.frame.rows, view.size.height)
        await pilot.press("pageup", "pagedown")
        await settle(pilot)
        assert kitty.getvalue() == sent, "it has the whole page"
        await pilot.press("f9")
        await settle(pilot)
        assert kitty.getvalue() == f"{sent}\x1b_Ga=d,I={name}\x1b\\"
        assert "\U0010eeee" not in painted(pilot)


async def test_kitty_forgets_the_page_when_the_program_ends(running: Running, kitty: io.StringIO) -> None:
    async with running(desks={"source": ScriptedSourceDesk()}) as pilot:
        await pictured(pilot)
    assert kitty.getvalue().count("\x1b_Ga=d") == 1


@pytest.mark.usefixtures("sixel")
async def test_nothing_is_asked_of_a_terminal_while_the_screens_run(
    running: Running, capfd: pytest.CaptureFixture[str]
) -> None:
    async with running(desks={"source": ScriptedSourceDesk()}) as pilot:
        await pictured(pilot)
    out, err = capfd.readouterr()
    assert "\x1b[c" not in out + err
    assert "\x1b[16t" not in out + err
