"""Evaluation: how well a library is searched, on questions whose right sources are known, and what a change did."""
