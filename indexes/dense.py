"""Dense search: unit vectors in a FAISS index. Alone imports faiss."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

FILE = "dense.faiss"


class DenseIndex:
    """Vectors of a list of passages; a passage is known by its row in that list. The score is the cosine."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> DenseIndex:
        """Index unit vectors, float32 [passages, dimension], to be searched exhaustively, as half-precision floats."""
        import faiss

        index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        index.add(vectors)
        return cls(index)

    def save(self, folder: Path) -> list[str]:
        """Write the index into `folder`; return the names of the files."""
        import faiss

        faiss.write_index(self._index, str(folder / FILE))
        return [FILE]

    @classmethod
    def load(cls, folder: Path) -> DenseIndex:
        """Read what `save` wrote, memory-mapped. The file must have been verified: FAISS trusts what it reads."""
        import faiss

        return cls(faiss.read_index(str(folder / FILE), faiss.IO_FLAG_MMAP))

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the `limit` nearest of the allowed passages: rows, int64 [n], and cosines, float32 [n], best first.

        allowed: bool [passages]; FAISS does not look at the others.
        """
        import faiss

        if not allowed.any():  # faiss asks for at least one
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        bits = np.packbits(allowed, bitorder="little")
        selector = faiss.IDSelectorBitmap(bits)
        parameters = faiss.SearchParameters(sel=selector)
        scores, rows = self._index.search(query.reshape(1, -1), min(limit, self._index.ntotal), params=parameters)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def scores(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosines of chosen passages, float32 [len(rows)]."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        vectors = self._index.reconstruct_batch(np.ascontiguousarray(rows, dtype=np.int64))
        return np.asarray(vectors @ query, dtype=np.float32)
