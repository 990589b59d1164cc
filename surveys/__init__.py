"""Population surveys. Part 7 of the plan builds it."""
