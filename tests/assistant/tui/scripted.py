"""A scripted desk over three documents in the two languages, and what hands it in with those of the other rooms."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from assistant.answer import Answer, Answered, Carried, Citation, Drafting, Event, Retrieved, Stated, Statement
from assistant.errors import AssistantError
from assistant.safe import visible
from indexes.records import Document, Hit, Language, Page, Passage, Sentence, Span

FR, EN, ACT = "f" * 64, "e" * 64, "a" * 64

FRENCH_PAGES = (
    "Directive sur le télétravail – 1er avril 2024 Page 1 de 3\n"
    "Province de Havremont\n"
    "Partie 1 – Objet, champ d’application et définitions\n"
    "1. La présente directive fixe les conditions dans lesquelles un fonctionnaire peut accomplir une partie de son "
    "travail ailleurs qu’à son bureau d’attache, sans que le service au public en souffre.\n"
    "2. Elle s’applique au personnel permanent, au personnel occasionnel dont le contrat dure au moins six mois et, "
    "après trois mois de service, aux stagiaires et aux étudiants. Elle ne s’applique pas au personnel des "
    "établissements de détention ni aux brigadiers de la faune.\n"
    "3. Pour l’application de la directive, on entend par\u00a0:\n"
    "• «\u00a0bureau d’attache\u00a0»\u00a0: le lieu de travail inscrit à l’acte de nomination ou au contrat;\n"
    "• «\u00a0entente\u00a0»\u00a0: l’entente de télétravail conclue sur le formulaire RH-31;\n"
    "• «\u00a0lieu de télétravail\u00a0»\u00a0: l’adresse inscrite à l’entente, qui peut être une résidence ou un "
    "bureau partagé de l’administration;\n"
    "• «\u00a0télétravail occasionnel\u00a0»\u00a0: le télétravail autorisé par courriel pour un besoin ponctuel, au "
    "plus cinq jours par trimestre.\n"
    "Partie 2 – Conditions d’admissibilité\n"
    "4. Le fonctionnaire peut télétravailler au plus trois jours par semaine. Le sous-ministre peut autoriser quatre "
    "jours pour une personne dont le bureau d’attache est en rénovation ou dont l’état de santé le justifie.\n"
    "5. Le fonctionnaire doit avoir accompli six mois de service dans son poste. Le gestionnaire peut réduire cette "
    "période à trois mois lorsque la personne occupait auparavant un poste semblable.\n"
    "6. Le lieu de télétravail doit se trouver à 150 km ou moins du bureau d’attache. Le directeur des ressources "
    "humaines peut accorder une dérogation si la personne s’engage à se présenter au bureau à ses frais sur préavis de "
    "deux jours ouvrables.\n"
    "7. Le télétravail à l’extérieur de la province est permis pendant au plus 20 jours ouvrables par exercice, avec "
    "l’autorisation écrite du sous-ministre. À l’extérieur du Canada, il est interdit, sauf en mission.",
    "Province de Havremont – Secrétariat du Conseil du trésor SCT-221\n"
    "8. La plage de disponibilité obligatoire s’étend de 9 h 30 à 15 h 30. Pendant cette plage, la personne répond aux "
    "appels et aux messages instantanés dans un délai de 30 minutes.\n"
    "Partie 3 – Demande et décision\n"
    "11. Le gestionnaire décide dans les 10 jours ouvrables qui suivent la réception du formulaire complet. S’il ne "
    "répond pas dans ce délai, la demande est transmise d’office au directeur des ressources humaines.",
    "Partie 4 – Équipement et dépenses\n"
    "18. Une somme maximale de 400\u00a0$ par période de trois ans est remboursée, sur présentation de reçus, pour un "
    "fauteuil, une table de travail ou une lampe.",
)
ENGLISH_PAGES = (
    "Telework Directive – April 1, 2024 Page 1 of 3\n"
    "Part 2 – Eligibility\n"
    "4. A public servant may telework no more than three days a week. The deputy minister may authorize four days for "
    "a person whose home office is being renovated or whose health requires it.",
)
ACT_PAGES = (
    *(f"{title}\nNothing of note stands here." for title in ("i", "ii", "iii")),
    "Preamble\nWhereas the people of Havremont have a right to know how they are governed;",
)
HOSTILE_TEXT = (
    "Look [@click=app.quit]here[/] and [b there [/ \x1b]52;c;cm0gLXJm\x07 then "
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\ "
    "and \x1b[2J\x1b[6666;66Hgone \x9b31mred\x9d0;title\x9c \u202eesrever\u202c end."
)


def page(number: int, text: str, label: str | None = None) -> Page:
    return Page(number, label, text, 612.0, 792.0, np.zeros((len(text), 4), dtype=np.int16))


DOCUMENTS = {
    FR: Document(FR, "rh/telework.fr.pdf", "Directive sur le télétravail", "fr", "rh", "public", 3),
    EN: Document(EN, "rh/telework.en.pdf", "Telework Directive", "en", "rh", "public", 1),
    ACT: Document(ACT, "acts/access.en.pdf", "Access to Information Act", "en", "acts", "public", 4),
}
PAGES = {
    FR: tuple(page(number, text) for number, text in enumerate(FRENCH_PAGES, 1)),
    EN: tuple(page(number, text) for number, text in enumerate(ENGLISH_PAGES, 1)),
    ACT: tuple(
        page(n, t, label) for n, (t, label) in enumerate(zip(ACT_PAGES, ("i", "ii", "iii", "iv"), strict=True), 1)
    ),
}


def cite(document: str, number: int, quote: str) -> Citation:
    filed, found = DOCUMENTS[document], PAGES[document][number - 1]
    start = found.text.index(quote)
    return Citation(
        document, filed.file, filed.title, filed.language, number, found.label, start, start + len(quote), quote, ()
    )


def hit(rank: int, citation: Citation) -> Hit:
    spans = (Span(citation.page, citation.start, citation.end),)
    sentence = Sentence(f"{citation.document[:16]}-s{rank}", spans, citation.quote)
    passage = Passage(f"{citation.document[:16]}-p{rank}", citation.document, citation.language, "", (sentence,))
    return Hit(rank, 1 / rank, passage, DOCUMENTS[citation.document], citation.page_label, {"lexical": rank})


THREE_DAYS = cite(FR, 1, "Le fonctionnaire peut télétravailler au plus trois jours par semaine.")
FOUR_DAYS = cite(
    FR,
    1,
    "Le sous-ministre peut autoriser quatre jours pour une personne dont le bureau d’attache est en rénovation ou dont "
    "l’état de santé le justifie.",
)
TEN_DAYS = cite(
    FR, 2, "Le gestionnaire décide dans les 10 jours ouvrables qui suivent la réception du formulaire complet."
)
CHAIR = cite(
    FR,
    3,
    "Une somme maximale de 400\u00a0$ par période de trois ans est remboursée, sur présentation de reçus, pour un "
    "fauteuil, une table de travail ou une lampe.",
)
NO_MORE = cite(EN, 1, "A public servant may telework no more than three days a week.")
PREAMBLE = cite(ACT, 4, "Whereas the people of Havremont have a right to know how they are governed;")
HITS = tuple(
    hit(rank, each) for rank, each in enumerate((THREE_DAYS, NO_MORE, FOUR_DAYS, TEN_DAYS, CHAIR, PREAMBLE), 1)
)


def answer(question: str, *statements: Statement, language: Language = "fr") -> Answer:
    return Answer(
        question=question,
        language=language,
        refused=not statements,
        mode="compose" if any(statement.kind == "claim" for statement in statements) else "quotation",
        statements=statements,
        nearest=() if statements else HITS[:3],
        session="7b1e2a4c9d",
        entry=12,
        model="Qwen3-0.6B",
        generation="3fa9c1d2e4",
        timings={"total": 3.24},
        text="" if statements else "Les documents de la bibliothèque ne répondent pas à cette question.",
    )


QUOTED = "Combien de jours par semaine ai-je le droit de travailler de chez moi?"
CLAIMED = "Mon patron n’a pas répondu à ma demande. Que se passe-t-il?"
LABELLED = "Do citizens have a right to know?"
REFUSED = "Quel est le prix du homard?"
FAILING = "Pourquoi?"
SLOW = "How long is a piece of string?"
HOSTILE = "Is [b]this[/ [@click=app.quit]safe[/]? \x1b]52;c;aGk=\x07\x9b2J"
SCRIPT: Mapping[str, Answer | AssistantError] = {
    QUOTED: answer(
        QUOTED,
        Statement("", "quotation", True, (THREE_DAYS,)),
        Statement("", "quotation", True, (FOUR_DAYS,)),
        Statement("", "quotation", True, (NO_MORE,)),
    ),
    CLAIMED: answer(
        CLAIMED,
        Statement(
            "Le gestionnaire a dix jours ouvrables; ensuite la demande va d’office au directeur des ressources.",
            "claim",
            True,
            (TEN_DAYS, THREE_DAYS),
        ),
        Statement(
            "Le fauteuil est remboursé en entier.",
            "claim",
            False,
            (CHAIR,),
            "La phrase citée fixe un maximum de 400\u00a0$.",
        ),
    ),
    LABELLED: answer(LABELLED, Statement("", "quotation", True, (PREAMBLE,)), language="en"),
    REFUSED: answer(REFUSED),
    FAILING: AssistantError("The model [b]stopped[/", hint="Run greffier doctor [/"),
}


@dataclass
class ScriptedDesk:
    """Answers from the script; a question that is not in it waits for `gate`, or to be cancelled.

    Before it waits, it says what is being written (`writing`); its answer is made of what that states.
    """

    script: Mapping[str, Answer | AssistantError] = field(default_factory=lambda: SCRIPT)
    documents: dict[str, Document] = field(default_factory=lambda: dict(DOCUMENTS))
    pages: dict[str, tuple[Page, ...]] = field(default_factory=lambda: dict(PAGES))
    gate: threading.Event = field(default_factory=threading.Event)
    found: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    carried: Mapping[str, Carried] = field(default_factory=dict)
    alone: list[bool] = field(default_factory=list)
    writing: Sequence[Drafting | Stated] = ()
    breaks: AssistantError | None = None
    closed: bool = False
    library_name: str = "Havremont"
    generation: str = "3fa9c1d2e4b5a697"
    session: str = "7b1e2a4c9d"
    advised: str | None = None

    after: list[str] = field(default_factory=list)

    def advice(self) -> str | None:
        return self.advised

    def go_on_after(self, session: str) -> None:
        self.after.append(session)

    def begin(self) -> None:
        self.after.append("")

    def ask(self, question: str, *, alone: bool, cancelled: Callable[[], bool]) -> Iterator[Event]:
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append(question)
        self.alone.append(alone)
        outcome = self.script.get(question)
        if isinstance(outcome, AssistantError):
            raise outcome
        yield Retrieved(HITS, None if alone else self.carried.get(question), entry=11)
        if outcome is None:
            yield from self.writing
            self.found.set()
            while not self.gate.wait(0.005):
                if cancelled():
                    return
            if self.breaks is not None:
                raise self.breaks
            outcome = answer(question, *(event.statement for event in self.writing if isinstance(event, Stated)))
        yield Answered(outcome)

    def page(self, document: str, number: int) -> Page | None:
        assert threading.current_thread() is not threading.main_thread()
        pages = self.pages.get(document, ())
        return pages[number - 1] if 0 < number <= len(pages) else None

    def document(self, document: str) -> Document | None:
        return self.documents.get(document)

    def close(self) -> None:
        self.closed = True


@dataclass
class ScriptedServices:
    """Desks as they are handed in; a room of which there is none cannot be opened. The source is read at the desk."""

    desk: ScriptedDesk = field(default_factory=ScriptedDesk)
    open_desk: Callable[[], ScriptedDesk] | None = None
    kept: Path | None = None
    desks: Mapping[str, Any] = field(default_factory=dict)

    def ask(self) -> ScriptedDesk:
        return self.open_desk() if self.open_desk is not None else self.desk

    def source(self) -> Any:
        return self.desks.get("source", self.desk)

    def find(self) -> Any:
        return self._other("find")

    def sessions(self) -> Any:
        return self._other("sessions")

    def audit(self) -> Any:
        return self._other("audit")

    def filing(self) -> Any:
        return self._other("filing")

    def evaluation(self) -> Any:
        return self._other("evaluation")

    def _other(self, name: str) -> Any:
        if name not in self.desks:
            raise AssistantError(f"There is no desk for {name}", hint="Hand one in")
        return self.desks[name]


def hostile_desk() -> ScriptedDesk:
    """A desk of which the documents, the answers and the errors were all written by an adversary."""
    desk = ScriptedDesk()
    desk.documents["bad"] = replace(DOCUMENTS[EN], id="bad", file=HOSTILE_TEXT, title=HOSTILE_TEXT)
    desk.pages["bad"] = (page(1, HOSTILE_TEXT, HOSTILE_TEXT),)
    desk.library_name = desk.generation = desk.session = HOSTILE_TEXT
    start, end = 3, len(HOSTILE_TEXT) - 3
    quote = HOSTILE_TEXT[start:end]
    bad = Citation("bad", HOSTILE_TEXT, HOSTILE_TEXT, "en", 1, HOSTILE_TEXT, start, end, quote, ())
    sentence = Sentence("bad-s1", (Span(1, start, end),), quote)
    near = Hit(1, 1.0, Passage("bad-p1", "bad", "en", "", (sentence,)), desk.documents["bad"], HOSTILE_TEXT, {})
    refusal = replace(answer(REFUSED), text=HOSTILE_TEXT, nearest=(near,), model=HOSTILE_TEXT)
    desk.script = {
        visible(HOSTILE): answer(  # the question line has made it safe by then
            HOSTILE,
            Statement(HOSTILE_TEXT, "quotation", True, (bad,)),
            Statement(HOSTILE_TEXT, "claim", True, (bad,)),
            Statement(HOSTILE_TEXT, "claim", False, (bad,), HOSTILE_TEXT),
        ),
        REFUSED: refusal,
        FAILING: AssistantError(HOSTILE_TEXT, hint=HOSTILE_TEXT),
    }
    return desk
