"""One meeting as one file, out and in again: docs/exchange.md tells the format (M2)."""
