"""The library: what is stored, how it is found again, and the words that everyone speaks of."""
