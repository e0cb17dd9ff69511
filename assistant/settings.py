"""Settings: from the environment (GREFFIER_…), then a TOML file, then what stands here. Unknown keys are refused."""

from __future__ import annotations

import os
import sys
from gettext import gettext as _
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from assistant.audit.keeping import SERIES
from assistant.audit.standing import state_folder
from assistant.errors import SettingsRefusedError
from indexes import schedule

_PREFIX = "GREFFIER_"
_FILE = "GREFFIER_SETTINGS"
_READ_BEFORE = ("GREFFIER_UI", "GREFFIER_TRACEBACK")  # by the entry point, which must speak before it can read a file


def _config_file() -> Path:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(os.environ.get(_FILE) or folder / "greffier" / "greffier.toml")


def _data_folder() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "greffier"


class AnswerSettings(BaseModel):
    """How answers are made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Literal["quotation", "compose"] = "quotation"
    """quotation: only the record's own words. compose: the model words claims, each checked."""

    unsupported: Literal["show", "drop"] = "show"
    """What becomes of claims that the sources do not support. show: they are shown, and marked. drop: they are left
    out, and how many is said."""

    statements: int = Field(default=3, ge=1, le=10)
    """How many statements an answer has at most."""

    passages: int = Field(default=10, ge=1, le=50)
    """How many of the passages found are looked at closely."""

    likelihood_budget: int = Field(default=0, ge=0)
    """Tokens that the generator may read to rank passages by query likelihood; 0: it ranks none, and is not loaded
    unless it words claims. Tokens and not
    seconds, so that the same question gives the same answer on every machine; two cores read some 400 a second."""

    threshold: float = Field(default=0.4, ge=0.0, le=1.0)
    """The least estimated probability that the library answers a question, under which Greffier says that it does not.
    """


class IngestSettings(BaseModel):
    """What one file may take while it is filed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    memory_mib: int = Field(default=1024, ge=128)
    """Memory of the process that parses a file, in MiB."""

    deadline_seconds: float = Field(default=3600, gt=0)
    """Time that parsing a file may take."""

    progress_seconds: float = Field(default=120, gt=0)
    """Time that may go by between two pages of a file."""

    pages: int = Field(default=5000, ge=1)
    """Pages of a file that are filed; what is beyond is left out, and said to be."""


class GeneratorSettings(BaseModel):
    """The model that runs through llama.cpp."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "smollm2-135m-instruct"
    """The name of an installed model (greffier models list), the path of a GGUF file, or nothing for no model."""

    threads: int = Field(default=2, ge=1)
    """Threads that compute. Fixed rather than found, because the last digits of what is computed depend on it."""

    batch: int = Field(default=512, ge=1)
    """Tokens evaluated at once."""

    context: int = Field(default=4096, ge=256)
    """Tokens that the model can look at together."""

    chat: str = ""
    """The chat format (chatml, llama3, mistral, gemma, command-r); nothing: the one that its tokens belong to."""

    adapter: Path | None = None
    """A LoRA adapter in GGUF, to be laid over the model."""


class RemoteSettings(BaseModel):
    """A server inside the enclave that generates in place of a model on this machine."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = ""
    """Its address, such as https://llm.office:8443/v1; nothing: none."""

    model: str = ""
    """The model that it is asked for; nothing: the first that it has."""

    chat: str = ""
    """The chat format that prompts are laid out in here, nothing: the server lays them out."""

    ca_file: Path | None = None
    """The certificate (PEM) of the authority that signed the server's."""

    key_file: Path | None = None
    """The file that holds the server's key."""

    key: str = Field(default="", repr=False)
    """The key itself, where no file holds it."""

    networks: tuple[str, ...] = ()
    """The networks of the enclave (CIDR); none: the private ones."""

    patience_seconds: float = Field(default=120, gt=0)
    """How long the server may give no sign of life."""


