"""The conversation over a real library: in this process, through a pipe, and in a terminal."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest

from assistant.audit.log import Entry
from assistant.i18n import speak
from assistant.linear.loop import Loop
from assistant.linear.terminal import Terminal
from assistant.office import Office

from ..exports.talks import HOSTILE  # noqa: TID252  # tests are no package that has a name

FINE = "Quelle est l'amende pour qui contrevient au règlement ?"
CARD = "What does a lost library card cost?"


@dataclass
class Held:
    """What came of a conversation."""

    office: Office
    said: list[str]

    @property
    def entries(self) -> list[Entry]:
        return list(self.office.log().entries())

    def after(self, command: str) -> list[str]:
        """What was said to a command, up to the next."""
        start = self.said.index(f"Question: {command}") + 1
        end = next((n for n, line in enumerate(self.said) if n > start and line.startswith("Question: ")), None)
        return self.said[start:end]


Hold = Callable[..., Held]


@pytest.fixture
def hold(own_library: Path) -> Hold:
    """Holds a conversation in English: what is typed, a line each."""

    def held(*typed: str, terminal: type[Terminal] = Terminal) -> Held:
        speak("en")
        office, out = Office(own_library), StringIO()
        loop = Loop(office, terminal(StringIO("".join(f"{line}\n" for line in typed)), out))
        loop.run()
        loop.close()
        return Held(office, out.getvalue().split("\n")[:-1])

    return held


def test_the_notice_and_the_session_come_first(hold: Hold) -> None:
    said = hold().said
    assert said[0] == "Opening the library…"
    assert said[1].startswith("Greffier helps to find; it does not decide.")
    assert said[2].startswith("Library library. Session ")
    assert said[-1] == "Goodbye."


def test_a_question_is_answered_and_its_source_read(hold: Hold) -> None:
    found = hold(FINE, "/source 1", "/suivante", "/previous", "/previous", "/page 2", "/page x", "/copier 1")
    answered = found.after(FINE)
    assert answered[0] == "Searching the library…"
    assert "passages found. The nearest are in: " in answered[1]
    assert answered[2].startswith("Quotation 1, in French: «\u00a0")
    assert "Source 1: Règlement sur le parc canin, page 2; file parc-canin.fr.pdf; in French." in answered
    entry = next(one.index for one in found.entries if one.kind == "answer")
    assert answered[-1] == f"On the record: entry {entry}."
    read = found.after("/source 1")
    assert read[1].startswith("Of what is cited, this says most: «")
    assert read[2] == "Text of page 2, of 2 in the file:"
    assert read[-1] == "End of the page."
    assert found.after("/suivante") == ["There is no such page in this document."]
    assert found.after("/previous")[0] == "Text of page 1, of 2 in the file:"
    assert found.after("/page x") == ["There is no such page in this document."]
    copied = found.after("/copier 1")
    assert copied[0].startswith("«")
    assert copied[-2] == f"Entry {entry} of the record"


def test_what_is_found_without_asking_is_not_recorded(hold: Hold) -> None:
    found = hold("/find library card", "/source 1", "/copy 1", "/source 99")
    assert found.after("/find library card")[1].startswith("Source 1: Public Library Policy, page 1;")
    assert "Text of page 1, of 1 in the file:" in found.after("/source 1")
    assert found.after("/copy 1") == ["This is a passage that was found, and no citation of an answer."]
    assert found.after("/source 99")[0].startswith("Name a source by its number, from 1 to ")
    assert not [entry for entry in found.entries if entry.session]


def test_a_follow_up_says_what_it_took_over_unless_it_is_asked_alone(hold: Hold) -> None:
    found = hold(FINE, "Et en cas de récidive ?", "/nouvelle Et en cas de récidive ?")
    assert any(line.startswith("Follow-up to «") for line in found.after("Et en cas de récidive ?"))
    assert not any(line.startswith("Follow-up") for line in found.after("/nouvelle Et en cas de récidive ?"))


def test_an_answer_is_judged_on_the_record(hold: Hold) -> None:
    found = hold("/validate", FINE, "/validate", "/corriger Voir l’article 5.", "/rejeter")
    assert found.after("/validate") == ["There is no answer to judge: ask a question first."]
    judged = [(one.facts["verdict"], one.facts["note"]) for one in found.entries if one.kind == "validated"]
    assert judged == [("validated", ""), ("corrected", "Voir l’article 5."), ("rejected", "")]


def test_sessions_are_listed_read_again_and_gone_on_after(hold: Hold) -> None:
    first = hold(FINE)
    name = next(one.session for one in first.entries if one.session)
    assert name is not None
    assert hold("/open 1").after("/open 1")[0] == f"Question 1: {FINE}"
    found = hold("/sessions", "/reprendre 1", "Et en cas de récidive ?", f"/open {name[:6]}", "/open", "/open zzz")
    assert found.after("/sessions")[0].endswith(f"1 question: {FINE}; its name is {name}.")
    again = found.after("/reprendre 1")
    assert again[0] == f"Question 1: {FINE}"
    assert again[-1].startswith("What is asked now goes on after this session, as session ")
    assert any(line.startswith("Follow-up to «") for line in found.after("Et en cas de récidive ?"))
    assert found.after(f"/open {name[:6]}")[0] == f"Question 1: {FINE}"
    assert found.after("/open") == ["Name a session by its number: /sessions lists them."]
    assert found.after("/open zzz")[0].startswith("Error: ")
    assert found.after("/open zzz")[1].startswith("What to do: ")


def test_a_session_is_exported(hold: Hold, tmp_path: Path) -> None:
    early = f"/export {tmp_path}/early.md"
    found = hold(early, FINE, f"/exporter {tmp_path}/a b.md", f"/export {tmp_path}/a.doc", "/export")
    assert found.after(early) == ["Nothing was asked yet, and no session is open."]
    assert "Règlement sur le parc canin" in (tmp_path / "a b.md").read_text(encoding="utf-8")
    assert found.after(f"/export {tmp_path}/a.doc")[0].startswith("Error: ")
    assert found.after("/export")[0].startswith("Name a file that ends in ")
    assert [one.kind for one in found.entries].count("session.exported") == 1


def test_what_cannot_be_done_is_said_and_the_conversation_goes_on(hold: Hold) -> None:
    found = hold(
        "/nope",
        "/source 1",
        "/next",
        "/page 1",
        "/find",
        "¿Cuánto cuesta la multa por no recoger los excrementos?",
        "/help",
    )
    assert found.after("/nope") == ["There is no command /nope. /help says which there are."]
    assert found.after("/source 1") == ["There are no sources yet: ask a question first."]
    assert found.after("/next") == ["No source is read. /source 1 reads the first."]
    assert found.after("/page 1") == ["No source is read. /source 1 reads the first."]
    assert found.after("/find")[0] == "Error: The question is empty."
    assert found.after("/find")[1].startswith("What to do: ")
    assert len(found.after("/help")) > 16


def test_the_language_is_switched(hold: Hold) -> None:
    found = hold("/langue fr", "/language en", "/quit", CARD)
    assert found.said[-1] == "Goodbye."
    assert not [one for one in found.entries if one.session]


class Pressed(Terminal):
    """A terminal at which Ctrl+C is pressed as soon as something is asked."""

    @contextmanager
    def interruptible(self) -> Iterator[Callable[[], bool]]:
        with super().interruptible() as pressed:
            os.kill(os.getpid(), signal.SIGINT)
            yield pressed


def test_an_answer_is_given_up(hold: Hold) -> None:
    found = hold(FINE, "/validate", terminal=Pressed)
    assert found.after(FINE)[-1] == "Cancelled. The question stays on record."
    assert found.after("/validate") == ["There is no answer to judge: ask a question first.", "Goodbye."]
    assert [one.kind for one in found.entries if one.session] == ["session.opened", "question"]


# The real program


def environment(ui: str) -> dict[str, str]:
    return {**os.environ, "GREFFIER_UI": ui, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[3])}


def command(library: Path) -> list[str]:
    return [sys.executable, "-m", "assistant", "--library", str(library), "--linear"]


@pytest.mark.slow
@pytest.mark.parametrize(("ui", "opening"), [("fr", "Greffier aide à trouver"), ("en", "Greffier helps to find")])
def test_the_program_answers_through_a_pipe(own_library: Path, ui: str, opening: str) -> None:
    typed = f"{FINE}\n/source 1\n{HOSTILE}\n/find {HOSTILE}\n\n/aide\n".encode() + b"\xff\xfe?\n"
    done = subprocess.run(command(own_library), env=environment(ui), input=typed, capture_output=True, check=False)
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert opening in text
    assert "Règlement sur le parc canin" in text
    assert "<script>alert(1)</script>" in text
    assert not set(text) & set("\x1b\x07\r\x9b\x9d\u202e\u202c")
    assert b"\x1b" not in done.stderr


@pytest.mark.slow
def test_the_program_in_a_terminal_moves_nothing(own_library: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(own_library), stdin=theirs, stdout=theirs, stderr=theirs, env=environment("en"),
        start_new_session=True, preexec_fn=lambda: _own(theirs),
    )  # fmt: skip
    os.close(theirs)
    written = b""

    def until(awaited: bytes) -> None:
        nonlocal written
        deadline, seen = time.monotonic() + 60, len(written)
        while awaited not in written[seen:]:
            ready, _w, _f = select.select([ours], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, written[-2000:]
            written += os.read(ours, 65536)

    try:
        until(b"Question: ")
        os.write(ours, f"{CARD}\n".encode())
        until(b"Question: ")
        os.write(ours, f"{FINE}\n".encode())
        until("Searching the library…".encode())
        os.write(ours, b"\x03")
        until(b"Question: ")
        assert b"\nCancelled. The question stays on record." in written
        os.write(ours, b"\x03")
        until(b"Goodbye.")
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert b"Quotation 1: " in written
    assert b"\x1b" not in written


def _own(terminal: int) -> None:
    """Make a terminal the one that Ctrl+C comes from."""
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


@pytest.mark.slow
def test_what_is_missing_or_too_much_is_said(tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistant", "--ui", "en", "--library", str(tmp_path / "none"), "--linear", *words],
            env=environment("en"), input="", capture_output=True, text=True, check=False,
        )  # fmt: skip

    missing = run()
    assert missing.returncode == 1
    assert "There is no library at" in missing.stderr
    assert "→ " in missing.stderr
    assert run("doctor").returncode == 2
