"""Practices, their files, uses and revalidations."""
