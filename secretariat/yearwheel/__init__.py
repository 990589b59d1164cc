"""The shared year of all bodies. Part 4 of the plan builds it."""
