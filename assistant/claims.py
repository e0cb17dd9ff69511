"""Has a generator make the statements, under a grammar of the evidence's numbers: it points, or quotes and claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from gettext import gettext as _
from typing import Protocol

from assistant import checks
from assistant.answer import Drafting, Stated, Statement
from assistant.answer_grammar import REFUSAL, VERSION, Claimed, Pointed, Use, drafted, grammar, read
from assistant.checks import Verdict
from assistant.citing import cite
from assistant.evidence import Evidence
from assistant.numbering import Numbered, candidates, cut, flat, numbered
from assistant.prompting import answer_prompt
from assistant.quotation import Composing, Composition, quotation
from indexes.catalogue import Catalogue
from indexes.records import Encoder, Language, Lexicon
from models.chat import ChatFormat, Part
from models.generation import Generation
from models.grammar import Node, fingerprint
from models.llama import PromptTooLongError
from models.sampling import GREEDY, Sampling

SHOWN = 5
"""Pieces of evidence that the generator sees at most: what answers is nearly always among them, and each takes time."""

CANDIDATES = 9
"""Of how many sentences one is pointed at, at most: their numbers have one digit, which small models tell apart."""

TOKENS = 160
"""Tokens of a statement at most."""

_QUOTED = re.compile(r"«([^»]*)»|“([^”]*)”|\"([^\"]*)\"")
_APOSTROPHES = str.maketrans("’", "'")


class Piece(Protocol):
    """Text as it is generated, with the ids of its tokens; the last one says why it ends."""

    @property
    def text(self) -> str:
        """The text."""

    @property
    def tokens(self) -> tuple[int, ...]:
        """The ids that it came from."""

    @property
    def end(self) -> str | None:
        """None; of the last piece: eog (the model ended it), complete (the grammar did), limit, stop or cancelled."""


class Writer(Protocol):
    """What of a generator composing needs."""

    def generate(
        self,
        prompt: Sequence[Part],
        *,
        limit: int,
        grammar: Node | None = None,
        sampling: Sampling = GREEDY,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] = ...,
    ) -> Iterator[Piece]:
        """Write a continuation that the grammar admits; PromptTooLongError at once where there is no room for it."""


class Claimer:
    """Has the generator write statements, reads quotations from the page, and checks claims against what they cite.

    use: `compose`, or `pointing`, where the generator chooses among the best sentences of the evidence, once, and the
    whole piece that it points into is quoted: an article with its conditions, as in quotation mode.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        lexicon: Lexicon,
        writer: Writer,
        chat: ChatFormat,
        limit: int,
        *,
        use: Use = "compose",
        sampling: Sampling = GREEDY,
        encoder: Encoder | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._lexicon = lexicon
        self._writer = writer
        self._chat = chat
        self._limit = limit
        self._use = use
        self._sampling = sampling
        self._encoder = encoder

    def compose(
        self, question: str, language: Language, evidence: Sequence[Evidence], cancelled: Callable[[], bool]
    ) -> Composing:
        """Say what is being written, and each statement as it is complete and checked."""
        if not evidence:
            return Composition(())
        statements: list[Statement] = []
        unreadable = 0
        most = 1 if self._use == "pointing" else self._limit
        trace, lines, pieces = self._begin(question, language, evidence, most, cancelled)
        try:
            for line, whole in _lines(pieces, trace):
                if not whole:
                    if words := drafted(line):
                        yield Drafting(words)
                    continue
                statement = self._statement(read(line), lines, language)
                if statement is None:
                    unreadable += line.strip() not in ("", REFUSAL)
                    yield Drafting("")
                elif statement not in statements:
                    statements.append(statement)
                    yield Stated(statement, language)
                if len(statements) == most:
                    break  # a server that takes no grammar may go on for ever
        finally:
            close = getattr(pieces, "close", None)  # a generator's: whoever reads it no more must let go of the model
            if close is not None:
                close()
        return Composition(tuple(statements), trace, unreadable)

    def _begin(
        self,
        question: str,
        language: Language,
        evidence: Sequence[Evidence],
        statements: int,
        cancelled: Callable[[], bool],
    ) -> tuple[dict[str, object], tuple[Numbered, ...], Iterator[Piece]]:
        """Begin to write, on as much of the evidence as the model has room for; with what the record keeps of it."""
        number, most = (candidates, CANDIDATES) if self._use == "pointing" else (numbered, SHOWN)
        most, limit = min(most, len(evidence)), TOKENS * statements
        while True:
            lines = number(evidence, most)
            parts = answer_prompt(self._chat, self._use, question, language, lines)
            node = grammar(lines, statements, self._use)
            try:
                pieces = self._writer.generate(
                    parts, limit=limit, grammar=node, sampling=self._sampling, cancelled=cancelled
                )
            except PromptTooLongError:
                if most == 1:
                    raise
                most -= 1
                continue
            trace: dict[str, object] = {
                "use": self._use,
                "grammar": {"version": VERSION, "sha256": fingerprint(node)},
                "chat": self._chat.name,
                "sampling": {"temperature": self._sampling.temperature, "seed": self._sampling.seed},
                "limit": limit,
                "pointers": [line.sentence.id for line in lines],
                **_prompted(pieces, parts),
                "tokens": [],
                "end": None,
            }
            return trace, lines, pieces

    def _statement(
        self, said: Pointed | Claimed | None, lines: Sequence[Numbered], language: Language
    ) -> Statement | None:
        """What was said, as a statement; None where it is none on these lines, whoever wrote it."""
        if isinstance(said, Pointed):
            return self._quotation(said, [line for line in lines if said.first <= line.number <= said.last])
        if isinstance(said, Claimed) and self._use == "compose":
            by_number = {line.number: line for line in lines}
            if by_number.keys() >= set(said.numbers):
                return self._claim(said.words, [by_number[number] for number in said.numbers], language)
        return None

    def _quotation(self, said: Pointed, chosen: Sequence[Numbered]) -> Statement | None:
        if not chosen or len(chosen) != said.last - said.first + 1 or chosen[0].piece != chosen[-1].piece:
            return None
        first = chosen[0]
        sentences = [line.sentence for line in chosen]
        if self._use == "pointing":
            if said.excerpt is not None:
                return None
            sentences = list(first.evidence.sentences)
        if said.excerpt is not None:
            found = re.search(rf"(?<!\S){re.escape(said.excerpt)}(?!\S)", first.text)
            if found is None:
                return None
            part, source = (
                cut(first.sentence, *found.span()),
                (first.sentence.text, first.evidence.hit.passage.language),
            )
            if checks.check(part.text, [source], self._lexicon).supported:  # else the cut took a “not” away
                sentences = [part]
        return quotation(self._catalogue, first.evidence.hit.document, sentences)

    def _claim(self, words: str, cited: Sequence[Numbered], language: Language) -> Statement:
        sources = [(line.sentence.text, line.evidence.hit.passage.language) for line in cited]
        around = [(line.evidence.text, line.evidence.hit.passage.language) for line in cited]
        verdict = checks.check(words, sources, self._lexicon, encoder=self._encoder, language=language, context=around)
        if verdict.supported and misquotes(words, [text for text, _language in sources]):
            verdict = Verdict(False, _("what it puts between quotation marks is not in the source"))
        citations = tuple(
            citation
            for line in cited
            for citation in cite(self._catalogue, line.evidence.hit.document, [line.sentence])
        )
        pointers = tuple(line.sentence.id for line in cited)
        return Statement(words, "claim", verdict.supported, citations, verdict.reason, pointers)


