"""How a document stands as a record, for who reads it: its number and date, what took its place, what prevails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from gettext import gettext as _
from typing import TYPE_CHECKING

from indexes.records import Document

if TYPE_CHECKING:
    from indexes.catalogue import Catalogue

_SUPERSEDED, _TWIN, _REMOVED, _NEWER = "superseded_by", "twin", "removed", "maybe_newer"


def noted(catalogue: Catalogue, document: Document) -> Document:
    """The document, with what else the catalogue knows of it now among its notes: other documents by their files."""
    from indexes.disposal import Disposal
    from indexes.twins import Twins
    from indexes.versions import maybe_newer_than

    removal = Disposal(catalogue).removal(document.id)
    others = {
        _SUPERSEDED: catalogue.superseded_by(document.id),
        _TWIN: Twins(catalogue).of(document.id),
        _NEWER: maybe_newer_than(catalogue, document.id),
    }
    found: dict[str, object] = {} if removal is None else {_REMOVED: removal.since[:10]}
    for key, name in others.items():
        other = None if name is None else catalogue.document(name)
        if other is not None and other.label == document.label:  # else its name might not be for whoever asks
            found[key] = other.file
        elif other is not None and key == _SUPERSEDED:
            found[key] = True
    return replace(document, notes={**document.notes, **found})


def record_json(document: Document) -> dict[str, object]:
    """The facts and the standing of a document that `noted` gave, as outside programs read them."""
    notes = document.notes
    return {
        "date": document.facts.date,
        "number": document.facts.number,
        "author": document.facts.author,
        "in_force": notes.get("in_force"),
        "consolidated": notes.get("consolidated"),
        "authoritative": notes.get("authoritative"),
        _TWIN: notes.get(_TWIN),
        _SUPERSEDED: notes.get(_SUPERSEDED),
        _NEWER: notes.get(_NEWER),
        _REMOVED: notes.get(_REMOVED),
    }


def marks(document: Document) -> Iterator[str]:
    """The same in a few words each, what matters most first; nothing of what is not known."""
    notes = document.notes
    superseded, prevails, consolidated = notes.get(_SUPERSEDED), notes.get("authoritative"), notes.get("consolidated")
    if isinstance(superseded, str):
        yield _("superseded by {file}").format(file=superseded)
    elif superseded:
        yield _("superseded")
    if notes.get(_REMOVED):
        yield _("taken out of search on {day}").format(day=notes[_REMOVED])
    if notes.get(_NEWER):
        yield _("maybe older than {file}").format(file=notes[_NEWER])
    if prevails in ("fr", "en"):
        if prevails == document.language:
            yield _("this version prevails")
        else:
            yield _("the French version prevails") if prevails == "fr" else _("the English version prevails")
    if document.facts.number:
        yield _("no. {number}").format(number=document.facts.number)
    if isinstance(consolidated, str):
        yield _("consolidated to {day}").format(day=consolidated)
    elif document.facts.date:
        yield document.facts.date
    if notes.get(_TWIN):
        other = _("in English: {file}") if document.language == "fr" else _("in French: {file}")
        yield other.format(file=notes[_TWIN])
