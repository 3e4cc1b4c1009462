"""Prints what datafog's expressions find in the files of a folder."""

import json
import sys
from pathlib import Path

from datafog import scan

for file in sorted(Path(sys.argv[1]).iterdir()):
    text = file.read_bytes().decode("utf-8", "replace")
    for found in scan(text, engine="regex", locales=["de"]).entities:
        start, end = (len(text[:at].encode()) for at in (found.start, found.end))
        print(json.dumps({"file": file.name, "start": start, "end": end, "entity": found.type}))
