"""The room where the results of evaluations are read: metrics, plots, question by question, and what a change did."""
