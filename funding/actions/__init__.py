"""Steps with money: each holds what it changes, says why it cannot, and writes the log."""
