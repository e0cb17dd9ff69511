"""What a check finds, and the verdict on a claim, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _
from typing import Literal

Kind = Literal[
    "uncited",
    "number",
    "date",
    "rate",
    "bound",
    "name",
    "party",
    "polarity",
    "modality",
    "order",
    "opposite",
    "wording",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a claim: what it says, and what the source says in its place, where that is known."""

    kind: Kind
    claimed: str
    source: str = ""

    @property
    def reason(self) -> str:
        """The finding in words, in the reader's language."""
        if self.kind == "uncited":
            return _("it cites nothing")
        if self.kind == "wording":
            return _("the wording is too far from the source")
        if self.kind == "polarity" and not self.claimed:
            return _("the source denies it: “{source}”").format(source=self.source)
        if self.kind == "polarity" and not self.source:
            return _("it denies what the source does not: “{claimed}”").format(claimed=self.claimed)
        if self.source:
            return _("the source says “{source}”, not “{claimed}”").format(source=self.source, claimed=self.claimed)
        if self.kind in ("party", "name"):
            return _("the source does not name “{claimed}”").format(claimed=self.claimed)
        return _("the source does not say “{claimed}”").format(claimed=self.claimed)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim was found to be supported, and if not, why, in the reader's language.

    failed: what was found, one for each thing that is wrong; closeness: how near its wording is to the source, from 0
    to 1.
    """

    supported: bool
    reason: str = ""
    failed: tuple[Finding, ...] = ()
    closeness: float = 0.0


def verdict(failed: Sequence[Finding], closeness: float) -> Verdict:
    """Make a verdict of what was found: any finding is one too many. Its reason names at most three."""
    unlike = list(dict.fromkeys(failed))
    reason = "; ".join(dict.fromkeys(finding.reason for finding in unlike[:3]))
    return Verdict(not unlike, reason, tuple(unlike), closeness)
