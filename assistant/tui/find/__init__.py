"""The room in which passages are found without asking."""
