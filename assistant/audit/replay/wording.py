"""Says in words, in the language spoken, what was checked and how it came out."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import gettext as _
from gettext import ngettext

from assistant.audit.replay.outcome import Check, Difference, Divergence, Finding, Recomputed, Result, Stage, State


def finding(one: Finding) -> str:
    """A check and how it came out, as a sentence."""
    return _SAY[one.check](one).format(**{name: _short(name, value) for name, value in one.facts.items()})


def check(name: Check) -> str:
    """Name a check."""
    return {
        "log": _("the log"),
        "rendering": _("the answer’s words"),
        "statements": _("what was shown one by one"),
        "quotation": _("quotations"),
        "citation": _("places on pages"),
        "document": _("documents’ bytes"),
        "generation": _("search index"),
        "model": _("model"),
        "session": _("the session’s entries"),
    }[name]


def state(name: State) -> str:
    """How a check came out."""
    return {"holds": _("holds"), "noted": _("noted"), "fails": _("fails")}[name]


def result(name: Result) -> str:
    """What came of computing again."""
    return {
        "identical": _("identical"),
        "diverged": _("diverged"),
        "environment differs": _("environment differs"),
        "unanswered": _("nothing to compare: the question was stopped before anything was stated"),
        "destroyed": _("nothing to compare: what was said is destroyed"),
        "not computed": _("not computed"),
    }[name]


def recomputed(one: Recomputed) -> str:
    """What came of computing an answer again, in a line."""
    said = result(one.result)
    if one.result == "diverged" and one.divergence is not None:
        said = divergence(one.divergence)
    elif one.result == "environment differs":
        said = f"{said} ({'; '.join(difference(each) for each in one.differences)})"
        if one.divergence is not None:
            said = f"{said}: {divergence(one.divergence)}"
        elif not one.reason:
            said = _("{said}: the same came out").format(said=said)
    return f"{said}. {one.reason}" if one.reason else said


def divergence(one: Divergence) -> str:
    """Where what came out differs."""
    if one.place is None:
        return _("diverged in {stage}; the words are the same").format(stage=stage(one.stage))
    if one.unit == "token":
        return _("diverged at token {n}, first in {stage}").format(n=one.place, stage=stage(one.stage))
    return _("diverged at token {n} (counted in words), first in {stage}").format(n=one.place, stage=stage(one.stage))


def difference(one: Difference) -> str:
    """What of the environment is not as it was."""
    if one.name == "documents" and isinstance(one.now, int):
        return ngettext(
            "{n} document read again or destroyed since", "{n} documents read again or destroyed since", one.now
        ).format(n=one.now)
    then = _("none") if one.then is None else _short(one.name, one.then)
    now = _("gone") if one.now is None else _short(one.name, one.now)
    return _("{part}: {then} then, {now} now").format(part=part(one.name), then=then, now=now)


def stage(name: Stage) -> str:
    """Name a part of how an answer is made."""
    return {
        "conversation": _("what the question took over"),
        "retrieval": _("the passages found"),
        "evidence": _("the evidence chosen"),
        "estimate": _("the estimate that the library answers"),
        "prompt": _("what the model was given"),
        "tokens": _("what the model wrote"),
        "statements": _("the statements"),
        "answer": _("the answer"),
    }[name]


def part(name: str) -> str:
    """Name a part of the environment; what has no name of its own is called what the record calls it."""
    known = {
        "version": _("version of Greffier"),
        "generation": _("search index"),
        "model": _("model"),
        "adapter": _("adapter"),
        "threads": _("threads"),
        "batch": _("batch"),
        "context": _("context"),
        "cpu": _("processor features"),
        "machine": _("architecture"),
        "processors": _("processors"),
        "encoder": _("encoder"),
        "encoder_threads": _("encoder’s threads"),
        "lexicon": _("lexicon"),
        "url": _("server"),
        "llama_cpp": "llama.cpp",
    }
    return known.get(name, name)


def verdict(name: object) -> str:
    """Name what a person said of an answer."""
    known = {"validated": _("validated"), "corrected": _("corrected"), "rejected": _("rejected")}
    return known.get(str(name), str(name))


def _log(one: Finding) -> str:
    if one.state == "fails":
        return _("The log does not hold. {reason}")
    size = one.facts["size"]
    return ngettext(
        "The {size} entry of the log was read and holds against its signed head.",
        "All {size} entries of the log were read and hold against its signed head.",
        size if isinstance(size, int) else 0,
    )


def _rendering(one: Finding) -> str:
    if one.state == "holds":
        return _("Written again from its statements, the answer is the same, word for word.")
    return _("Written again from its statements, the answer reads otherwise: {text}")


def _statements(one: Finding) -> str:
    if one.state == "holds":
        return _("The answer begins with the statements that were shown one by one.")
    return _("The answer does not begin with the statements that were shown one by one.")


def _quotation(_one: Finding) -> str:
    return _("A quotation is not what its citations say: {text}")


def _citation(one: Finding) -> str:
    return {
        "": _("{file}, page {page}, says these words at characters {start} to {end}."),
        "destroyed": _destroyed_document(),
        "moved": _(
            "{file} was read again since (entry {by}): its bytes are the same, and page {page} says these words still."
        ),
        "read again": _(
            "{file} was read again since (entry {by}): its bytes are the same, and page {page} is read otherwise now."
        ),
        "gone": _("{file}, page {page}, is not filed any more, and nothing on the record says why."),
        "changed": _("{file}, page {page}, does not say these words at characters {start} to {end}: it was changed."),
    }[one.reason]


def _document(one: Finding) -> str:
    return {
        "": _("{file}: the bytes in the vault are those named, SHA-256 {document}."),
        "destroyed": _destroyed_document(),
        "gone": _("{file}: its bytes are gone from the vault, and nothing on the record says why."),
        "changed": _("{file}: its bytes in the vault were changed."),
    }[one.reason]


def _destroyed_document() -> str:
    return _("{file} was destroyed on {day} by rule {rule}, approved by {approver} (entry {by}).")


def _generation(one: Finding) -> str:
    return {
        "": _("The search index of then, {generation}, is kept, and is as it was published."),
        "gone": _("The search index of then, {generation}, is kept no longer: the library went on."),
        "changed": _("The search index of then, {generation}, is not as it was published."),
    }[one.reason]


def _model(one: Finding) -> str:
    return {
        "": _("The model of then, {model}, is installed, byte for byte."),
        "gone": _("The model of then, {model}, is not installed any more."),
        "replaced": _("Another model is installed now as {model}."),
        "server": _("The model {model} ran on the server {url}: what it runs is its own."),
        "changed": _("The model of then, {model}, is not, byte for byte, what its manifest says."),
    }[one.reason]


def _session(one: Finding) -> str:
    return {
        "destroyed": _("What was said was destroyed on {day} by rule {rule}, approved by {approver} (entry {by})."),
        "untold": _("What was said is destroyed, and nothing on the record says by whose word."),
        "malformed": _("Entry {entry} cannot be read as what its kind, {kind}, says that it is."),
        "not opened": _("The log has no entry that opens this session."),
    }[one.reason]


_SAY = {
    "log": _log,
    "rendering": _rendering,
    "statements": _statements,
    "quotation": _quotation,
    "citation": _citation,
    "document": _document,
    "generation": _generation,
    "model": _model,
    "session": _session,
}


def _short(name: str, value: object) -> object:
    """A value as people read it: of a long hash, the beginning, but for that of a document, which they may compare."""
    if name != "document" and isinstance(value, str) and len(value) == 64 and value.isalnum():
        return f"{value[:12]}…"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_short(key, one)}" for key, one in value.items())
    return value
