"""Text as members write it (Markdown) → HTML that is safe to show, and plain text to search.

Done once, when a text is written; pages show what is stored. Every step takes time in proportion
to the text.
"""

from qaforum.markup.rendering import excerpt, mentions, plain, render, sanitise
from qaforum.markup.text import clean, fold

__all__ = ["clean", "excerpt", "fold", "mentions", "plain", "render", "sanitise"]
