"""Folder rules: what a clerk says, in a small TOML file, of the files in a folder and in those under it.

    [[rule]]
    files = "reglements/**/*.pdf"
    collection = "reglements"
    label = "public"
    retain = "P7Y after date"
    hold = "Superior Court, file 700-17-1"
    newest = true

Of each thing, the first rule counts that fits the file and says it. Pure, but for `beside`, which looks for the file.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Any

from ingest import keeping
from ingest.errors import IngestError

FILE = "greffier.toml"
_KEYS = ("name", "files", "collection", "label", "retain", "hold", "newest")


class RulesRefusedError(IngestError):
    """A file of rules is not as it must be: correct the line that is named."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is said of the files that one of the patterns fits; None where nothing is said.

    retain: a term that `keeping.parse` reads. hold: why the documents may not be destroyed. newest: of the documents
    of the same number, the newest takes the place of the others.
    """

    files: tuple[str, ...]
    name: str = ""
    collection: str | None = None
    label: str | None = None
    retain: str | None = None
    hold: str | None = None
    newest: bool | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What the rules together say of one file. `rules` are the names of those that say something of it."""

    rules: tuple[str, ...] = ()
    collection: str | None = None
    label: str | None = None
    retain: str | None = None
    hold: str | None = None
    newest: bool | None = None


NOTHING = Said()


def rule_for(rules: Sequence[Rule], file: str) -> Said:
    """What rules say of a file, given by its path relative to the folder that the rules are about."""
    fitting = [rule for rule in rules if any(_pattern(one).match(file) for one in rule.files)]

    def first(name: str) -> Any:  # the fields are of several types
        return next((value for rule in fitting if (value := getattr(rule, name)) is not None), None)

    return Said(
        tuple(rule.name for rule in fitting),
        *(first(name) for name in ("collection", "label", "retain", "hold", "newest")),
    )


def beside(folder: Path) -> Path | None:
    """The file of rules in a folder, or in the nearest above it."""
    resolved = folder.resolve()
    return next((path for one in (resolved, *resolved.parents) if (path := one / FILE).is_file()), None)


def read(path: Path) -> tuple[Rule, ...]:
    """Read a file of rules.

    Raises:
        RulesRefusedError: it cannot be read, or says what is not known; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("it is not UTF-8 text")
        raise RulesRefusedError(
            _("The rules in {file} cannot be read: {reason}.").format(file=path, reason=reason),
            hint=_("Save the file as plain text (UTF-8). docs/records.md shows one."),
        ) from error
    return parse(text, str(path))


def parse(text: str, file: str) -> tuple[Rule, ...]:
    """Read the text of a file of rules; `file` is what errors call it. Raises as `read` does."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise _refused(
            file, line, _("this is not TOML: {reason}").format(reason=str(error).split(" (at ")[0]),
            _('Write each rule as [[rule]], and below it lines such as files = "minutes/**" or label = "public".'),
        ) from error  # fmt: skip
    for key in data:
        if key != "rule" or not isinstance(data[key], list):
            raise _refused(
                file, _line(text, 0, key), _("“{key}” is not known here").format(key=key),
                _("Begin each rule with a line [[rule]]."),
            )  # fmt: skip
    return tuple(_rule(one, number, text, file) for number, one in enumerate(data.get("rule", []), start=1))


def _rule(data: object, number: int, text: str, file: str) -> Rule:
    def refused(key: str, what: str, hint: str) -> RulesRefusedError:
        return _refused(file, _line(text, number, key), what, hint)

    if not isinstance(data, Mapping):
        raise refused("rule", _("a rule is a table"), _("Begin each rule with a line [[rule]]."))
    for key in data:
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise refused(
                key, _("“{key}” is not known here").format(key=key), _("A rule may say: {known}.").format(known=known)
            )
    files = data.get("files", "**")
    patterns = [files] if isinstance(files, str) else files
    if not isinstance(patterns, list) or not patterns or not all(isinstance(one, str) and one for one in patterns):
        raise refused("files", _("“files” is a pattern or a list of them"), _('Write: files = "minutes/**/*.pdf"'))
    for key in ("name", "collection", "label", "hold"):
        value = data.get(key, "-")
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            hint = _('Write: {key} = "…", between quotation marks.').format(key=key)
            raise refused(key, _("“{key}” is a text").format(key=key), hint)
    if not isinstance(data.get("newest", False), bool):
        raise refused("newest", _("“newest” is true or false"), _("Write: newest = true"))
    retain = data.get("retain")
    if retain is not None:
        try:
            keeping.parse(retain if isinstance(retain, str) else "")
        except ValueError:
            raise refused(
                "retain", _("“{term}” is no term").format(term=retain),
                _('Write: retain = "P7Y after date" (seven years), "P18M after filing", or "permanent".'),
            ) from None  # fmt: skip
    said = {key: data[key] for key in _KEYS[2:] if key in data}
    return Rule(tuple(patterns), data.get("name") or ", ".join(patterns), **said)


def _refused(file: str, line: int, what: str, hint: str) -> RulesRefusedError:
    return RulesRefusedError(
        _("Line {line} of the rules in {file}: {what}.").format(line=line, file=file, what=what), hint=hint
    )


def _line(text: str, number: int, key: str) -> int:
    """The line on which a key stands, in the rule of that number; that of the rule where the key is not found."""
    at, rule = 1, 0
    for place, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*\[\[\s*rule\s*\]\]", line):
            rule += 1
            at = place if rule == number else at
        elif rule == number and re.match(rf"\s*\[*\s*[\"']?{re.escape(key)}\b", line):
            return place
    return at


@functools.lru_cache(maxsize=256)
def _pattern(glob: str) -> re.Pattern[str]:
    """A pattern: * within a name, ? one character, ** any folders; without / it fits names in every folder."""
    whole = glob.replace("\\", "/").removeprefix("./").lstrip("/")
    if "/" not in whole:
        whole = f"**/{whole}"
    elif whole.endswith("/"):
        whole += "**"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", whole)
    known = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
    return re.compile("".join(known.get(part, re.escape(part)) for part in parts) + r"\Z", re.IGNORECASE)
