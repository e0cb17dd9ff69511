"""Answers from the library, and is where people come in."""
