"""Tells whether a question leans on the one before it: by what opens it, by its pronouns, by naming no subject."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from assistant.answer import Sign
from indexes.records import Language
from models import analysis

PIECE, CLAUSE, POINTING = 5, 3, 2
"""Terms of its own that a piece of a question, a condition (“and if I lose it?”) and a question with a pronoun have at
most: with more it can be searched as it is, and nothing is carried over."""

SIDES = 3
"""Sides that a question which names no subject asks for at most: more of them make a subject."""

# Words that name a side of any matter of an administration, and do not say which matter.
_SIDES: Mapping[Language, str] = {
    "fr": """
    délai durée temps date échéance jour jours heure heures semaine semaines mois an ans année années fois fréquence
    préavis coût coûte coûtent coûter prix montant somme valeur tarif frais taux amende pénalité sanction peine
    limite maximum minimum maximal maximale minimal minimale nombre quantité
    exception exceptions dérogation condition conditions critère critères exigence exigences règle motif motifs raison
    raisons cause but objet formulaire formalités procédure démarche étape étapes document documents preuve article
    source page décision décide décider décideur réponse répond répondre recours révision responsable
    paie payer paient payé payée payés payées payable gratuit gratuite rembourse remboursé rembourser
    demander obtenir refuse refuser refusé accepter accepte accepté autoriser autorise autorisé approuve approuver
    approuvé signe signer annuler annulé prolonger prolongé renouveler renouvelé contester conteste opposer appel
    arrive arriver passe passer commence commencer finit finir dure durer prend prendre pris prises
    applique appliquer appliquent concerne vise droit obligatoire obligé nécessaire exigé requis permis permise interdit
    interdite possible prévu valable valide besoin existe signifie veut dire sait savoir autre autres cas suite $ %
    hauteur largeur longueur taille superficie poids distance âge rabais fournir fourni adresser envoyer remettre
    vaut fais faites calculé calculer couvert couverte couverts depuis partir aussi ça loin avance
    prévenir aviser informer contacter appeler ensuite
    exactement précisément environ moins
    """,
    "en": """
    deadline deadlines long soon time times limit limits length duration date day days hour hours week weeks month
    months year years frequency often notice cost costs price prices amount value rate fee fees fine fines penalty
    sanction charge
    maximum minimum number exception exceptions exemption exemptions condition conditions criteria requirement
    requirements rule rules reason reasons ground grounds cause purpose form forms procedure process step steps document
    documents proof section source page decision decide decides decided answer answers remedy recourse review
    responsible charge pay pays paid payable free reimbursed refunded
    ask apply applies get obtain refuse refuses refused accept accepts accepted authorize authorizes authorized approve
    approves approved sign signs cancel cancelled extend extended extension renew renewed dispute contest object appeal
    happen happens start starts begin begins end ends stop stops last lasts take takes taken
    height width size area weight distance age discount provide provided send sent bring cover covered covers
    calculated since far advance many too earliest latest
    tell inform notify contact call next afterwards
    right entitled mandatory required necessary needed need allowed permitted forbidden prohibited possible valid
    exist exists mean means say know other others case exactly precisely about less $ %
    """,
}

_COURTESY = re.compile(
    r"^(?:(?:ok|okay|d'accord|merci|bon|bien|parfait|oui|yes|thanks|thank you|right|please)\b[\s,.!;:]*)+"
)
_OPENING: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:(?:et|mais|ou|puis(?!-)|sinon|alors|donc|ensuite|aussi)\b[\s,]*)*"
        r"(?:qu'en est-il (?:pour|de|d'|des|du|quand|si|s')|(?:la )?même (?:question|chose)|pareil\b|idem\b)?[\s,]*"
    ),
    "en": re.compile(
        r"(?:(?:and|but|or|then|otherwise|so|also)\b[\s,]*)*"
        r"(?:(?:what|how) about\b|(?:the )?same (?:question|thing|for)\b|ditto\b)?[\s,]*"
    ),
}
_CONDITION: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(r"(?:même )?(?:si\b|s'ils?\b|sauf si\b|à moins)"),
    "en": re.compile(r"(?:what )?(?:even )?(?:if|unless|in case)\b"),
}
_PREPOSITION: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"(?:pour|en|dans|à|a|au|aux|chez|avec|sans|sous|sur|hors|après|avant|pendant|durant|au-delà|selon|par|jusqu'|"
        r"depuis|envers|contre|entre)\b"
    ),
    "en": re.compile(
        r"(?:for|in|on|at|to|with|without|under|over|outside|inside|after|before|during|beyond|between|by|until|"
        r"within|from|of|since|against)\b"
    ),
}
_ASKING: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:qui|que|qu'|quoi|quel(?:le)?s?|combien|pourquoi|comment|quand|où|lequel|laquelle|lesquel)"),
    "en": re.compile(r"\b(?:who|whom|whose|what|which|how|why|when|where)\b"),
}
_VERB: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:est|sont|ai|as|a|avons|avez|ont|suis|êtes|peu[tx]|peuvent|pouvons|pouvez|puis|doi[ts]|doivent|devons|"
        r"devez|faut|faudra|va|vais|vont|fai[ts]|font|sera|seront|était|aura|auront|serait|pourra|pourrait|devra|"
        r"devrait|co[uû]te(?:nt)?|pa[iy]e(?:nt)?|décide(?:nt)?|signe(?:nt)?|existe(?:nt)?|dure(?:nt)?|risque(?:nt)?|s'applique\w*)\b"
        r"|-(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce)\b|\b(?:je|j'|on|tu|ils?|elles?) ?[^\W\d_]+"
    ),
    "en": re.compile(
        r"\b(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|cannot|"
        r"costs?|pays?|applies|apply|happens?|needs?|i|we|he|she|they|it)\b"
    ),
}
_RELATIVE = re.compile(r"(?<=\w) (?:qui|que|qu'|dont|où|who|whom|whose|which|that)\b.*")
_EMPTY: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:il (?:me |nous |vous )?(?=fau)|y a-t-il|il y (?:a|aura)|(?:s'agit|existe|reste|suffit|"
        r"passe|arrive|manque|fait|vaut)-(?:t-)?il|il (?:s'agit|existe|reste|suffit|vaut|fait)|"
        r"(?:est-il|il est|sera-t-il) [^\W\d_]+ (?:de|d'|que|qu')|"
        r"ce (?:qui|que|qu'|dont|matin|soir|mois)|cette (?:année|semaine|nuit)|ces jours|ces derni\w+|"
        r"cet (?:été|hiver)|qu'est-ce|est-ce (?=qu)|est-ce [^\W\d_]+ (?:de|d'|que|qu')|c'est (?:quoi|qui)|"
        r"(?:ça|ca|cela) (?:co[uû]te|prend) (?:[^\W_]+ )?(?:pour|de|d'|une?|la|le)\b)"
    ),
    "en": re.compile(
        r"\b(?:(?:is|was|will|would) it (?:be )?[^\W\d_]+ (?:to|that|if|for [^,;.?]+ to)|"
        r"it (?:is|was|will be) [^\W\d_]+ (?:to|that|for)|does it (?:cost|take)(?: [^\W_]+){0,3} to|"
        r"it (?:costs|takes)(?: [^\W_]+){0,3} to|"
        r"(?:this|these|that|those) (?:year|month|week|morning|afternoon|evening|days|time))\b"
    ),
}
_SUBJECT: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:est-ce|c'est|(?:celui|celle|ceux|celles)-(?:ci|là)|ce (?!sont\b|doit\b)|cet|cette|ces|"
        r"(?<!-)ils?|(?<!-)elles?|(?:le|la|les|de) mêmes?|pareil)\b|(?<!faut)(?<!faudra-t)-(?:t-)?(?:ils?|elles?)\b"
    ),
    "en": re.compile(r"\b(?:it|its|they|this|that|these|those|he|she|same|such)\b"),
}
_OBJECT: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(
        r"\b(?:peu[tx]|puis|peuvent|pouvons|pouvez|doi[ts]|doivent|devons|devez|faut|vais?|vont|pour)"
        r"(?:-(?:t-)?(?:on|je|tu|ils?|elles?|nous|vous))? (?:(?:ne|pas|me|m'|se|s') ?)*"
        r"(?:(?:le|la|les|lui|leur|en|y) |l')[^\W\d_]+(?:er|ir|re|oir)\b|\by (?:ai|a|ont|avons)(?:-t)?(?:-\w+)? droit"
        r"|\b(?:son|sa|ses|leurs?) [^\W\d_]+|\b(?:cela|ça|ca)\b"
    ),
    "en": re.compile(r"\b(?:it|them|this|that|these|those|him|her|theirs?|his|(?:which|other) ones?)\b"),
}
_NEW: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(r"(?<!y a-t-il )(?<!faut-il )\b(?:une?|d'une?|mon|ma|mes|notre|nos) [^\W\d_]"),
    "en": re.compile(r"(?<!is there )(?<!need )\b(?:an?|my|our) (?!day|week|month|year|time)[^\W\d_]"),
}
_FRONTED: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(r"^(?:de |à |pendant )?(?:combien d(?:e |')|quel(?:le)?s? )[^\W\d_]+ "),
    "en": re.compile(
        r"^(?:how many|how much|what|which) [^\W\d_]+ (?:do|does|did|is|are|must|can|may|should|will|has|have) "
    ),
}
_ALSO: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:aussi|également|non plus|quand même)\W*$"),
    "en": re.compile(r"\b(?:too|also|as well|either|instead)\W*$"),
}
_ANYONE: Mapping[Language, re.Pattern[str]] = {
    "fr": re.compile(r"\b(?:on|quelqu'un|chacun|personne)\b"),
    "en": re.compile(r"\b(?:some(?:one|body)|any(?:one|body)|every(?:one|body)|person|people)\b"),
}
_JOINED = re.compile(r"[,;:.?!]\s|\b(?:et|ou|and|or)\b")


def sign(question: str, language: Language) -> Sign | None:
    """What shows that a question leans on the one before it; None where it stands by itself.

    Decides by closed lists of words alone, so that the same question is understood alike over any library; in doubt,
    the question stands by itself.
    """
    text = _COURTESY.sub("", analysis.normalise(question))
    opened = _OPENING[language].match(text)
    rest = text[opened.end() :] if opened else text
    opens = rest != text
    own = subjects(text, language)
    if _CONDITION[language].match(rest) and not _asks_after_comma(rest, language):
        return "opening" if len(own) <= CLAUSE else None
    if not own and (opens or _asks(text, language)):
        return "bare"
    if not _has_verb(rest, language):
        prepositional = bool(_PREPOSITION[language].match(rest)) and not _ASKING[language].search(rest)
        if 0 < len(own) <= (PIECE if opens else CLAUSE) and (opens or prepositional):
            return "opening"
    if len(own) <= POINTING + opens and _has_loose_pronoun(rest, language, leaning=opens):
        return "pronoun"
    if len(own) <= POINTING and _ALSO[language].search(rest):
        return "pronoun"
    return None


def subjects(text: str, language: Language) -> list[str]:
    """The terms of a text that say what it is about, in order, each once."""
    sides = _sides(language)
    return [term for term in dict.fromkeys(analysis.terms(text, language)) if term not in sides]


@cache
def _sides(language: Language) -> frozenset[str]:
    return frozenset(analysis.terms(_SIDES[language], language)) | {"$", "%"}


def _asks(text: str, language: Language) -> bool:
    """Whether a text without a subject asks for a side of one, by few words and none that it brings in (`a fine`)."""
    sides = set(analysis.terms(text, language))
    if len(sides) > SIDES or (len(sides) > 1 and _NEW[language].search(text)):
        return False
    return bool(sides) or bool(_ASKING[language].search(text))


def _asks_after_comma(text: str, language: Language) -> bool:
    _before, comma, after = text.partition(",")
    return bool(comma) and bool(_ASKING[language].search(after) or _has_verb(after, language))


def _has_verb(text: str, language: Language) -> bool:
    return bool(_VERB[language].search(_RELATIVE.sub("", text)))


def _has_loose_pronoun(text: str, language: Language, *, leaning: bool) -> bool:
    text = _EMPTY[language].sub(" ", text)
    for patterns, most in ((_SUBJECT, 0), (_OBJECT, 1)):
        for found in patterns[language].finditer(text):
            before = _FRONTED[language].sub("", text[: found.start()])
            if found[0].startswith("-"):
                before = before.rpartition(" ")[0]  # the verb
            if leaning:
                return True
            named_before = any(each[language].search(before) for each in (_NEW, _ANYONE)) or _JOINED.search(before)
            if not named_before and len(subjects(before, language)) <= most:
                return True
    return False
