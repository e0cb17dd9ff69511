"""Reads server-sent events and the pieces of text in them (WHATWG HTML, 9.2; the OpenAI interface's stream)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from gettext import gettext as _
from typing import Any


@dataclass(frozen=True, slots=True)
class Delta:
    """Some text of an answer. The last one says why it ends, in the interface's word: stop, length, …"""

    text: str
    finish: str | None = None


class EventError(ValueError):
    """Words that the interface has not."""


class ToldError(Exception):
    """The server says in its stream that something went wrong."""


def payloads(lines: Iterable[bytes]) -> Iterator[str]:
    """The data of each event, up to `[DONE]`. Comments and other fields are passed over. Raises EventError."""
    data: list[str] = []
    for line in lines:
        try:
            text = line.decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise EventError(_("no UTF-8")) from error
        if text.startswith("data:"):
            data.append(text[5:].removeprefix(" "))
        elif not text and data:
            whole, data = "\n".join(data), []
            if whole == "[DONE]":
                return
            yield whole
    # An event that no blank line ends is not whole, and is dropped, as the standard has it.


def json_object(text: str) -> dict[str, Any]:
    """Read a JSON object. Raises EventError for anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EventError(_("no JSON")) from error
    if not isinstance(found, dict):
        raise EventError(_("no JSON object"))
    return found


def delta(payload: str) -> Delta:
    """What an event or a whole answer adds to the text, of chat or of completions. Raises EventError, ToldError."""
    found = json_object(payload)
    if found.get("error"):
        raise ToldError(told(payload))
    choices = found.get("choices")
    if not isinstance(choices, list):
        raise EventError(_("no “choices”"))
    if not choices:  # the count of tokens, which some send last
        return Delta("")
    choice = choices[0] if isinstance(choices[0], dict) else {}
    said = choice.get("delta") or choice.get("message") or {}
    text = said.get("content") if isinstance(said, dict) and said else choice.get("text")
    finish = choice.get("finish_reason")
    if not isinstance(text, str | None) or not isinstance(finish, str | None):
        raise EventError(_("a text that is none"))
    return Delta(text or "", finish)


def told(body: str) -> str:
    """The reason in what a server sends with an error, which has several shapes; else all of it."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return body
    for key in ("error", "message", "detail"):
        if isinstance(found, dict) and found.get(key):
            found = found[key]
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
