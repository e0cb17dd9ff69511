"""Files documents into the library: discover, parse, cut into passages, encode, publish."""
