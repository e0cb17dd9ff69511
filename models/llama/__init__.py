"""What llama.cpp runs: generators, and the contextual encoder. It is imported only when a model is loaded."""

from models.generation import End, Piece
from models.llama.backend import quantise
from models.llama.generator import LlamaGenerator, PromptTooLongError

__all__ = ["End", "LlamaGenerator", "Piece", "PromptTooLongError", "quantise"]
