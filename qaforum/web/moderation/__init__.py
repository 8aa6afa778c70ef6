"""Flags, what was deleted, shutting out."""
