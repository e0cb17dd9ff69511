"""The record: what is written of every session and filing, and what an auditor reads back."""
