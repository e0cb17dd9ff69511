"""The ingest commands, one module for each thing that a clerk does."""
