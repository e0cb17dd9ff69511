"""The room in which the record is verified, and sessions are stepped through as they were shown."""
