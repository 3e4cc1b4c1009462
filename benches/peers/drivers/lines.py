"""Files in blocks of whole lines, for the drivers in Python."""

BLOCK = 1 << 16


def blocks(files):
    """Texts of about 64 KiB each."""
    for name in files:
        with open(name, encoding="utf-8", errors="replace") as file:
            while lines := file.readlines(BLOCK):
                yield "".join(lines)