def misquotes(words: str, sources: Sequence[str]) -> bool:
    """Whether something stands between quotation marks in these words that does not stand so in any of the sources."""
    held = "\n".join(_compared(source) for source in sources)
    return any(_compared("".join(quoted)) not in held for quoted in _QUOTED.findall(words))


def _compared(text: str) -> str:
    return " ".join(flat(text).translate(_APOSTROPHES).casefold().split())


def _prompted(pieces: Iterator[Piece], parts: Sequence[Part]) -> dict[str, object]:
    """The prompt as the record keeps it: its tokens, those before `prefix` evaluated by themselves.

    Where only a server knows the tokens, the texts stand in their place.
    """
    if isinstance(pieces, Generation):
        return {"prompt": list(pieces.trace.ids), "prefix": pieces.trace.prefix}
    return {"prompt": [part.text for part in parts]}


def _lines(pieces: Iterator[Piece], trace: dict[str, object]) -> Iterator[tuple[str, bool]]:
    """The lines of a text as it is written, each again whenever it has grown; and whether it is whole.

    The tokens and the end are noted in the trace. A last line that was cut off counts as whole where it can be read as
    such, and is left out otherwise; where the writing was cancelled it is left out.
    """
    line = ""
    tokens: list[int] = []
    trace["tokens"] = tokens
    for piece in pieces:
        tokens += piece.tokens
        trace["end"] = piece.end
        *whole, line = (line + piece.text).split("\n")
        for one in whole:
            yield one, True
        if piece.text:
            yield line, False
    cut_off = trace["end"] == "limit" and read(line) is None
    if line.strip() and not cut_off and trace["end"] != "cancelled":
        yield line, True
