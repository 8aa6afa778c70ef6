"""Learn `search/data/means.json`: `python -m search.training.means COMMUNITIES`.

COMMUNITIES holds BEIR folders. The mean vector of their titles in each language is what
`search.encoders.e5` says of the language alone, and takes away; the mean vector of their words is
what `search.vectors.alignment` takes away.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.encoders import Encoder
from search.encoders.e5 import E5
from search.encoders.use import UseEncoder
from search.evaluation import beir
from search.language import LANGUAGES
from search.vectors import telling_words


def language_means(tests: Sequence[beir.TestSet], encoder: Encoder) -> dict[str, list[float]]:
    """For each language the mean of its titles' unit vectors; each set counts the same."""
    found = {}
    for language in LANGUAGES:
        titles = [
            [d.title for d in t.documents if d.title and d.language == language] for t in tests
        ]
        each = [encoder.encode(some).mean(axis=0) for some in titles if some]
        if each:
            found[language] = np.mean(each, axis=0).round(5).tolist()
    return found


def word_mean(tests: Sequence[beir.TestSet], encoder: Encoder) -> list[float]:
    """The mean of the unit vectors of the distinct words of all documents."""
    texts = [(f"{d.title} {d.body}", d.language) for test in tests for d in test.documents]
    words = {word for text, language in texts for word in telling_words(text, language)}
    mean: list[float] = encoder.encode(sorted(words)).mean(axis=0).round(5).tolist()
    return mean


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="holds BEIR folders")
    parser.add_argument("--write", type=Path, help="where to write the means as JSON")
    arguments = parser.parse_args()
    folders = sorted(folder for folder in arguments.directory.iterdir() if folder.is_dir())
    encoder = E5(means={})
    tests = [beir.read(folder) for folder in folders]
    written: dict[str, Any] = {
        "provenance": {
            "learned by": "search.training.means",
            "encoder": encoder.name,
            "titles of": [folder.name for folder in folders],
        },
        "languages": language_means(tests, encoder),
        "word": word_mean(tests, UseEncoder()),
    }
    found = {**written["languages"], "word": written["word"]}
    print({name: round(float(np.linalg.norm(mean)), 3) for name, mean in found.items()})
    if arguments.write:
        arguments.write.write_text(json.dumps(written) + "\n")


if __name__ == "__main__":
    main()
