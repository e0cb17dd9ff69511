"""What a probe asks, and how it judges what comes back: texts in, right or wrong out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from models.grammar import Choice, Literal, Node
from models.language import detect
from models.probe.items import Language

REFUSAL = "[0]"
_POINTER = re.compile(r"\[(\d{1,3})\]")
_ENDS = re.compile(r"\[\d{1,3}\]\s*[.»”]?\s*$")
_QUOTES = " \n\t«»“”\"'\u00a0"
_LEAST_WORDS = 3
_SAID = re.compile(r"[^\W\d_]+")

POINT: Mapping[Language, str] = {
    "fr": "Écris le numéro de la phrase des extraits qui répond à la question, comme [2].",
    "en": "Write the number of the sentence of the extracts that answers the question, like [2].",
}
COPY: Mapping[Language, str] = {
    "fr": "Recopie la phrase mot pour mot, sans rien y ajouter.",
    "en": "Copy the sentence word for word, and add nothing to it.",
}
COMPOSE: Mapping[Language, str] = {
    "fr": (
        "Tu es greffier. Réponds en français à la question par une courte phrase, seulement d’après les phrases "
        "numérotées des extraits. Termine-la par le numéro de la phrase qui la dit, comme « Le délai est de dix "
        f"jours. [2] ». Si aucune phrase ne répond, écris {REFUSAL}."
    ),
    "en": (
        "You are a records clerk. Answer the question in English with one short sentence, from the numbered sentences "
        "of the extracts only. End it with the number of the sentence that says it, like “The time limit is ten "
        f"days. [2]”. If no sentence answers, write {REFUSAL}."
    ),
}
_FRAME: Mapping[Language, tuple[str, str, str]] = {
    "fr": ("EXTRAITS", "FIN DES EXTRAITS", "Question : "),
    "en": ("EXTRACTS", "END OF THE EXTRACTS", "Question: "),
}


def framed(sentences: Sequence[str], question: str, language: Language) -> str:
    """The extracts between their marks, numbered from 1, then the question, in whose language the marks are."""
    opening, closing, asking = _FRAME[language]
    rows = (f"[{number}] {sentence}" for number, sentence in enumerate(sentences, start=1))
    return "\n".join([opening, *rows, closing, "", asking + question])


def pointer(count: int) -> Node:
    """The grammar of one pointer to as many sentences."""
    return Choice(tuple(Literal(f"[{number}]") for number in range(1, count + 1)))


def pointed(text: str) -> int | None:
    """The number that a text begins with."""
    found = _POINTER.match(text.strip())
    return int(found[1]) if found else None


def copied(text: str, sentence: str) -> bool:
    """Whether a text is the sentence, quotes around it and the shape of apostrophes and blanks aside."""
    return _bare(text) == _bare(sentence)


def cited(text: str, right: int, count: int) -> bool:
    """Whether a text ends with a pointer, points at the right sentence, and at none that is not there."""
    numbers = {int(number) for number in _POINTER.findall(text)}
    return bool(_ENDS.search(text)) and right in numbers and all(1 <= number <= count for number in numbers)


def stayed(text: str, language: Language) -> bool:
    """Whether a text is in the language; one of hardly a word is in none."""
    words = _POINTER.sub("", text)
    return len(_SAID.findall(words)) >= _LEAST_WORDS and detect(words) == language


def refused(text: str) -> bool:
    """Whether a text says that nothing answers."""
    return text.strip().startswith(REFUSAL)


def _bare(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).strip(_QUOTES)
