"""Dense search: unit vectors in FAISS indexes, a part of the passages in each. Alone imports faiss."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

_Read = Callable[[NDArray[np.int64]], NDArray[np.float32]]

FILE, QUANTISED_FILE = "vectors.faiss", "quantised.faiss"

QUANTISED_FROM = 200_000
"""Passages from which a part is quantised as well. Under it, an exhaustive scan takes some milliseconds."""

EXACT_UNDER = 5_000
"""Allowed passages up to which a quantised part is searched exhaustively all the same."""

LISTS, PROBED, REFINED = 1024, 32, 800
"""Of a quantised part: its inverted lists; how many are looked into where everything is allowed (more, in proportion,
where less is); how many of the nearest found there are compared again by their own vectors."""

_TRAINED_ON = 48 * LISTS
_BYTES_PER_DIMENSION = 0.25
_AT_ONCE = 1 << 16


class Vectors:
    """The vectors of a list of passages; a passage is known by its row in that list. The score is the cosine.

    They are kept as half-precision floats, and searched exhaustively while that is fastest. From QUANTISED_FROM on
    they are also quantised (IVF-PQ; Jégou, Douze and Schmid 2011), a byte for every four dimensions: what is found so
    is compared again by the vectors themselves, so that scores are exact whichever way they were found.
    """

    def __init__(self, exact: faiss.Index, quantised: faiss.Index | None = None, stored: _Stored | None = None) -> None:
        self._exact = exact
        self._quantised = quantised
        self._stored = stored

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> Vectors:
        """Index unit vectors, float32 [passages, dimension]."""
        return cls._of(len(vectors), vectors.shape[1], lambda rows: vectors[rows])

    @classmethod
    def merge(cls, parts: Sequence[Vectors], places: Sequence[NDArray[np.int32]]) -> Vectors:
        """Index the vectors of several parts as those of one.

        places: for each part, int32 [its passages], the row that each gets, or -1 where it is left out; the rows that
        are given are 0, 1, 2 … without gaps. Half-precision floats come through unchanged.
        """
        count = sum(int((place >= 0).sum()) for place in places)
        part_of, row_of = np.zeros(count, dtype=np.int32), np.zeros(count, dtype=np.int64)
        for number, place in enumerate(places):
            kept = np.flatnonzero(place >= 0)
            part_of[place[kept]], row_of[place[kept]] = number, kept
        dimension = parts[0].dimension

        def read(rows: NDArray[np.int64]) -> NDArray[np.float32]:
            found = np.zeros((len(rows), dimension), dtype=np.float32)
            for number, part in enumerate(parts):
                mine = part_of[rows] == number
                found[mine] = part.read(row_of[rows[mine]])
            return found

        return cls._of(count, dimension, read)

    @classmethod
    def _of(cls, count: int, dimension: int, read: _Read) -> Vectors:
        """Index `count` vectors, which `read` gives by their rows."""
        import faiss

        exact = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        quantised = None
        if count >= QUANTISED_FROM:
            coarse = faiss.IndexFlatIP(dimension)
            bytes_a_vector = max(1, int(dimension * _BYTES_PER_DIMENSION))
            quantised = faiss.IndexIVFPQ(coarse, dimension, LISTS, bytes_a_vector, 8, faiss.METRIC_INNER_PRODUCT)
            coarse.this.disown()  # the quantised index is its owner from here on
            quantised.own_fields = True
            # By rows evenly spread and a seed of FAISS's own: the same vectors give the same bytes.
            quantised.train(read(np.linspace(0, count - 1, min(count, _TRAINED_ON)).astype(np.int64)))
        for start in range(0, count, _AT_ONCE):
            vectors = read(np.arange(start, min(count, start + _AT_ONCE), dtype=np.int64))
            exact.add(vectors)
            if quantised is not None:
                quantised.add(vectors)
        return cls(exact, quantised)

    def save(self, folder: Path) -> None:
        """Write the indexes into `folder`."""
        import faiss

        faiss.write_index(self._exact, str(folder / FILE))
        if self._quantised is not None:
            faiss.write_index(self._quantised, str(folder / QUANTISED_FILE))

    @classmethod
    def load(cls, folder: Path) -> Vectors:
        """Map what `save` wrote. The files must have been verified: FAISS trusts what it reads."""
        import faiss

        def read(file: str) -> faiss.Index:
            return faiss.read_index(str(folder / file), faiss.IO_FLAG_MMAP_IFC)

        exact = read(FILE)
        if not (folder / QUANTISED_FILE).is_file():
            return cls(exact)
        return cls(exact, read(QUANTISED_FILE), _Stored(folder / FILE, int(exact.ntotal), int(exact.d)))

    def __len__(self) -> int:
        return int(self._exact.ntotal)

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        return int(self._exact.d)

    @property
    def is_quantised(self) -> bool:
        """Whether it is searched by IVF-PQ."""
        return self._quantised is not None

    def read(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Some of the vectors, float32 [len(rows), dimension]."""
        if not len(rows):
            return np.zeros((0, self.dimension), dtype=np.float32)
        if self._stored is not None:
            return self._stored.read(rows)
        with _one_thread():
            return np.asarray(self._exact.reconstruct_batch(np.ascontiguousarray(rows)), dtype=np.float32)

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """As `DenseIndex.search`, over this part."""
        count = int(np.count_nonzero(allowed))
        if not count:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        if self._quantised is None:
            return _ask(self._exact, query, min(limit, count), allowed)
        if count <= EXACT_UNDER:
            rows = np.flatnonzero(allowed)
        else:
            probed = min(LISTS, PROBED * len(self) // count)
            rows, _ = _ask(self._quantised, query, min(max(REFINED, 4 * limit), count), allowed, probed)
        return best(np.sort(rows), self.read(np.sort(rows)) @ query, limit)


class _Stored:
    """Half-precision vectors at the end of a FAISS file, read one by one.

    Where a few are wanted of very many, a map of the file would fill the process's memory: for each vector, the system
    maps what stands around it as well.
    """

    def __init__(self, path: Path, count: int, dimension: int) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._dimension = dimension
        self._start = path.stat().st_size - 2 * count * dimension

    def read(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Some of the vectors, float32 [len(rows), dimension]."""
        found = np.empty((len(rows), self._dimension), dtype=np.float16)
        for row, into in zip(rows.tolist(), found, strict=True):
            os.preadv(self._file, [into.data], self._start + 2 * self._dimension * row)
        return found.astype(np.float32)


class DenseIndex:
    """The vectors of all passages, part after part; a passage is known by its row in the whole."""

    def __init__(self, parts: Sequence[Vectors]) -> None:
        self._parts = parts
        self._starts = np.cumsum([0, *(len(part) for part in parts)])

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the `limit` nearest of the allowed passages: rows, int64 [n], and cosines, float32 [n], best first.

        allowed: bool [passages]; the others are not looked at.
        """
        rows, scores = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.float32)]
        for part, start, end in zip(self._parts, self._starts[:-1], self._starts[1:], strict=True):
            found, cosines = part.search(query, limit, allowed[start:end])
            rows.append(found + start)
            scores.append(cosines)
        return best(np.concatenate(rows), np.concatenate(scores), limit)

    def scores(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosines of chosen passages, float32 [len(rows)]."""
        found = np.zeros(len(rows), dtype=np.float32)
        for part, start, end in zip(self._parts, self._starts[:-1], self._starts[1:], strict=True):
            mine = (rows >= start) & (rows < end)
            found[mine] = part.read(rows[mine] - start) @ query
        return found


def best(
    rows: NDArray[np.int64], scores: NDArray[np.float32], limit: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The `limit` rows of the highest scores, best first; of equal scores the first row first."""
    order = np.lexsort((rows, -scores))[:limit]
    return rows[order], scores[order]


def _ask(
    index: faiss.Index, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_], probed: int = 0
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Ask a FAISS index for the nearest of the allowed rows, looking into `probed` lists where it has lists."""
    import faiss

    chosen = {}
    if not allowed.all():
        bits = np.packbits(allowed, bitorder="little")
        chosen["sel"] = faiss.IDSelectorBitmap(bits)
    parameters = faiss.SearchParametersIVF(nprobe=probed, **chosen) if probed else faiss.SearchParameters(**chosen)
    with _one_thread():
        scores, rows = index.search(query.reshape(1, -1), limit, params=parameters)
    found = rows[0] >= 0
    return rows[0][found], scores[0][found]


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS shares out queries among threads, and one query has nothing to share: it would only wait for the others."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)
