"""Prints what all of Presidio's pattern recognizers find in the files of a folder, whatever
language they are for. Without a language model: tokens for the context words, no names."""

import inspect
import json
import logging
import sys
from pathlib import Path

import spacy
from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry, predefined_recognizers
from presidio_analyzer.nlp_engine import SpacyNlpEngine


class Tokens(SpacyNlpEngine):
    """An engine that only splits words."""

    def __init__(self):
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}


def recognizers():
    """All that go by patterns, and those for telephones and IBANs."""
    for name, kind in sorted(vars(predefined_recognizers).items()):
        if inspect.isclass(kind) and (issubclass(kind, PatternRecognizer) or name == "PhoneRecognizer"):
            try:
                yield kind(supported_language="en")
            except Exception:  # those that need a service or a model
                continue


logging.disable(logging.WARNING)
registry = RecognizerRegistry(recognizers=list(recognizers()), supported_languages=["en"])
analyzer = AnalyzerEngine(registry=registry, nlp_engine=Tokens(), supported_languages=["en"])
for file in sorted(Path(sys.argv[1]).iterdir()):
    text = file.read_bytes().decode("utf-8", "replace")
    for found in analyzer.analyze(text, language="en"):
        start, end = (len(text[:at].encode()) for at in (found.start, found.end))
        print(json.dumps({"file": file.name, "start": start, "end": end, "entity": found.entity_type}))
