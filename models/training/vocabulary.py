"""Trains the encoder's tokenizer: one unigram vocabulary for both languages."""

from __future__ import annotations

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

SIZE = 32_000
UNKNOWN = "[UNK]"


def train(texts: Iterable[str], size: int = SIZE) -> Tokenizer:
    """Train a Unigram tokenizer (Kudo 2018) of at most `size` tokens.

    Case, accents and punctuation are dropped, for a mean of token vectors has no use for them, and the groups of a
    number are closed: `5 308,00 $` and `$5,308` share `5308` and `$`.
    """
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace("œ", "oe"),
            normalizers.Replace("æ", "ae"),
            normalizers.Replace(Regex(r"(?<=\d)[ ,](?=\d{3}(?!\d))"), ""),
            normalizers.Replace(Regex(r"(?<=\d)[,.]00(?!\d)"), ""),
            normalizers.Replace(Regex(r"[^\p{L}\p{N}$%]+"), " "),
            normalizers.Replace(Regex(r"(?<=[$%])(?=\w)|(?<=\w)(?=[$%])"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=[UNKNOWN], unk_token=UNKNOWN, max_piece_length=24, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
