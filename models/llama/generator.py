"""Generators that llama.cpp runs: they score questions after passages, and write under a grammar.

Ours are the decode loop, the prompt and the tokens' text, over the low-level interface: what a session records can be
computed again only if nothing between the model and us decides for itself.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from models.admission import Automaton
from models.chat import Part
from models.decoding import Context, Environment, LoadError
from models.errors import ModelError
from models.generation import Generation, Piece, Trace
from models.grammar import Node, fingerprint
from models.language import dominant
from models.likelihood import LAYOUTS, PASSAGE_LIMIT, QUESTION_LIMIT, mean_log_probability, reached
from models.llama import backend
from models.llama.vocabulary import Words
from models.llama.writing import Chooser, pieces, runs
from models.sampling import GREEDY, Sampler, Sampling
from models.stream import Stream

KEPT = 4
"""Prefixes kept at most, those used last: policies in two languages, and those of another mode."""


class PromptTooLongError(ModelError):
    """A prompt and the answer's limit do not fit the context."""


class LlamaGenerator:
    """A loaded GGUF model. What it returns follows from its environment and the call's arguments, not from the past.

    One thread computes at a time, another waits; the thread that is still reading `generate` may not compute.
    """

    def __init__(self, library: ModuleType, model: Any, environment: Environment, adapter: Any = None) -> None:
        self._library = library
        self._model = model
        self._vocabulary = Words(library, model)
        self._context = Context(library, model, environment, adapter)
        self._kept: dict[tuple[int, ...], bytes] = {}
        self._turn = threading.Lock()
        self._holder: int | None = None
        self.environment = environment

    @classmethod
    def load(
        cls, path: Path, *, threads: int, batch: int = 512, context: int = 4096, adapter: Path | None = None
    ) -> Self:
        """Load a GGUF file, and a LoRA adapter over it; `context` and `batch` are in tokens.

        Each file's bytes are compared with its manifest, where it has one, before llama.cpp sees them. The adapter
        changes what is written, not how passages are scored. Raises ModelError.
        """
        checked, adapted = backend.checked(path), None if adapter is None else backend.checked(adapter)
        library, model = backend.load(path)
        context = min(context, library.llama_model_n_ctx_train(model))
        environment = Environment(
            model=checked,
            llama_cpp=library.__version__,
            cpu=library.llama_print_system_info().decode().strip(" |"),
            threads=threads,
            batch=min(batch, context),
            context=context,
            adapter=adapted,
        )
        try:
            over = None if adapter is None else backend.load_adapter(library, model, adapter)
            return cls(library, model, environment, over)
        except LoadError:
            library.llama_model_free(model)
            raise

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the model's file."""
        return self.environment.model

    @property
    def _words(self) -> Words:
        """The vocabulary, which must not be used once the model is freed."""
        if not self._model:
            raise RuntimeError("the generator is closed")
        return self._vocabulary

    def close(self) -> None:
        """Free the model and its contexts. The generator is of no use afterwards."""
        with self._alone():
            self._context.close()
            if self._model:
                self._library.llama_model_free(self._model)
                self._model = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def tokens(self, text: str, *, control: bool = False) -> list[int]:
        """Tokenise, int [n]. Unless it is `control` text, no special token comes out of it, whatever it says.

        Half of a surrogate pair, which has no UTF-8, becomes "?".
        """
        return self._words.tokens(text, control=control)

    def tokens_of(self, parts: Sequence[Part]) -> list[int]:
        """Tokenise a prompt, after what opens every text. A marker that a control part uses never comes out of a plain
        one.
        """
        return self._words.prompt(parts)[0]

    def count(self, text: str) -> int:
        """How many tokens the text has, as plain text."""
        return len(self.tokens(text))

    def likelihoods(
        self,
        question: str,
        passages: Sequence[str],
        *,
        budget: int,
        limit: int = PASSAGE_LIMIT,
        language: Literal["fr", "en"] | None = None,
    ) -> list[float | None]:
        """Score each passage by the mean log-probability (natural, at most 0) of the question's tokens after it.

        Passages are taken in order, each cut to its first `limit` tokens, until the next would pass `budget`
        evaluated tokens in all; those not reached get None, and so do all when the question is empty. The budget is
        in tokens, not in seconds, so that every machine reaches the same passages. Each is evaluated by itself: its
        score depends on no other, and on two cores this is also faster than several sequences in one batch. `language`
        is the question's; by default what its function words say. See `models.likelihood` for the sources.
        """
        layout = LAYOUTS[language or dominant(question, otherwise="en")]
        opening, bridge = self._words.opening(), self.tokens(layout.bridge)
        asked = self.tokens(layout.before + question)[:QUESTION_LIMIT] if question.strip() else []
        room = min(limit, self.environment.batch - len(opening) - len(bridge) - len(asked))
        scores: list[float | None] = [None] * len(passages)
        if not asked or room < 1:
            return scores
        # The last token of the question is only predicted: nothing follows it.
        rows = [[*opening, *self.tokens(passage)[:room], *bridge, *asked[:-1]] for passage in passages]
        targets = np.array(asked, np.int32)
        with self._alone():
            self._context.adapt(False)
            for index in range(reached([len(row) for row in rows], budget=budget)):
                self._context.clear(wipe=False)
                scores[index] = mean_log_probability(self._context.decode(rows[index], outputs=len(asked)), targets)
        return scores

    def generate(
        self,
        prompt: Sequence[Part],
        *,
        limit: int,
        grammar: Node | None = None,
        sampling: Sampling = GREEDY,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] = bool,
    ) -> Generation:
        """Write a continuation that the grammar admits, piece by piece: the most probable, or one drawn with a seed.

        Ends at a token that ends a text, where the grammar admits nothing more, before a string of `stop`, after
        `limit` tokens, or when `cancelled` says so: it is asked before every token, and all through the prompt, from
        the thread that reads. Raises PromptTooLongError at once; GrammarError and DecodeError when it is read.
        """
        ids, prefix = self._words.prompt(prompt)
        return self.generate_ids(
            ids, prefix=prefix, limit=limit, grammar=grammar, sampling=sampling, stop=stop, cancelled=cancelled
        )

    def generate_ids(
        self,
        ids: Sequence[int],
        *,
        prefix: int = 0,
        limit: int,
        grammar: Node | None = None,
        sampling: Sampling = GREEDY,
        stop: Sequence[str] = (),
        cancelled: Callable[[], bool] = bool,
    ) -> Generation:
        """Write as `generate` does after a prompt of tokens, the first `prefix` of which are the fixed ones.

        These are evaluated by themselves, whether they are kept from before or not, so that the numbers are the same.
        """
        if not 0 <= prefix < len(ids):
            raise ValueError(f"{prefix} of {len(ids)} tokens are no prefix")
        if len(ids) + limit > self.environment.context:
            raise PromptTooLongError(
                _("The prompt has {tokens} tokens and the answer up to {limit}; the context holds {context}.").format(
                    tokens=len(ids), limit=limit, context=self.environment.context
                ),
                hint=_("Ask a shorter question, or give fewer or shorter passages."),
            )
        name = None if grammar is None else fingerprint(grammar)
        trace = Trace(tuple(ids), prefix, limit, name, sampling, tuple(stop))
        return Generation(trace, self._generate(trace, grammar, cancelled))

    def _generate(
        self, trace: Trace, grammar: Node | None, cancelled: Callable[[], bool]
    ) -> Generator[Piece, None, None]:
        with self._alone():
            words = self._words
            automaton = None if grammar is None else Automaton(grammar, words.by_bytes)
            written = runs(
                self._context,
                lambda: self._prompted(trace, cancelled),
                Chooser(words, automaton, Sampler(trace.sampling)),
                start=len(trace.ids),
                limit=trace.limit,
                cancelled=cancelled,
            )
            yield from pieces(written, words, Stream(trace.stop))

    def _prompted(self, trace: Trace, cancelled: Callable[[], bool]) -> NDArray[np.float32]:
        """Forget all that was evaluated, evaluate the prompt, and return what follows it, float32 [1, vocabulary]."""
        context, prefix = self._context, trace.ids[: trace.prefix]
        context.adapt(True)
        context.clear(wipe=False)
        if prefix:
            kept = self._kept.pop(prefix, None)
            if kept is None:
                context.evaluate(prefix, start=0, outputs=0, cancelled=cancelled)
                kept = context.keep()
            else:
                context.restore(kept)
            self._kept[prefix] = kept  # the last used is the last
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return context.evaluate(trace.ids[trace.prefix :], start=trace.prefix, cancelled=cancelled)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait for the thread that computes now. Waiting for oneself would be for ever, and is refused instead."""
        if self._holder == threading.get_ident():
            raise RuntimeError("this thread has not finished reading `generate`")
        with self._turn:
            self._holder = threading.get_ident()
            try:
                yield
            finally:
                self._holder = None
