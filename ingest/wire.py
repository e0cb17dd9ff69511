"""How a parsed document travels from the process that parsed it: JSON, so that nothing in it can be run."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexes.records import Facts, Page, Passage, Sentence, Span
from ingest.errors import UnreadableError
from ingest.parse import Parsed


def pack(parsed: Parsed) -> bytes:
    """Write a parsed document as JSON; boxes as `_deflated`."""
    return json.dumps(
        {
            "title": parsed.title,
            "language": parsed.language,
            "lost": parsed.lost,
            "notes": parsed.notes,
            "facts": asdict(parsed.facts),
            "pages": [
                {
                    "number": page.number,
                    "label": page.label,
                    "text": page.text,
                    "size": [page.width, page.height],
                    "boxes": _deflated(page.boxes),
                    "confidence": page.confidence,
                }
                for page in parsed.pages
            ],
            "passages": [
                {
                    "id": passage.id,
                    "document": passage.document,
                    "language": passage.language,
                    "heading": passage.heading,
                    "sentences": [
                        [sentence.id, sentence.text, [[span.page, span.start, span.end] for span in sentence.spans]]
                        for sentence in passage.sentences
                    ],
                }
                for passage in parsed.passages
            ],
        },
        ensure_ascii=False,
    ).encode()


def unpack(message: bytes) -> Parsed:
    """Read what `pack` wrote.

    Raises:
        UnreadableError: `crashed`, where the message is not what `pack` writes.
    """
    try:
        return _parsed(json.loads(message))
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, zlib.error) as error:
        raise UnreadableError("crashed", f"the parser sent {error!r}") from error


def _parsed(data: dict[str, Any]) -> Parsed:
    return Parsed(
        title=str(data["title"]),
        language="en" if data["language"] == "en" else "fr",
        lost=tuple(int(number) for number in data["lost"]),
        notes=dict(data["notes"]),
        facts=Facts(**{name: None if fact is None else str(fact) for name, fact in data["facts"].items()}),
        pages=tuple(
            Page(
                number=int(page["number"]),
                label=page["label"],
                text=str(page["text"]),
                width=float(page["size"][0]),
                height=float(page["size"][1]),
                boxes=_inflated(page["boxes"], len(page["text"])),
                confidence=None if page["confidence"] is None else float(page["confidence"]),
            )
            for page in data["pages"]
        ),
        passages=tuple(
            Passage(
                id=str(passage["id"]),
                document=str(passage["document"]),
                language="en" if passage["language"] == "en" else "fr",
                heading=str(passage["heading"]),
                sentences=tuple(
                    Sentence(str(name), tuple(Span(*map(int, span)) for span in spans), str(text))
                    for name, text, spans in passage["sentences"]
                ),
            )
            for passage in data["passages"]
        ),
    )


def _deflated(boxes: NDArray[np.int16]) -> str:
    """Boxes in base64, zlib-deflated: of each side in turn, by how much it differs from the character's before.

    Neighbours stand in one line and are about as wide, so that this takes less than half of the room and of the time.
    Differences wrap around within 16 bits, little-endian, and so do their sums.
    """
    steps = np.diff(boxes.astype("<i2"), axis=0, prepend=np.zeros((1, 4), dtype="<i2"))
    return b64encode(zlib.compress(steps.T.tobytes(), 1)).decode()


def _inflated(boxes: str, count: int) -> NDArray[np.int16]:
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(b64decode(boxes), 8 * count + 1)  # no more than that, whatever is in it
    steps = np.frombuffer(unpacked, "<i2").reshape(4, count)
    return np.ascontiguousarray(np.cumsum(steps, axis=1, dtype="<i2").T)
