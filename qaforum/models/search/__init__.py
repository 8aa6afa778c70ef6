"""Embeddings, and thanks for a suggestion."""
