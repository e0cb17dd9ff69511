"""What is to be said before a generator words claims: what its probe found, or that it was never probed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.office import Office


def composing_advice(office: Office) -> str | None:
    """What to say before the generator in use words claims; None where its probe says that it may, or none words any.

    Of a model that a server runs nothing can be said: its file is not here. Loads the generator. Raises ModelError.
    """
    if office.settings.answer.mode != "compose":
        return None
    from models import probe as probing
    from models.decoding import Environment

    generator = office.generator
    if generator is None or not isinstance(generator.environment, Environment):
        return None
    name, environment = office.settings.generator.name, generator.environment
    result = probing.kept(environment.model, generator_file(office, name), own_folder(), environment.adapter)
    return probing.advice(name, result)


def own_folder() -> Path:
    """Where results are kept that cannot stand beside their model."""
    home = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "greffier" / "probes"


def generator_file(office: Office, name: str) -> Path:
    """The file of an installed generator, or the one that is named. Raises NotInstalledError."""
    from models import shelf

    return Path(name) if name.endswith(".gguf") else shelf.find(office.settings.models, name).file