class SessionSettings(BaseModel):
    """How sessions are kept on the record."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    series: str = Field(default=SERIES, pattern=r"^[\w-]+$")
    """The series that a session is opened in: what the office's retention schedule calls such conversations."""

    retain: dict[str, str] = {SERIES: "P7Y"}
    """How long the sessions of each series are kept after what was last said in them: P7Y, P18M, P90D or permanent.
    What stands here holds until another term is said of the same series."""

    @field_validator("retain")
    @classmethod
    def _terms(cls, retain: dict[str, str]) -> dict[str, str]:
        for series, term in retain.items():
            try:
                schedule.parse(term)
            except ValueError:
                said = _("“{term}” is no term for the series {series}: write P7Y, P18M, P90D or permanent")
                raise ValueError(said.format(term=term, series=series)) from None
        return {SERIES: "P7Y", **retain}  # a series that is added takes no other's term away


class Settings(BaseSettings):
    """All settings of the program."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True)

    library: Path = Field(default_factory=lambda: _data_folder() / "library")
    """The folder of the library."""

    keys: Path | None = None
    """The folder of the library's secret keys; by default `log/keys` in the library. On another disk, a copy of the
    library without it can be verified and not read."""

    state: Path = Field(default_factory=state_folder)
    """The folder in which this machine remembers how far each record has come, outside the libraries."""

    models: Path = Path(sys.prefix) / "share" / "greffier" / "models"
    """The folder of the installed models."""

    encoder: str = "bilingual-static"
    """The name of an installed encoder (greffier models list), or the path of its folder, with a / in it."""

    encoder_backend: Literal["torch", "onnx", "openvino"] = "torch"
    """What runs an imported encoder; torch where the folder or the machine has not what the others need."""

    encoder_threads: int = Field(default=2, ge=1)
    """Threads that an imported encoder or a reranker computes with."""

    nearness_passages: int = Field(default=30, ge=0, le=40)
    """How many of the best passages the contextual encoder ranks again; 0: none. It takes some 50 ms for each that it
    has not seen before; `greffier index prepare` lets it see all."""

    reranker: Path | None = None
    """The folder of a cross-encoder, which then judges the first passages of every search."""

    reranker_passages: int = Field(default=20, ge=1, le=40)
    """How many passages it judges."""

    labels: tuple[str, ...] = ("public",)
    """The labels that whoever asks is cleared for. Documents with others are not searched."""

    retention_days: int = Field(default=30, ge=0)
    """Days for which a generation of the search indexes is kept once another has taken its place."""

    generator: GeneratorSettings = GeneratorSettings()
    remote: RemoteSettings = RemoteSettings()
    answer: AnswerSettings = AnswerSettings()
    ingest: IngestSettings = IngestSettings()
    sessions: SessionSettings = SessionSettings()

    def of_answers(self) -> dict[str, object]:
        """What answers are made by, as plain data, without places on this machine and without secrets."""
        kept = {"answer", "generator", "remote", "encoder", "encoder_backend", "nearness_passages", "reranker_passages"}
        return self.model_dump(mode="json", include=kept, exclude={"remote": {"key", "key_file", "ca_file"}})

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line, then the environment, then the TOML file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=_config_file())


def load(library: Path | None = None) -> Settings:
    """Read the settings; `library` is the command line's word.

    Raises:
        SettingsRefusedError: a key is unknown or a value not allowed; the message names it.
    """
    known = {_FILE, *_READ_BEFORE, *(f"{_PREFIX}{name.upper()}" for name in Settings.model_fields)}
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name.split("__")[0] not in known:
            raise _refused(name, _("there is no such setting"))
    try:
        return Settings() if library is None else Settings(library=library)
    except ValidationError as error:
        first = error.errors()[0]
        raise _refused(".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, ")) from error
    except (SettingsError, ValueError) as error:
        raise _refused(str(_config_file()), str(error)) from error


def _refused(name: str, why: str) -> SettingsRefusedError:
    return SettingsRefusedError(
        _("The setting “{name}” is refused: {why}.").format(name=name, why=why.rstrip(".")),
        hint=_("Correct it in {file} or in the environment; docs/settings.md lists all settings.").format(
            file=_config_file()
        ),
    )
