"""The room of the records clerk: the job that runs, those before it, and the quarantine."""
