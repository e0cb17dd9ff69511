"""A generation: one immutable state of the search indexes, named by the hash of its manifest, published by renaming."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from hashlib import sha256
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from indexes.catalogue import Catalogue
from indexes.dense import DenseIndex
from indexes.errors import DamagedError, EmptyLibraryError, OtherEncoderError
from indexes.files import canonical, replace_file, sha256_of, sync
from indexes.lexical import LexicalIndex, Text
from indexes.records import Document, Encoder, Lexicon, Passage

FORMAT = 1
CURRENT = "current"
MANIFEST = "manifest.json"
_ROWS = "rows.json"
_ENCODED_AT_ONCE = 4096
HEADING_WEIGHT, TITLE_WEIGHT, NAME_WEIGHT = 0.6, 0.3, 0.6
"""What a term in a passage's headings, in its document's title or in its file's name counts beside one in its text.

Offices name files for people ("RGL-1144-2010-Parc-canin.pdf"), where a by-law's own title often is but its number.
"""


@dataclass(frozen=True, slots=True)
class Generation:
    """An open generation. `passages[i]` is the id of row i of both indexes.

    collections, labels: str of each row's document, [passages].
    """

    name: str
    passages: Sequence[str]
    collections: NDArray[np.str_]
    labels: NDArray[np.str_]
    lexical: LexicalIndex
    dense: DenseIndex


def publish(folder: Path, catalogue: Catalogue, encoder: Encoder, lexicon: Lexicon, *, anew: bool = False) -> str:
    """Index what is current in the catalogue and make it the current generation; return its name.

    Where the current generation already is of the same documents, encoder and lexicon, it stays, unless it is asked
    for `anew`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    documents = catalogue.documents()
    basis: dict[str, object] = {
        "format": FORMAT,
        "encoder": encoder.fingerprint,
        "lexicon": lexicon.fingerprint,
        "documents": len(documents),
        "content": _content(documents, catalogue),
    }
    current = current_name(folder)
    if not anew and current is not None and basis.items() <= _manifest(folder / current).items():
        return current
    aside = folder / f".{secrets.token_hex(8)}"
    aside.mkdir()
    try:
        name = _write(aside, basis, documents, catalogue, encoder, lexicon)
        if (folder / name).exists():
            # Of the same name, thus the same manifest; but its files may be damaged, which is why it is made anew.
            (folder / name).rename(folder / f".{secrets.token_hex(8)}")
        aside.rename(folder / name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    sync(folder)
    replace_file(folder / CURRENT, name.encode())
    sweep(folder)
    return name


def current_name(folder: Path) -> str | None:
    """The name of the generation that is in use, if one is."""
    try:
        return (folder / CURRENT).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def sweep(folder: Path) -> None:
    """Drop what an interrupted publication left aside. Only for the one writer of the library."""
    for left in folder.glob(".*"):
        if left.is_dir():
            shutil.rmtree(left)


def open_current(folder: Path, encoder: Encoder, lexicon: Lexicon) -> Generation:
    """Verify the current generation against its manifest and open it.

    Raises:
        EmptyLibraryError: nothing was published yet.
        OtherEncoderError: it was made with another encoder or lexicon.
        DamagedError: a file is missing or not as it was published.
    """
    name = current_name(folder)
    if name is None:
        raise EmptyLibraryError(
            _("Nothing in this library can be searched yet."),
            hint=_("File a folder of documents, or run again a filing that was stopped: greffier ingest run FOLDER"),
        )
    manifest = verify(folder / name)
    if (manifest["encoder"], manifest["lexicon"]) != (encoder.fingerprint, lexicon.fingerprint):
        raise OtherEncoderError(
            _("This library was indexed with another encoder or lexicon than the ones in use."),
            hint=_("Index it again: greffier index rebuild"),
        )
    rows = json.loads((folder / name / _ROWS).read_text(encoding="utf-8"))
    if not rows["passages"]:
        raise EmptyLibraryError(
            _("This library holds no text that can be searched."),
            hint=_("File a folder of documents: greffier ingest run FOLDER"),
        )
    of = np.array(rows["documents_of"], dtype=np.int64)
    return Generation(
        name=name,
        passages=rows["passages"],
        collections=np.array(rows["collections"])[of],
        labels=np.array(rows["labels"])[of],
        lexical=LexicalIndex.load(folder / name),
        dense=DenseIndex.load(folder / name),
    )


def verify(folder: Path) -> dict[str, object]:
    """Hold a generation's files against its manifest, and the manifest against its name; return the manifest.

    Raises:
        DamagedError: naming the file.
    """
    manifest = _manifest(folder)
    wrong = []
    if sha256(canonical(manifest)).hexdigest()[: len(folder.name)] != folder.name:
        wrong.append(MANIFEST)
    files = manifest.get("files")
    for file, digest in files.items() if isinstance(files, dict) else ():
        path = folder / file
        if Path(file).name != file or not path.is_file() or sha256_of(path) != digest:
            wrong.append(file)
    if wrong or not isinstance(files, dict):
        raise DamagedError(
            _("The search index is damaged: {files}.").format(files=", ".join(wrong) or MANIFEST),
            hint=_("Make it again from the catalogue: greffier index rebuild"),
        )
    return manifest


def _manifest(folder: Path) -> dict[str, object]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _content(documents: Sequence[Document], catalogue: Catalogue) -> str:
    digest = sha256()
    for document in documents:
        parts = (document.id, document.collection, document.label, catalogue.pipeline_of(document.id))
        digest.update(json.dumps(parts).encode())
    return digest.hexdigest()


def _write(
    folder: Path,
    basis: dict[str, object],
    documents: Sequence[Document],
    catalogue: Catalogue,
    encoder: Encoder,
    lexicon: Lexicon,
) -> str:
    """Write all files of a generation into `folder`, its manifest last; return its name."""
    names: list[str] = []
    documents_of: list[int] = []

    def passages() -> Iterator[tuple[Document, Passage]]:
        for place, document in enumerate(documents):
            for passage in catalogue.passages_of(document.id):
                names.append(passage.id)
                documents_of.append(place)
                yield document, passage

    vectors: list[NDArray[np.float32]] = [np.zeros((0, encoder.dimension), dtype=np.float32)]
    waiting: list[str] = []

    def texts() -> Iterator[Text]:
        for document, passage in passages():
            waiting.append(encoded_text(document, passage))
            if len(waiting) == _ENCODED_AT_ONCE:
                vectors.append(encoder.encode(waiting))
                waiting.clear()
            context = (
                (passage.heading, HEADING_WEIGHT),
                (document.title, TITLE_WEIGHT),
                (_name_as_words(document.file), NAME_WEIGHT),
            )
            yield Text(passage.language, passage.text, context)

    lexical = LexicalIndex.build(texts(), lexicon)
    if waiting:
        vectors.append(encoder.encode(waiting))
    files = [*lexical.save(folder), *DenseIndex.build(np.concatenate(vectors)).save(folder), _ROWS]
    rows = {
        "passages": names,
        "documents_of": documents_of,
        "collections": [document.collection for document in documents],
        "labels": [document.label for document in documents],
    }
    (folder / _ROWS).write_bytes(canonical(rows))
    digests = {}
    for file in files:
        sync(folder / file)
        digests[file] = sha256_of(folder / file)
    manifest = canonical({**basis, "passages": len(names), "dimension": encoder.dimension, "files": digests})
    replace_file(folder / MANIFEST, manifest)
    return sha256(manifest).hexdigest()[:32]


def encoded_text(document: Document, passage: Passage) -> str:
    """What of a passage is encoded: its document's title and name and its headings say what its text is about."""
    parts = (document.title, _name_as_words(document.file), passage.heading.replace(" > ", ". "), passage.text)
    return ". ".join(part for part in parts if part)


def _name_as_words(file: str) -> str:
    return re.sub(r"[\W_]+", " ", PurePosixPath(file).stem)
