"""Exchanges as they may stand on a record: quotations and claims, refusals, what is broken off, destroyed, withheld."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from assistant.answer import Answer, Carried, Citation, Statement, Word
from assistant.audit.validation import Judgement
from assistant.exchange import Exchange
from assistant.exports import About
from indexes.records import Document, Facts, Hit, Language, Passage, Sentence, Span

from ..tui.scripted import HOSTILE_TEXT  # noqa: TID252  # tests are no package that has a name

SESSION = "7b1e2a4c9d0f3a55"
HOSTILE = (
    "Look [x](javascript:alert) <script>alert(1)</script> | ![i](http://evil.example/p.png) & &amp; <b>bold</b> "
    "**stars** `code` $x$ https://evil.example/ www.evil.example ~~gone~~ <font color='red'>red</font> [^1] "
    "![a](b) | \x1b[2J " + HOSTILE_TEXT
)


def citation(quote: str, *, language: Language = "fr", name: str = "a", page: int = 3, **changed: object) -> Citation:
    found = Citation(
        document=name * 64,
        file=f"{name}.pdf",
        title={"fr": "Règlement sur le parc", "en": "Park By-law"}[language],
        language=language,
        page=page,
        page_label=None,
        start=10,
        end=10 + len(quote),
        quote=quote,
        boxes=(),
    )
    return replace(found, **changed)  # type: ignore[arg-type]


def quotation(*cited: Citation) -> Statement:
    return Statement(" ".join(one.quote for one in cited), "quotation", True, cited)


def hit(rank: int, text: str, language: Language = "fr") -> Hit:
    name = "b" * 64
    passage = Passage(f"b-{rank}", name, language, "", (Sentence(f"s{rank}", (Span(2, 0, len(text)),), text),))
    document = Document(name, "b.pdf", "Directive", language, "general", "public", 4)
    return Hit(rank, 0.5, passage, document, "ii", {})


def answer(*statements: Statement, language: Language = "fr", **changed: object) -> Answer:
    found = Answer(
        question="Quelle est l’amende ?",
        language=language,
        refused=not statements,
        mode="quotation",
        statements=statements,
        nearest=(),
        session=SESSION,
        entry=12,
        model=None,
        generation="9" * 64,
        text="…" if statements else "Les documents de la bibliothèque ne répondent pas à cette question.",
    )
    return replace(found, **changed)  # type: ignore[arg-type]


def exchange(given: Answer | None = None, **changed: object) -> Exchange:
    found = Exchange(
        session=SESSION,
        question="Quelle est l’amende ?" if given is None else given.question,
        language="fr" if given is None else given.language,
        asked="2026-07-31T14:05:12.123Z",
        entry=11,
        outcome="answered",
        answer=given,
    )
    return replace(found, **changed)  # type: ignore[arg-type]


FINE = citation("L’amende est de 150\u00a0$.\nEn cas de récidive, elle est de 300\u00a0$.", best=(10, 32))
FEE = citation("The fee is $5 or less (≤ $5).", language="en", name="c", page=5, page_label="iii", recognised=0.876)


def conversation() -> list[Exchange]:
    """One exchange of each kind."""
    claim = Statement("Il faut payer 150\u00a0$.", "claim", True, (FINE, FEE))
    doubt = Statement("C’est gratuit.", "claim", False, (FEE,), "aucune source ne dit « gratuit »")
    carried = Carried("Quelle est l’amende ?", "opening", (Word("amende", "fr", 11),), "Et en cas de récidive ? amende")
    judged = (
        Judgement(20, "2026-08-01T10:00:00.000Z", 12, "rejected", "M. Cyr", ""),
        Judgement(21, "2026-08-02T10:00:00.000Z", 12, "corrected", "Mme Roy", "Voir l’article 5."),
    )
    refusal = answer(question="Et sur la Lune ?", missing=("Lune",), nearest=(hit(1, "Rien sur la Lune."),), entry=16)
    return [
        exchange(answer(quotation(FINE), quotation(FEE), model="scripted", left_out=2), judgements=judged),
        exchange(answer(claim, doubt, language="en", question="What is the fine?", entry=14), entry=13),
        exchange(refusal, entry=15, carried=carried),
        exchange(outcome="broken off", stated=(quotation(FINE),), entry=17, question="Interrompue ?"),
        exchange(outcome="broken off", entry=18, question="Abandonnée ?"),
        exchange(outcome="destroyed", question="", entry=19),
        exchange(outcome="withheld", question="", entry=22),
    ]


def about(language: Language = "fr", **changed: object) -> About:
    found = About(
        library="Havremont",
        session=SESSION,
        title=f"Séance {SESSION}" if language == "fr" else f"Session {SESSION}",
        exported=datetime(2026, 8, 3, 9, 30, tzinfo=UTC),
        language=language,
        origin="greffier.local/1f",
        size=23,
        root="ab" * 32,
    )
    return replace(found, **changed)  # type: ignore[arg-type]


def lookup(name: str) -> Document | None:
    """Of the first document, that another took its place."""
    if name != "a" * 64:
        return None
    facts = Facts(date="2024-04-01", number="R-12")
    notes = {"superseded_by": "a2.pdf"}
    return Document(name, "a.pdf", "Règlement sur le parc", "fr", "general", "public", 4, notes, facts)


def hostile() -> list[Exchange]:
    """Whatever is not ours says what nobody should obey."""
    cited = citation(HOSTILE, title=HOSTILE, file=HOSTILE, page_label=HOSTILE, best=(15, 30))
    told = answer(
        quotation(cited),
        Statement(HOSTILE, "claim", False, (cited,), HOSTILE),
        question=HOSTILE,
        model=HOSTILE,
        generation=HOSTILE,
    )
    refused = answer(question=HOSTILE, text=HOSTILE, missing=(HOSTILE,), nearest=(hit(1, HOSTILE),))
    judged = (Judgement(20, "2026-08-01T10:00:00.000Z", 12, "rejected", HOSTILE, HOSTILE),)
    carried = Carried(HOSTILE, "opening", (Word(HOSTILE, "fr", 11),), HOSTILE)
    return [exchange(told, judgements=judged, carried=carried), exchange(refused)]
