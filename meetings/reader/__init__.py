"""Reads old minutes: a file becomes lines, and lines become what SCHEMA.md calls truth. Knows no database."""
