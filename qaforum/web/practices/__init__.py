"""Practices, their files, and how their use went."""
