"""Lexical engines side by side, the numbers in docs/decisions/0003-lexical-search.md.

    python benchmarks/engines.py [--passages 10000 1000000] [--engines ours tantivy fts5 bm25s] [--json FILE]
    python benchmarks/engines.py --recall

All index the same passages, made up as in scale.py and analysed before: each is a line of terms, those in its headings
as often as those in its text, so that what is compared is the engine and not the analysis. All answer the same real
questions: for each query term, in each language, its translations with their probabilities. Ours scores these as one
term (a probabilistic structured query). tantivy is given a disjunction with the probabilities as boosts, bm25s a sum of
the terms' scores by probability, SQLite FTS5 a plain disjunction: that is the nearest that each can express. Each runs
in a process of its own. Engines that are no dependency of Greffier are taken from the environment that runs this
script: pip install tantivy bm25s.

--recall says what the nearest costs: marginal notes and titles as queries, the sections of the laws that the lexicon
was not trained on, in the other language, as passages; found among the first ten by a structured query, and by the
boosted disjunction of the same translations.
"""

# ruff: noqa: D102  # each engine has the same methods, named for what they are timed at

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from scale import DATA, questions, resident, shares, sparse

from assistant.office import Office
from indexes import postings
from indexes.lexical import LexicalIndex, Statistics
from indexes.postings import Postings, Text
from indexes.records import LANGUAGES, Language, Lexicon

Structure = list[list[tuple[str, float]]]
"""A query: for each term and language, its translations ("fr_…" or "en_…") and their probabilities."""

LIMIT = 200
MORE = 1000
"""Passages that are added to a finished index, then removed."""
BLOCK = 2048
EACH = 7
"""Each so many of the questions is asked: the slowest engine takes seconds for one."""


@dataclass(frozen=True)
class Plain:
    """A lexicon for passages that are analysed already: terms are what stands between spaces."""

    structure: Structure
    fingerprint: str = "1" * 64

    def terms(self, text: str, language: Language) -> list[str]:  # noqa: ARG002
        return text.split()

    def translate(self, term: str, source: Language) -> Mapping[str, float]:  # noqa: ARG002
        return dict(self.structure[int(term)])


class Ours:
    """Postings in blocks, merged; each query term a structured one."""

    name = "ours"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.parts: list[Postings] = []

    def build(self, passages: Iterator[str]) -> None:
        blocks = []
        while block := list(islice(passages, BLOCK)):
            blocks.append(self._block(block))
        count = 0
        places = []
        for one in blocks:
            places.append(np.arange(count, count + len(one.lengths), dtype=np.int32))
            count += len(one.lengths)
        postings.merge(blocks, places, self.folder)

    def open(self) -> None:
        self.parts = [Postings.load(self.folder)]
        self.index = LexicalIndex(self.parts)
        self.half: Statistics = self.index.statistics(np.arange(len(self.parts[0].lengths)) % 2 == 0)

    def ask(self, structure: Structure, half: bool) -> object:
        # All is indexed as English and asked as French, so that each term is replaced by what the structure says.
        query = " ".join(map(str, range(len(structure))))
        return self.index.search(query, "fr", Plain(structure), LIMIT, self.half if half else None)

    def add(self, passages: Sequence[str]) -> None:
        self.index = LexicalIndex([*self.parts, self._block(passages)])

    def remove(self, count: int) -> None:
        everything = len(self.parts[0].lengths) + count
        self.index.statistics(np.arange(everything) < everything - count)

    def _block(self, passages: Sequence[str]) -> Postings:
        return Postings.build((Text("en", one, ()) for one in passages), Plain([]))


