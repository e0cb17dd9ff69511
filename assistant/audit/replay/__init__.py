"""Replays sessions from the record: first what it proves by itself, then what comes out when it is computed again."""
