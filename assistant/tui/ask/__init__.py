"""The room where questions are put, and answers are read with their sources."""
