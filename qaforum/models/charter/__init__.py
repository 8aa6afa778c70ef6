"""Versions of the charter, proposals and reviews."""
