"""Joins two vocabularies: the teacher's English word pieces, and French ones of our own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

PAD, UNKNOWN, FIRST, LAST = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
SPECIAL = (PAD, UNKNOWN, FIRST, LAST, "[MASK]")
FRENCH_SIZE = 20_000
_RAREST = 3


def french(texts: Iterable[str], size: int = FRENCH_SIZE) -> list[str]:
    """Return the word pieces that French texts are made of, the most frequent first (WordPiece, Wu et al. 2016)."""
    tokenizer = _blank(models.WordPiece(unk_token=UNKNOWN))
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=list(SPECIAL), min_frequency=_RAREST, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    by_place = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in by_place if piece not in SPECIAL]


def joined(teachers: Sequence[str], ours: Sequence[str]) -> list[str]:
    """Return one vocabulary of both: special tokens first, then the teacher's pieces, without what no text in either
    language has, then what is new in ours.
    """
    kept = [piece for piece in teachers if piece.isascii() and not piece.startswith("[unused") and piece not in SPECIAL]
    known = set(kept)
    return [*SPECIAL, *kept, *(piece for piece in ours if piece not in known and piece.isascii())]


def tokenizer(vocabulary: Sequence[str]) -> Tokenizer:
    """Return the tokenizer of a vocabulary. Case and accents are dropped, as the teacher's does."""
    places = {piece: place for place, piece in enumerate(vocabulary)}
    made = _blank(models.WordPiece(places, unk_token=UNKNOWN, max_input_chars_per_word=100))
    made.post_processor = processors.TemplateProcessing(
        single=f"{FIRST} $A {LAST}", special_tokens=[(FIRST, places[FIRST]), (LAST, places[LAST])]
    )
    return made


def _blank(model: models.WordPiece) -> Tokenizer:
    made = Tokenizer(model)
    made.normalizer = normalizers.Sequence(
        [
            *(normalizers.Replace(*pair) for pair in (("œ", "oe"), ("æ", "ae"), ("Œ", "oe"), ("’", "'"))),
            normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=False, strip_accents=True, lowercase=True),
        ]
    )
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made
