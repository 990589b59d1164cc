"""Open data: what is published as JSON in OParl's shapes (M4). docs/open_data.md tells what it holds.

`moments` says since when each thing is open, `shapes` what it looks like, `kinds` which lists there are, `answers` puts
lists and single things together. Everything begins with `publications`.
"""
