"""Which bytes make up free words: whole UTF-8 characters, none of them a control or one of `[ ] < > |`."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

WHOLE: Final = 0
"""The state between two characters: where words begin, and where they may end."""
REJECT: Final = 9
"""The state after bytes that no words hold."""

# The other states, after the lead byte of a character. One to three further bytes are wanted, the first of them within
# the range that The Unicode Standard, table 3-7, gives for its lead byte: neither overlong nor a surrogate.
_ONE, _TWO, _THREE, _AFTER_E0, _AFTER_ED, _AFTER_F0, _AFTER_F4, _AFTER_C2 = 1, 2, 3, 4, 5, 6, 7, 8
_FORBIDDEN = b"[]<>|\x7f"
_EDGES = (
    (WHOLE, 0x20, 0x7E, WHOLE),
    (WHOLE, 0xC2, 0xC2, _AFTER_C2),
    (WHOLE, 0xC3, 0xDF, _ONE),
    (WHOLE, 0xE0, 0xE0, _AFTER_E0),
    (WHOLE, 0xE1, 0xEC, _TWO),
    (WHOLE, 0xED, 0xED, _AFTER_ED),
    (WHOLE, 0xEE, 0xEF, _TWO),
    (WHOLE, 0xF0, 0xF0, _AFTER_F0),
    (WHOLE, 0xF1, 0xF3, _THREE),
    (WHOLE, 0xF4, 0xF4, _AFTER_F4),
    (_ONE, 0x80, 0xBF, WHOLE),
    (_TWO, 0x80, 0xBF, _ONE),
    (_THREE, 0x80, 0xBF, _TWO),
    (_AFTER_C2, 0xA0, 0xBF, WHOLE),  # U+0080 to U+009F are controls
    (_AFTER_E0, 0xA0, 0xBF, _ONE),
    (_AFTER_ED, 0x80, 0x9F, _ONE),
    (_AFTER_F0, 0x90, 0xBF, _TWO),
    (_AFTER_F4, 0x80, 0x8F, _TWO),
)


def _table() -> NDArray[np.uint8]:
    table = np.full((REJECT + 1, 256), REJECT, np.uint8)
    for state, first, last, target in _EDGES:
        table[state, first : last + 1] = target
    table[WHOLE, list(_FORBIDDEN)] = REJECT
    return table


TABLE: NDArray[np.uint8] = _table()
"""The state that follows a state and a byte, uint8 [10, 256]."""
STEPS: Final[tuple[bytes, ...]] = tuple(row.tobytes() for row in TABLE)
"""The same, to look up one at a time: `STEPS[state][byte]`."""
