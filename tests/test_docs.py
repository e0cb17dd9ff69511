"""Holds the documentation to the program: settings, commands, links and make targets are what the pages say."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from assistant.cli import cli
from assistant.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def settings(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every setting as (path, default), those of nested models under their own."""
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            yield from settings(type(default), (*path, name))
        else:
            yield (*path, name), default


def written(default: object) -> str:
    """A default as docs/settings.md writes it."""
    if default is None:
        return "None"
    if isinstance(default, Path):
        text = str(default).replace(sys.prefix, "<environment>").replace(str(Path.home()), "~")
        return f"`{text}`"
    return f"`{json.dumps(default)}`"


def commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    if isinstance(command, click.Group):
        if command.invoke_without_command:
            yield name, command
        context = click.Context(command)
        for child in command.list_commands(context):
            if (one := command.get_command(context, child)) is not None:
                yield from commands(one, f"{name} {child}")
    else:
        yield name, command


def sections(page: Path) -> dict[str, str]:
    """The sections of a page, by their headings."""
    parts = re.split(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def anchor(heading: str) -> str:
    """The anchor that a heading is linked by: small letters, hyphens for spaces, no punctuation."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("path", [path for path, _default in settings(Settings)], ids=".".join)
def test_setting_is_documented_with_its_default(path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    default = dict(settings(Settings))[path]
    variable, key = "GREFFIER_" + "__".join(path).upper(), ".".join(path)
    row = f"| `{variable}` | `{key}` | {written(default)} | "
    assert row in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_no_setting_is_documented_that_is_not_there() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    known = {"GREFFIER_" + "__".join(path).upper() for path, _default in settings(Settings)}
    rows = set(re.findall(r"^\| `(GREFFIER_\w+)`", text, flags=re.MULTILINE))
    assert rows == known | {"GREFFIER_SETTINGS", "GREFFIER_TRACEBACK"}


@pytest.mark.parametrize("name", [name for name, _command in commands(cli, "greffier")])
def test_command_is_documented_with_its_options_and_arguments(name: str) -> None:
    command = dict(commands(cli, "greffier"))[name]
    text = sections(ROOT / "docs" / "commands.md")[f"`{name}`"]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert f"| `{option}` " in text, f"{name} {option}"
        else:
            assert parameter.name is not None
            assert parameter.name.rstrip("s").upper() in text, f"{name} {parameter.name}"


def test_no_command_or_option_is_documented_that_is_not_there() -> None:
    known = dict(commands(cli, "greffier"))
    documented = {
        heading.strip("`"): text
        for heading, text in sections(ROOT / "docs" / "commands.md").items()
        if heading.startswith("`greffier")
    }
    assert documented.keys() == known.keys()
    for name, text in documented.items():
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert set(re.findall(r"^\| `(--[\w-]+)`", text, flags=re.MULTILINE)) <= options, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_relative_links_resolve(page: Path) -> None:
    for link in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, place = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        if place and target.suffix == ".md":
            headings = _HEADING.findall(_FENCE.sub("", target.read_text(encoding="utf-8")))
            assert place in map(anchor, headings), link


@pytest.mark.parametrize("page", ["README.md", "LISEZMOI.md"])
def test_make_targets_exist(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)(?=\s|$)", "\n".join(_code(ROOT / page))))
    assert named
    assert named <= targets


def _code(page: Path) -> list[str]:
    """What a page sets as code: fenced blocks, indented blocks and `spans`."""
    text = page.read_text(encoding="utf-8")
    return [
        *_FENCE.findall(text),
        *re.findall(r"^ {4}.+$", text, flags=re.MULTILINE),
        *re.findall(r"`([^`\n]+)`", text),
    ]
