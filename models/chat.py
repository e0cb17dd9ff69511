"""The chat formats that we know: how a system text and a user text become the parts of a prompt.

A model's own template is a program inside its file, and is never run: a format is declared here, by name.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from gettext import gettext as _

from models.errors import ModelError


class UnknownFormatError(ModelError):
    """A model asks for a chat format that is not declared here."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a prompt. Only where `control` is true may the names of special tokens in it become those tokens.

    What leads a prompt and is `fixed`, the same in many prompts, is evaluated by itself, and once.
    """

    text: str
    control: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class ChatFormat:
    """What stands around the texts. The beginning-of-text token is not in it: the model's metadata asks for it.

    `system` and `user` open their texts; `close` ends either; `reply` opens the answer. With `system` None the model
    knows no such role, and the system text goes before the user's, in the same turn, with a blank line between.
    `markers` are the special tokens that a vocabulary must hold for the format to work.
    """

    name: str
    system: str | None
    user: str
    close: str
    reply: str
    markers: tuple[str, ...]


# Sources: the OpenAI ChatML note (openai-python, chatml.md, 2023); Meta, "Llama 3 model cards and prompt formats";
# Mistral AI, "Tokenization" (v3: no space is added around the markers' text but by the vocabulary); Google, "Gemma
# formatting and system instructions"; Cohere, "Command R and Command R+ model cards", prompt format.
FORMATS: dict[str, ChatFormat] = {
    declared.name: declared
    for declared in (
        ChatFormat(
            name="chatml",
            system="<|im_start|>system\n",
            user="<|im_start|>user\n",
            close="<|im_end|>\n",
            reply="<|im_start|>assistant\n",
            markers=("<|im_start|>", "<|im_end|>"),
        ),
        ChatFormat(
            name="llama3",
            system="<|start_header_id|>system<|end_header_id|>\n\n",
            user="<|start_header_id|>user<|end_header_id|>\n\n",
            close="<|eot_id|>",
            reply="<|start_header_id|>assistant<|end_header_id|>\n\n",
            markers=("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
        ),
        ChatFormat(
            name="gemma",
            system=None,
            user="<start_of_turn>user\n",
            close="<end_of_turn>\n",
            reply="<start_of_turn>model\n",
            markers=("<start_of_turn>", "<end_of_turn>"),
        ),
        ChatFormat(
            name="mistral",
            system=None,
            user="[INST]",
            close="[/INST]",
            reply="",
            markers=("[INST]", "[/INST]"),
        ),
        ChatFormat(
            name="command-r",
            system="<|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>",
            user="<|START_OF_TURN_TOKEN|><|USER_TOKEN|>",
            close="<|END_OF_TURN_TOKEN|>",
            reply="<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>",
            markers=(
                "<|START_OF_TURN_TOKEN|>",
                "<|END_OF_TURN_TOKEN|>",
                "<|SYSTEM_TOKEN|>",
                "<|USER_TOKEN|>",
                "<|CHATBOT_TOKEN|>",
            ),
        ),
    )
}


def declared(name: str) -> ChatFormat:
    """Return the format of that name, or raise UnknownFormatError."""
    try:
        return FORMATS[name]
    except KeyError:
        raise UnknownFormatError(
            _("No chat format is called “{name}”.").format(name=name),
            hint=_("Choose one of: {names}.").format(names=", ".join(FORMATS)),
        ) from None


def guess(vocabulary: Container[str]) -> str | None:
    """Name the first format whose markers the vocabulary holds; None where it holds none's.

    The template in the model's file is not looked at: not to run it, and not to recognise it.
    """
    for name, candidate in FORMATS.items():
        if all(marker in vocabulary for marker in candidate.markers):
            return name
    return None


def prompt(chat: ChatFormat, *, system: str, user: str) -> tuple[Part, ...]:
    """Lay out one turn, up to where the answer begins. The two texts are plain: no marker in them is one.

    All before the user's text is fixed.
    """
    if chat.system is None:
        leading = [Part(chat.user, control=True), Part(system), Part("\n\n" if system else "")]
    elif system:
        leading = [Part(chat.system, control=True), Part(system), Part(chat.close + chat.user, control=True)]
    else:
        leading = [Part(chat.user, control=True)]
    fixed = (replace(part, fixed=True) for part in leading if part.text)
    return (*fixed, Part(user), Part(chat.close + chat.reply, control=True))
