"""`unstructured` behind its one door: nothing of it reports, prints, downloads, or waits to be imported twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from ingest import sandbox

STATE = """
import json, os, socket, sys
had = socket.has_ipv6
from ingest import partitioners
partitioners.warm()
from unstructured.nlp.tokenize import pos_tag, sent_tokenize, word_tokenize
print(json.dumps({
    "told": [os.environ[name] for name in ("DO_NOT_TRACK", "SCARF_NO_ANALYTICS", "UNSTRUCTURED_DISABLE_NOTICE")],
    "sentences": sent_tokenize("L'art. 5 s'applique. Il est clair."),
    "words": word_tokenize("Il est clair."),
    "verbs": pos_tag("clair"),
    "heavy": [name for name in ("spacy", "torch", "pandas") if name in sys.modules],
    "ipv6": socket.has_ipv6 == had,
}))
"""


def test_row_51_what_would_report_or_download_is_shut_off_before_the_first_import() -> None:
    shut = ("DO_NOT_TRACK", "SCARF_NO_ANALYTICS", "UNSTRUCTURED_DISABLE_NOTICE")
    environment = {name: value for name, value in os.environ.items() if name not in shut}
    done = subprocess.run([sys.executable, "-c", STATE], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {
        "told": ["true", "true", "1"],
        "sentences": ["L'art. 5 s'applique.", "Il est clair."],
        "words": ["Il", "est", "clair", "."],
        "verbs": [["clair", "VB"]],
        "heavy": [],
        "ipv6": True,
    }


def test_what_takes_long_to_import_is_prepared_only_where_it_is_needed(monkeypatch) -> None:
    monkeypatch.setattr(sandbox, "_preloaded", ["ingest.worker"])
    sandbox.prepare({"pdf"})
    assert sandbox._preloaded == ["ingest.worker"]
    for _again in range(2):
        sandbox.prepare({"pdf", "docx"})
    assert sandbox._preloaded == ["ingest.worker", "ingest.formats.ready"]
