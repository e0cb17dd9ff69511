"""Finds, once documents are filed and before they are published, how they stand to one another."""

from __future__ import annotations

from indexes.catalogue import Catalogue
from indexes.twins import Twins
from indexes.versions import supersede


def relate(catalogue: Catalogue) -> None:
    """Let newer versions take the place of older ones, and pair what says the same in the two languages."""
    supersede(catalogue)
    Twins(catalogue).pair()
