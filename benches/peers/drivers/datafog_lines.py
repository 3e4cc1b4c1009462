"""Prints what datafog finds in files, read in blocks of whole lines."""

import sys

from datafog import scan
from lines import blocks

for text in blocks(sys.argv[1:]):
    for entity in scan(text, engine="regex").entities:
        print(entity.type, entity.text, sep="\t")
