"""The room in which earlier sessions are found, read and judged."""