class Tantivy:
    """A disjunction, boosted by probability."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("body", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field("label", tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("row", indexed=True, stored=True)
        self.schema = builder.build()
        self.index = tantivy.Index(self.schema, path=str(folder))
        self.count = 0

    def build(self, passages: Iterator[str]) -> None:
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for one in passages:
            self._add(writer, one)
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        self.index.reload()
        self.searcher = self.index.searcher()

    def ask(self, structure: Structure, half: bool) -> object:
        query, occur = self.tantivy.Query, self.tantivy.Occur
        terms = [
            (occur.Should, query.boost_query(query.term_query(self.schema, "body", term, "freq"), probability))
            for alternatives in structure
            for term, probability in alternatives
        ]
        asked = query.boolean_query(terms)
        if half:
            label = query.const_score_query(query.term_query(self.schema, "label", "public"), 0.0)
            asked = query.boolean_query([(occur.Must, asked), (occur.Must, label)])
        return self.searcher.search(asked, LIMIT, count=False).hits

    def add(self, passages: Sequence[str]) -> None:
        writer = self.index.writer(heap_size=64_000_000, num_threads=1)
        for one in passages:
            self._add(writer, one)
        writer.commit()
        self.open()

    def remove(self, count: int) -> None:
        writer = self.index.writer(heap_size=64_000_000, num_threads=1)
        for row in range(self.count - count, self.count):
            writer.delete_documents_by_term("row", row)
        writer.commit()
        self.open()

    def _add(self, writer: object, passage: str) -> None:
        document = self.tantivy.Document()
        document.add_text("body", passage)
        document.add_text("label", "secret" if self.count % 2 else "public")
        document.add_unsigned("row", self.count)
        writer.add_document(document)  # type: ignore[attr-defined]
        self.count += 1


class Fts5:
    """A disjunction: FTS5 has no weights for terms."""

    name = "fts5"

    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / "fts.sqlite", isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS passages USING fts5(body, tokenize=\"ascii tokenchars '_()-.$%/'\")"
        )
        self.database.execute("CREATE TABLE IF NOT EXISTS labels (row INTEGER PRIMARY KEY, label TEXT)")
        self.count = 0

    def build(self, passages: Iterator[str]) -> None:
        self._insert(passages)
        self.database.execute("INSERT INTO passages (passages) VALUES ('optimize')")

    def open(self) -> None:
        pass

    def ask(self, structure: Structure, half: bool) -> object:
        terms = " OR ".join(f'"{term}"' for alternatives in structure for term, _probability in alternatives)
        # A cross join, so that SQLite looks up the label of what matches, and not what matches for each label.
        join, where = ("CROSS JOIN labels ON row = passages.rowid ", "AND label = 'public' ") if half else ("", "")
        return self.database.execute(
            f"SELECT passages.rowid, rank FROM passages {join}WHERE passages MATCH ? {where}"  # noqa: S608
            f"ORDER BY rank LIMIT {LIMIT}",
            (terms,),
        ).fetchall()

    def add(self, passages: Sequence[str]) -> None:
        self._insert(iter(passages))

    def remove(self, count: int) -> None:
        self.database.execute("BEGIN")
        rows = [(row,) for row in range(self.count - count, self.count)]
        self.database.executemany("DELETE FROM passages WHERE rowid = ?", rows)
        self.database.execute("COMMIT")

    def _insert(self, passages: Iterator[str]) -> None:
        self.database.execute("BEGIN")
        for one in passages:
            self.database.execute("INSERT INTO passages (rowid, body) VALUES (?, ?)", (self.count, one))
            label = "secret" if self.count % 2 else "public"
            self.database.execute("INSERT INTO labels VALUES (?, ?)", (self.count, label))
            self.count += 1
        self.database.execute("COMMIT")


class Bm25s:
    """A sum of scores that were computed for each term when it was indexed, by probability."""

    name = "bm25s"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, passages: Iterator[str]) -> None:
        import bm25s

        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(term, len(vocabulary)) for term in one.split()] for one in passages]
        index = bm25s.BM25(k1=1.2, b=0.6)
        index.index(bm25s.tokenization.Tokenized(ids, vocabulary), show_progress=False)
        index.save(self.folder, show_progress=False)

    def open(self) -> None:
        import bm25s

        self.index = bm25s.BM25.load(self.folder, mmap=True)
        self.half = (np.arange(self.index.scores["num_docs"]) % 2 == 0).astype(np.float32)

    def ask(self, structure: Structure, half: bool) -> object:
        data, rows, starts = (self.index.scores[name] for name in ("data", "indices", "indptr"))
        total = np.zeros(self.index.scores["num_docs"], dtype=np.float32)
        for term, probability in (one for alternatives in structure for one in alternatives):
            place = self.index.vocab_dict.get(term)
            if place is not None:
                start, end = starts[place : place + 2]
                total[rows[start:end]] += np.float32(probability) * data[start:end]
        if half:
            total *= self.half
        return np.argpartition(total, -LIMIT)[-LIMIT:]


ENGINES = {one.name: one for one in (Ours, Tantivy, Fts5, Bm25s)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument(
        "--recall", action="store_true", help="what a disjunction finds of what a structured query finds"
    )
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.recall:
        print(json.dumps(recall(), indent=1))
        return
    if arguments.child:
        engine, texts, asked = arguments.child
        print(json.dumps(measured(engine, Path(texts), json.loads(Path(asked).read_text(encoding="utf-8")))))
        return
    found: dict[str, object] = {"load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "questions.json"
        asked.write_text(json.dumps([structured(*question) for question in questions()[::EACH]]), encoding="utf-8")
        for count in arguments.passages:
            texts = Path(folder) / "texts"
            write_passages(texts, count)
            for engine in arguments.engines:
                command = [sys.executable, __file__, "--child", engine, str(texts), str(asked)]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                told = json.loads(done.stdout) if not done.returncode else {"failed": done.stderr[-300:]}
                found[f"{engine} {count}"] = told
                print(f"{count:>9} {engine:8} {json.dumps(told)}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def measured(engine: str, texts: Path, asked: Sequence[Structure]) -> dict[str, float]:
    """Build an index in this process, open it in another fork, and ask."""
    folder = Path(tempfile.mkdtemp())
    try:
        begun = time.perf_counter()
        child = os.fork()  # so that what building takes is not counted as what asking takes
        if not child:
            ENGINES[engine](folder).build(lines(texts))
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            raise RuntimeError(engine)
        figures = {"build s": time.perf_counter() - begun, "disk MB": sum(one.stat().st_size for one in
                   folder.rglob("*") if one.is_file()) / 1e6}  # fmt: skip
        before = resident()
        opened = ENGINES[engine](folder)
        opened.open()
        opened.count = count = sum(1 for _ in lines(texts))  # type: ignore[attr-defined]
        for half in (False, True):
            taken = []
            for structure in asked:
                begun = time.perf_counter()
                opened.ask(structure, half)
                taken.append(1000 * (time.perf_counter() - begun))
            title = "half allowed" if half else "query"
            figures |= {f"{title} p50 ms": float(np.median(taken)), f"{title} p95 ms": float(np.quantile(taken, 0.95))}
        after = resident()
        figures |= {"memory MB": sum(after) - sum(before), "of it its own MB": after[0] - before[0]}
        if isinstance(opened, Bm25s):
            return figures  # it indexes all again
        more = list(islice(lines(texts), min(MORE, count)))
        begun = time.perf_counter()
        opened.add(more)
        figures["add 1000 s"] = time.perf_counter() - begun
        begun = time.perf_counter()
        opened.remove(len(more))
        figures["remove 1000 s"] = time.perf_counter() - begun
        return figures
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # tantivy tidies up at the same time


def lines(texts: Path) -> Iterator[str]:
    """The passages of a file."""
    with texts.open(encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def write_passages(path: Path, count: int) -> None:
    """Make passages up, a line of terms each, every other one in French."""
    vocabulary = {language: shares(language) for language in LANGUAGES}
    with path.open("w", encoding="utf-8") as file:
        for number, start in enumerate(range(0, count, 100_000)):
            random = np.random.default_rng(number)
            block: list[list[str]] = [[] for _ in range(min(100_000, count - start))]
            for code, language in enumerate(LANGUAGES):
                rows = len(block) // 2
                for term, (share, frequencies) in vocabulary[language].items():
                    chosen = sparse(random, rows, share)
                    for row, times in zip(chosen, random.choice(frequencies, len(chosen)), strict=True):
                        block[2 * row + code] += [f"{language}_{term}"] * times
            file.writelines(f"{' '.join(one)}\n" for one in block)


def structured(question: str, language: Language) -> Structure:
    """A question's terms in both languages, with their probabilities."""
    lexicon = Office().lexicon()
    found = []
    for term in Counter(lexicon.terms(question, language)):
        for target in LANGUAGES:
            alternatives = {term: 1.0} if target == language else lexicon.translate(term, language)
            found.append([(f"{target}_{word}", probability) for word, probability in alternatives.items()])
    return found


