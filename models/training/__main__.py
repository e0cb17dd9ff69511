"""Trains the bundled models: `python -m models.training all --corpus aligned.jsonl.gz --out models/`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path

from models.training import save
from models.training.alignment import clauses
from models.training.corpus import Both, Split, listed, read, split


def main(arguments: list[str] | None = None) -> None:
    """Train what the arguments ask for, measure it, and write its folders."""
    parser = argparse.ArgumentParser(prog="python -m models.training", description=__doc__)
    parser.add_argument("what", choices=("encoder", "lexicon", "contextual", "all", "pointing"))
    parser.add_argument("--corpus", type=Path, required=True, help="aligned sections, gzipped JSON lines")
    parser.add_argument("--leave-out", metavar="DOC,…|FILE", help="documents not to train on (default: held-out.txt)")
    parser.add_argument("--out", type=Path, default=Path("models"), help="where the model folders go")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, help="of the pointing adapter, which `all` leaves alone")
    parser.add_argument("--stages", default="stretches,laws,lives", help="what it learns from, one after the other")
    parser.add_argument("--resume", type=Path, help="the folder of an adapter to go on from")
    parser.add_argument(
        "--generator", type=Path, help="the GGUF file that it is over (default: the one that comes along)"
    )
    options = parser.parse_args(arguments)
    left_out = listed(options.leave_out)
    parts = split(read(options.corpus), left_out)
    command = " ".join(["python -m models.training", *(arguments if arguments is not None else sys.argv[1:])])
    measured = sum(section.substantial for section in parts.measured)
    card = save.Card(command, len(parts.training), measured, len(left_out))
    lexicon_folder, encoder_folder = options.out / "bilingual-lexicon", options.out / "bilingual-static"
    contextual_folder = options.out / "bilingual-contextual"
    # Before torch is imported: where other work shares the cores, threads that wait by spinning make it ten times
    # slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if options.what in ("lexicon", "all"):
        _lexicon(parts, lexicon_folder, card)
    if options.what in ("contextual", "all"):
        _contextual(parts, contextual_folder, card, options.threads)
    if options.what in ("encoder", "all"):
        _encoder(parts, encoder_folder, card, options.threads, lexicon_folder, contextual_folder)
    if options.what == "pointing":
        _pointing(parts, options, command)


def _clauses(parts: Split) -> list[Both]:
    """The different pairs of aligned clauses to train on, in order of first sight."""
    return list(dict.fromkeys(pair for section in parts.training for pair in clauses(section)))


def _lexicon(parts: Split, folder: Path, card: save.Card) -> None:
    from models.lexicon import BilingualLexicon
    from models.training import evaluate, everyday, lexicon

    start = time.monotonic()
    parameters = lexicon.Parameters()
    table = lexicon.learn(lexicon.analysed([*_clauses(parts), *everyday.clauses()]), parameters)
    seconds = time.monotonic() - start
    save.lexicon(table, folder)
    scores = evaluate.measure(parts.measured, None, BilingualLexicon.load(folder))
    save.lexicon_card(folder, card, asdict(parameters), scores, seconds)
    print(scores)


def _encoder(
    parts: Split, folder: Path, card: save.Card, threads: int, lexicon_folder: Path, contextual_folder: Path
) -> None:
    import torch

    from models.lexicon import BilingualLexicon
    from models.llama.contextual import ContextualEncoder
    from models.static import StaticEncoder
    from models.training import encoder, evaluate, everyday, vocabulary

    torch.set_num_threads(threads)
    start = time.monotonic()
    parameters = encoder.Parameters()
    sections = [section for section in parts.training if section.substantial]
    laws = (text for section in sections[::3] for text in (*section.note, *section.heading, *section.body))
    tokenizer = vocabulary.train(chain(laws, chain.from_iterable(everyday.clauses())))
    meanings = encoder.meanings(tokenizer, ContextualEncoder.load(contextual_folder, threads=threads))
    weights = encoder.train(sections, tokenizer, meanings, parameters)
    seconds = time.monotonic() - start
    save.encoder(weights, tokenizer, folder)
    other = BilingualLexicon.load(lexicon_folder) if lexicon_folder.is_dir() else None
    scores = evaluate.measure(parts.measured, StaticEncoder.load(folder), other)
    save.encoder_card(folder, replace(card, trained=len(sections)), asdict(parameters), scores, seconds)
    print(scores)


def _contextual(parts: Split, folder: Path, card: save.Card, threads: int) -> None:
    import torch

    from models.llama.contextual import ContextualEncoder
    from models.training import contextual, evaluate

    torch.set_num_threads(threads)
    start = time.monotonic()
    parameters = contextual.Parameters()
    sections = [section for section in parts.training if section.substantial]
    trained = contextual.train(sections, _clauses(parts), parameters)
    seconds = time.monotonic() - start
    save.contextual(trained, folder)
    encoder = ContextualEncoder.load(folder, threads=threads)
    scores = evaluate.measure(parts.measured, encoder, None, ("filed", "question"))
    save.contextual_card(folder, replace(card, trained=len(sections)), asdict(parameters), scores, seconds)
    print(scores)


def _packaged() -> Path:
    from models import shelf

    return shelf.find(Path(sys.prefix) / "share" / "greffier" / "models", shelf.PACKAGED_NAME).file


def _pointing(parts: Split, options: argparse.Namespace, command: str) -> None:
    from math import log
    from random import Random

    import torch

    from models.chat import FORMATS
    from models.llama import LlamaGenerator
    from models.static import StaticEncoder
    from models.training import everyday, lora_gguf, pointing, pointing_examples
    from models.training.lora import Llama

    torch.set_num_threads(options.threads)
    file = options.generator or _packaged()
    parameters = pointing.Parameters()
    if options.steps is not None:
        parameters = replace(parameters, steps=options.steps)
    random = Random(parameters.seed)  # noqa: S311  # draws examples
    encoder = StaticEncoder.load(Path(__file__).parents[1] / "bilingual-static")
    asked = [one for one in everyday.asked() if not one.measured]
    stages = {
        "stretches": pointing_examples.stretches(parts.training, random),
        "laws": pointing_examples.laws(parts.training, random),
        "lives": pointing_examples.lives(asked, encoder, random),
    }
    chosen = [stages[name] for name in options.stages.split(",")]
    drawn = pointing_examples.course(chosen, parameters.steps * parameters.contexts, random)
    shape, weights = lora_gguf.read(file)
    model = Llama(
        shape, weights, first=parameters.first, rank=parameters.rank, alpha=parameters.alpha, seed=parameters.seed
    )
    if options.resume:
        model.resume(lora_gguf.read_adapters(options.resume / pointing.FILE))

    def keep(progress: pointing.Progress) -> None:
        chance = log(pointing_examples.CANDIDATES + 1)
        pointing.save(model, options.out / pointing.NAME, progress, parameters, command, chance)

    with LlamaGenerator.load(file, threads=options.threads, context=2048) as tokeniser:
        keep(pointing.train(model, drawn, FORMATS["chatml"], tokeniser, parameters, keep))


if __name__ == "__main__":
    main()
