"""Texts to vectors, one at a time and many together."""
