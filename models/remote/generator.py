"""A generator that a server runs: our prompts go there, under our grammar where the server takes one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Any, Self

from models.chat import ChatFormat, Part, declared, prompt
from models.generation import Piece
from models.grammar import Literal, Node
from models.remote import errors
from models.remote.address import locate, parse
from models.remote.connection import MOST_WHOLE, CancelledError, Connector
from models.remote.events import Delta, EventError, ToldError, delta, json_object, payloads
from models.remote.gbnf import gbnf
from models.remote.messages import MESSAGES, messages, text
from models.sampling import GREEDY, Sampling
from models.stream import Stream

# Where servers look for a grammar: llama-server and llama_cpp.server; vLLM; vLLM before 0.10.
GRAMMAR_FIELDS: dict[str, Callable[[str], dict[str, object]]] = {
    "grammar": lambda rules: {"grammar": rules},
    "structured_outputs": lambda rules: {"structured_outputs": {"grammar": rules}},
    "guided_grammar": lambda rules: {"guided_grammar": rules},
}
# What no model says unless a grammar makes it.
_SIGN = Literal("]]")
_LONGEST_TOKEN = 64  # characters a token at most, past which a server is taken to have forgotten the limit


@dataclass(frozen=True, slots=True)
class RemoteEnvironment:
    """What the record says of answers that a server worded. They cannot be computed again: what it runs is its own.

    `model` is the name that the server goes by, `says` what else it tells of itself, `asked` the part of the interface
    (`chat` or `completions`), `chat` the format that the prompt is laid out in, and `grammar` the field in which the
    server takes a grammar, None where it takes none: pointers are then checked after.
    """

    url: str
    model: str
    says: Mapping[str, str]
    asked: str
    chat: str
    grammar: str | None
    recomputable: bool = False


class RemoteGenerator:
    """Generates on a server inside the enclave. Each call is a connection of its own, closed when it ends."""

    def __init__(self, connector: Connector, chat: ChatFormat, environment: RemoteEnvironment) -> None:
        self._connector = connector
        self.chat = chat
        self.environment = environment

    @classmethod
    def open(
        cls,
        url: str,
        *,
        model: str = "",
        chat: str = "",
        key: str | None = None,
        ca_file: Path | None = None,
        networks: Sequence[str] = (),
        patience: float = 120.0,
    ) -> Self:
        """Find the server, ask which models it has, and try whether it takes a grammar.

        `model` is the one to use, nothing: the first. `chat` is a declared format, for servers that take a prompt as
        text; nothing: messages, which the server lays out. `networks` (CIDR) are the enclave's, none: the private
        ones. `patience` is in seconds, between two signs of life. Raises ModelError.
        """
        form = declared(chat) if chat else MESSAGES
        address = parse(url)
        connector = Connector(address, locate(address, networks), key=key, ca_file=ca_file, patience=patience)
        known, server = _models(connector)
        name = _chosen(known, model, address.url)
        said = {
            word: str(value) for word, value in known[name].items() if _plain(value) and word not in ("id", "object")
        }
        says = {"server": server, **said}
        asked = "completions" if chat else "chat"
        found = cls(connector, form, RemoteEnvironment(address.url, name, says, asked, form.name, None))
        for field in GRAMMAR_FIELDS:
            tried = cls(connector, form, RemoteEnvironment(address.url, name, says, asked, form.name, field))
            if tried._obeys():
                return tried
        return found

    def generate(
        self,
        prompt: Sequence[Part],
        *,
        limit: int,
        grammar: Node | None = None,
        sampling: Sampling = GREEDY,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[Piece]:
        """Have the server write, piece by piece; `tokens` are empty, since a server does not tell them.

        The prompt is laid out with `self.chat`. A grammar goes along where the server takes one; else what it says is
        what it says, and the caller must check it. Ends as `LlamaGenerator.generate` does. Raises ModelError.
        """
        body: dict[str, object] = {
            "model": self.environment.model,
            "max_tokens": limit,
            "temperature": sampling.temperature,
            "seed": sampling.seed,
            "top_p": 1.0,
            "repeat_penalty": 1.0,  # llama.cpp's servers punish repetition unless told not to
            "stream": True,
        }
        if stop:
            body["stop"] = list(stop)
        if grammar is not None and self.environment.grammar is not None:
            body |= GRAMMAR_FIELDS[self.environment.grammar](gbnf(grammar))
        if self.environment.asked == "chat":
            path, body["messages"] = "/chat/completions", messages(prompt)
        else:
            path, body["prompt"] = "/completions", text(prompt)
        return self._generate(path, body, limit, Stream(stop), cancelled)

    def likelihoods(
        self,
        question: str,  # noqa: ARG002
        passages: Sequence[str],
        *,
        budget: int,  # noqa: ARG002
        limit: int = 0,  # noqa: ARG002
    ) -> list[float | None]:
        """None for each passage: the interface has no way to score them."""
        return [None] * len(passages)

    def close(self) -> None:
        """Nothing is held open between two calls."""

    def _generate(
        self, path: str, body: Mapping[str, object], limit: int, stream: Stream, cancelled: Callable[[], bool]
    ) -> Iterator[Piece]:
        room = limit * _LONGEST_TOKEN
        try:
            if cancelled():
                raise CancelledError
            with closing(self._deltas(path, body, cancelled)) as deltas:
                for found in deltas:
                    fresh = stream.add(found.text[:room].encode("utf-8", "replace"))
                    room -= len(found.text)
                    if stream.stopped:
                        yield Piece(fresh, (), "stop")
                        return
                    if fresh:
                        yield Piece(fresh, ())
                    if found.finish is not None or room <= 0:
                        yield Piece(stream.finish(), (), "eog" if room > 0 and found.finish != "length" else "limit")
                        return
        except CancelledError:
            yield Piece("", (), "cancelled")
            return
        raise errors.stopped(self.environment.url)

    def _deltas(
        self, path: str, body: Mapping[str, object], cancelled: Callable[[], bool]
    ) -> Generator[Delta, None, None]:
        connector = self._connector
        with connector.exchange("POST", path, body, cancelled) as response:
            try:
                if response.headers.get_content_type() == "text/event-stream":
                    yield from map(delta, payloads(connector.lines(response)))
                else:  # a server that does not stream
                    yield delta(response.read(MOST_WHOLE).decode("utf-8", "replace"))
            except EventError as error:
                raise errors.not_understood(connector.url, str(error)) from error
            except ToldError as error:
                raise connector.told(str(error)) from error

    def _obeys(self) -> bool:
        """Whether the server says what a grammar makes it say, which no model would of itself."""
        parts = prompt(self.chat, system="", user="Hello.")
        try:
            said = "".join(piece.text for piece in self.generate(parts, limit=4, grammar=_SIGN))
        except (errors.RejectedError, errors.StoppedError, errors.NotUnderstoodError):
            return False
        return said.strip() == _SIGN.text


def _models(connector: Connector) -> tuple[dict[str, dict[str, Any]], str]:
    """What the server tells of its models, by their names, and its own name in the header of its answer."""
    with connector.exchange("GET", "/models") as response:
        server = response.headers.get("Server", "")
        try:
            whole = response.read(MOST_WHOLE).decode("utf-8", "replace")
            rows = json_object(whole).get("data")
        except EventError as error:
            raise errors.not_understood(connector.url, str(error)) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows):
        raise errors.not_understood(connector.url, _("no list of models"))
    return {row["id"]: row for row in rows}, errors.excerpt(server)


def _chosen(known: Mapping[str, object], wanted: str, url: str) -> str:
    if wanted in known:
        return wanted
    if wanted or not known:
        raise errors.RejectedError(
            _("The server at {url} has no model called “{name}”.").format(url=url, name=wanted)
            if wanted
            else _("The server at {url} has no model.").format(url=url),
            hint=_("It has: {names}. Name one of them in the settings, or none.").format(names=", ".join(known))
            if known
            else _("Let it load one."),
        )
    return next(iter(known))


def _plain(value: object) -> bool:
    return isinstance(value, str | int | float) and len(str(value)) <= 200
