"""The demo: a region with real bodies and parties, invented persons, and two years of meetings in it."""
