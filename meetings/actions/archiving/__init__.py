"""Archive packages: finished minutes with all that belongs to them, in a ZIP laid out for an archive (D3).

`gathering` reads what a meeting has, `metadata` says it in XML and JSON, `listing` writes METS and the checksums,
`packages` puts a package together, `checking` looks through one afterwards. docs/archive.md tells what it holds.
"""
