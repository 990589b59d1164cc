"""Agreements (överenskommelser) of the parties. Part 5 of the plan builds it."""
