"""What a probe found, and what follows from it: whether a generator may compose, and why not."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from gettext import gettext as _
from typing import Any

from models.probe.items import LANGUAGES, VERSION, Language
from models.probe.running import Measured

LEAST: Mapping[str, float] = {"point": 0.6, "copy": 0.8, "cite": 0.6, "stay": 0.8, "refuse": 0.6}
"""The share of each task that a generator must get right, in each language, to compose."""
CHANCE = 0.2
"""The share of pointers that are right by chance: there are five sentences."""


@dataclass(frozen=True, slots=True)
class Score:
    """How many were right, of how many."""

    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Result:
    """A probe of the file with this SHA-256, on a day (ISO 8601, UTC), by a build of llama.cpp on so many threads.

    `prefill` and `decode` are in tokens a second, `seconds` is how long the probe took. `chat` is the format that the
    prompts were laid out in, `adapter` the SHA-256 of what was laid over the model.
    """

    sha256: str
    date: str
    build: str
    cpu: str
    threads: int
    chat: str
    seconds: float
    scores: Mapping[str, Mapping[Language, Score]]
    steady: bool
    prefill: float | None
    decode: float | None
    adapter: str | None = None
    version: str = VERSION

    @property
    def may_compose(self) -> bool:
        """Whether nothing speaks against it."""
        return not failures(self)

    def json(self) -> dict[str, object]:
        """As it is kept and printed: its fields, the verdict, and what failed."""
        return {**asdict(self), "chance": CHANCE, "may_compose": self.may_compose, "failed": list(failures(self))}


def scored(measured: Measured) -> Mapping[str, Mapping[Language, Score]]:
    """The counts of a run, as a result has them."""
    return {task: {language: Score(*counts) for language, counts in by.items()} for task, by in measured.scores.items()}


def parsed(text: str) -> Result:
    """Read a result that was kept. Raises ValueError for anything else."""
    try:
        found: Any = json.loads(text)
        for derived in ("chance", "may_compose", "failed"):
            found.pop(derived, None)
        scores = {
            str(task): {language: Score(int(by[language]["right"]), int(by[language]["of"])) for language in LANGUAGES}
            for task, by in found.pop("scores").items()
        }
        result = Result(**found, scores=scores)
    except (AttributeError, KeyError, TypeError, RecursionError, ValueError) as error:
        raise ValueError("no result of a probe") from error
    texts = (result.sha256, result.date, result.build, result.cpu, result.chat, result.version)
    numbers = (result.threads, result.seconds, result.prefill or 0, result.decode or 0)
    right = all(isinstance(one, str) for one in texts) and all(isinstance(one, int | float) for one in numbers)
    if not right or not isinstance(result.steady, bool) or scores.keys() != LEAST.keys():
        raise ValueError("no result of a probe")
    return result


def failures(result: Result) -> tuple[str, ...]:
    """What speaks against composing: `task.language` for each mark that was missed, and `steady`."""
    missed = [
        f"{task}.{language}"
        for task, least in LEAST.items()
        for language in LANGUAGES
        if result.scores[task][language].right < least * result.scores[task][language].of
    ]
    return (*missed, *(() if result.steady else ("steady",)))


def tasks() -> dict[str, str]:
    """What a generator must do, in words, by the names that scores go by."""
    return {
        "point": _("points at the sentence that answers"),
        "copy": _("copies word for word"),
        "cite": _("ends with the right number"),
        "stay": _("keeps to the question’s language"),
        "refuse": _("says that nothing answers"),
    }


def reasons(result: Result) -> list[str]:
    """What speaks against composing, in words, without a point at the end."""
    names, found = tasks(), []
    for failed in failures(result):
        task, _dot, language = failed.partition(".")
        if task == "steady":
            found.append(_("the same question gave two different texts"))
            continue
        score = result.scores[task]["fr" if language == "fr" else "en"]
        text = (
            _("{what}, in French: {right} of {of}, and {least} at least are wanted")
            if language == "fr"
            else _("{what}, in English: {right} of {of}, and {least} at least are wanted")
        )
        found.append(
            text.format(what=names[task], right=score.right, of=score.of, least=math.ceil(LEAST[task] * score.of))
        )
    return found


def advice(name: str, result: Result | None) -> str | None:
    """What to say before a generator of that name composes; None where its probe says that it may."""
    if result is None:
        return _(
            "Whether “{name}” may word claims was never tried. It takes a minute or so: greffier models probe {name}"
        ).format(name=name)
    if result.may_compose:
        return None
    return _(
        "“{name}” did not pass the probe of whether it may word claims ({reasons}). Its claims are checked all the "
        "same; for the documents’ own words alone, set GREFFIER_ANSWER__MODE=quotation."
    ).format(name=name, reasons="; ".join(reasons(result)))