def recall() -> dict[str, float]:
    """Share of queries whose section is among the first ten, by structured queries and by boosted disjunctions."""
    held_out = set((Path(__file__).parents[1] / "models" / "training" / "held-out.txt").read_text().split())
    lexicon = Office().lexicon()
    with gzip.open(DATA / "laws" / "aligned.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["doc"] in held_out and row["mn_fr"] and row["mn_en"]]
    figures: dict[str, float] = {"sections": len(rows)}
    ways: dict[str, Callable[[LexicalIndex, str, Language], np.ndarray]] = {
        "structured": lambda index, query, language: index.scores(query, language, lexicon),
        "boosted disjunction": lambda index, query, language: disjunction(index, query, language, lexicon),
    }
    for language, target in (("fr", "en"), ("en", "fr")):
        texts = (Text(target, row[target], [(row[f"title_{target}"], 0.3)]) for row in rows)
        index = LexicalIndex.build(texts, lexicon)
        for name, way in ways.items():
            found = 0
            for place, row in list(enumerate(rows))[::EACH]:
                scores = way(index, f"{row[f'mn_{language}']} {row[f'title_{language}']}", language)
                found += int((scores > scores[place]).sum() < 10)
            figures[f"{language} to {target}, {name}"] = found / len(rows[::EACH])
    return figures


def disjunction(index: LexicalIndex, query: str, language: Language, lexicon: Lexicon) -> np.ndarray:
    """Each translation a term of its own, its score boosted by its probability."""
    total = np.zeros(0, dtype=np.float32)
    for term, times in Counter(lexicon.terms(query, language)).items():
        for word, probability in lexicon.translate(term, language).items():
            one = times * probability * index.scores("0", language, Plain([[(word, 1.0)]]))
            total = one if not len(total) else total + one
    return total


if __name__ == "__main__":
    main()
