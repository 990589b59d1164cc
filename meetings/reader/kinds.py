"""Which files of old minutes can be opened, and how large they may be."""

MOST_BYTES = 20 * 1024**2
KINDS = {
    ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html",
    ".docx": "docx", ".docm": "docx", ".pdf": "pdf",
}  # fmt: skip
