"""Prints what Presidio's pattern recognizers find in files, read in blocks of
whole lines. Without a language model: tokens for the context words, no names."""

import logging
import sys

import spacy
from lines import blocks
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine


class Tokens(SpacyNlpEngine):
    """An engine that only splits words."""

    def __init__(self):
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}


logging.disable(logging.WARNING)
analyzer = AnalyzerEngine(nlp_engine=Tokens(), supported_languages=["en"])
for text in blocks(sys.argv[1:]):
    for found in analyzer.analyze(text, language="en"):
        print(found.entity_type, text[found.start:found.end], sep="\t")
