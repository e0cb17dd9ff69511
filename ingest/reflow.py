"""Makes the filed text of a page: lines joined into blocks, broken words mended, each character's place kept."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ingest.lines import Line
from ingest.pdfium import RawPage

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-?$")
# What French and English put behind a hyphen that belongs to the word itself.
_HYPHENATED = frozenset(
    "ci là même mêmes il elle on je tu nous vous ils elles ce t moi toi lui leur y en le la les après dessus dessous "
    "law laws time term based".split()
)
# What opens compounds that keep their hyphen, where the rest is a word of its own: "pare-flammes", "self-employed".
_COMPOUNDING = frozenset(
    "pare porte garde vice non demi mi semi quasi ex avant après arrière contre sous chauffe coupe brise passe hors "
    "sans haut bas nord sud est ouest centre self well cross".split()
)
BETWEEN_CELLS = " | "
"""What stands in the filed text between two cells of a row."""

_BULLETS = dict.fromkeys(map(ord, "\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf02d\uf06e\uf071\uf0a8"), "•")
# Format and control characters that draw nothing, and could only mislead a reader or a terminal: zero-width,
# direction marks and overrides, byte order marks, C0 and C1.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe]")
# What `readable` changes, and all scripts that have combining characters: the rest is filed as it is.
_SPECIAL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u0300-\u1fff\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20d0-\u20ff\u3099\u309a"
    r"\ua600-\uabff\ue000-\uf8ff\ufb00-\ufb06\ufe00-\ufe2f\ufeff\ufffe\U00010000-\U0010ffff]"
)


@dataclass(slots=True)
class Vocabulary:
    """The words of one document, by which its broken words are mended.

    `breaks_words` is false for a document whose lines end in hyphens only where words have one, as far as one can tell,
    and can tell of most: its typesetter does not hyphenate, as office programs do not unless they are told to.
    """

    counts: Counter[str] = field(default_factory=Counter)
    breaks_words: bool = True

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Vocabulary:
        """Count the words of the lines, without the ones at a line's broken end or after it."""
        vocabulary = cls()
        broken: str | None = None
        breaks: set[tuple[str, str]] = set()
        for line in lines:
            words = [word.casefold() for word in _WORD.findall(line.text)]
            vocabulary.counts.update(words[int(broken is not None) : len(words) - int(line.broken)])
            if broken and (rest := _WORD.match(line.text)):
                breaks.add((broken, rest[0]))
            broken = (_LAST_WORD.findall(line.text) or [""])[0] if line.broken else None
        decided = Counter(vocabulary._decided(*halves) for halves in breaks)
        vocabulary.breaks_words = bool(decided[False]) or decided[True] < max(1, decided[None])
        return vocabulary

    def keeps_hyphen(self, left: str, right: str) -> bool:
        """Say whether `left` and `right`, the halves of a word broken over a line's end, are joined by a hyphen."""
        kept = self._decided(left, right)
        return not self.breaks_words if kept is None else kept

    def _decided(self, left: str, right: str) -> bool | None:
        """What the document's words or the halves themselves say; None where they say nothing."""
        joined, hyphenated = self.counts[(left + right).casefold()], self.counts[f"{left}-{right}".casefold()]
        if joined != hyphenated:
            return hyphenated > joined
        if right[:1].isupper() or "-" in left or right.casefold() in _HYPHENATED:
            return True
        compound = left.casefold() in _COMPOUNDING and any(self.counts[right.casefold() + end] for end in ("", "s"))
        return True if compound else None


@dataclass(slots=True)
class PageText:
    """A page's filed text as it is made: `text[i]` is drawn by the raw character `source[i]`, or by none (-1)."""

    raw: RawPage
    text: str = ""
    source: list[int] = field(default_factory=list)

    def add(self, lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[int, int]:
        """Append lines as one block, behind a line feed; return the block's start and end in `text`."""
        return self.add_cells([lines], vocabulary)

    def add_cells(self, cells: Sequence[Sequence[Line]], vocabulary: Vocabulary) -> tuple[int, int]:
        """Append a table's row as one block: its cells' lines, with `BETWEEN_CELLS` between cells."""
        if self.text:
            self._put("\n", -1)
        start = len(self.text)
        for number, lines in enumerate(cells):
            if number:
                self._put(BETWEEN_CELLS, -1)
            self._put_lines(lines, vocabulary)
        return start, len(self.text)

    def _put_lines(self, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
        for number, line in enumerate(lines):
            end = line.end
            following = lines[number + 1] if number + 1 < len(lines) else None
            if line.broken and line.text[-1] == "-":
                end -= 1
            self._put_raw(line.start, end)
            if following is None:
                if line.broken:
                    self._put("-", line.end - 1)
            elif line.broken:
                if self._keeps_hyphen(following, vocabulary):
                    self._put("-", -1)
            elif not _touch(line, following):
                self._put(" ", -1)

    def boxes(self) -> NDArray[np.int16]:
        """The box of each character of `text`, int16 [len(text), 4], in tenths of a point; zeros where none."""
        source = np.array(self.source, dtype=np.int64)
        tenths = np.clip(np.rint(self.raw.boxes * 10), -32768, 32767).astype(np.int16)
        boxes = np.zeros((len(source), 4), dtype=np.int16)
        drawn = source >= 0
        boxes[drawn] = tenths[source[drawn]]
        return boxes

    def _keeps_hyphen(self, following: Line, vocabulary: Vocabulary) -> bool:
        left = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*$", self.text)
        right = _WORD.match(following.text)
        return left is None or right is None or vocabulary.keeps_hyphen(left[0], right[0])

    def _put(self, text: str, source: int) -> None:
        self.text += text
        self.source.extend([source] * len(text))

    def _put_raw(self, start: int, end: int) -> None:
        """Append raw characters: composed, ligatures taken apart, bullets made bullets, the invisible left out."""
        raw = self.raw.text[start:end]
        if not _SPECIAL.search(raw):
            self.text += raw
            self.source.extend(range(start, end))
            return
        for offset, character in enumerate(raw):
            if unicodedata.combining(character) and self.text:
                composed = unicodedata.normalize("NFC", self.text[-1] + character)
                if len(composed) == 1:
                    self.text = self.text[:-1] + composed
                    continue
            self._put(readable(character), start + offset)


def _touch(line: Line, following: Line) -> bool:
    """Say whether a line goes on without a space: raised or lowered characters are lines of their own ("1" "er")."""
    beside = min(line.y1, following.y1) - max(line.y0, following.y0) > 0.4 * min(line.height, following.height)
    return beside and -0.2 * line.height < following.x0 - line.x1 < 0.05 * line.height


def readable(character: str) -> str:
    """One raw character as it is filed: maybe none, maybe the letters of a ligature."""
    if "\ufb00" <= character <= "\ufb06":
        return unicodedata.normalize("NFKC", character)
    if character in "\t\n":
        return " "
    return _INVISIBLE.sub("", character.translate(_BULLETS))
