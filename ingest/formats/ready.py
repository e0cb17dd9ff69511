"""Imports what the readers of most formats take long to import: for the server that workers are forked from."""

from __future__ import annotations

from importlib import import_module

from ingest import partitioners

partitioners.warm()
for _name in ("openpyxl", "markdown_it", "ingest.formats.html", "ingest.formats.mail", "ingest.formats.word"):
    import_module(_name)
