"""Earmarked funds, exact to the krona. Part 6 of the plan builds it."""
