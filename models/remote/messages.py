"""A prompt as a server takes it: messages with their roles, or one text, with the markers in plain parts broken.

A server makes tokens of text itself, and most let the name of a special token become that token wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.chat import ChatFormat, Part

# What the prompt is laid out with where the server lays it out again: the control parts are the names of the roles.
MESSAGES = ChatFormat(name="messages", system="system", user="user", close="", reply="assistant", markers=())
_ROLES = ("system", "user", "assistant")
# <|im_start|>, <start_of_turn>, </s>, <<SYS>>, <｜User｜>; [INST], [/INST], [TOOL_CALLS].
_MARKER = re.compile(r"<(?=[^\s>]{1,64}>)|\[(?=/?[A-Z_]{2,}\])")


def broken(text: str) -> str:
    """The text with a space inside whatever may be the name of a special token, so that it is none."""
    return _MARKER.sub(lambda found: found[0] + " ", text)


def messages(parts: Sequence[Part]) -> list[dict[str, str]]:
    """Take a prompt laid out with `MESSAGES` apart again, as the interface's `messages`.

    The answer's own role, which comes last, is left to the server where nothing stands in it yet.
    """
    found: list[dict[str, str]] = []
    for part in parts:
        if part.control:
            if part.text not in _ROLES:
                raise ValueError(f"{part.text!r} is no role: the prompt is not laid out as messages")
            found.append({"role": part.text, "content": ""})
        elif not found:
            raise ValueError("a text stands before the first role")
        else:
            found[-1]["content"] += part.text
    kept = [one for one in found if one["content"] or one["role"] != "assistant"]
    return [{**one, "content": broken(one["content"])} for one in kept]


def text(parts: Sequence[Part]) -> str:
    """The prompt as one text: the control parts as they stand, the plain ones with their markers broken."""
    return "".join(part.text if part.control else broken(part.text) for part in parts)
