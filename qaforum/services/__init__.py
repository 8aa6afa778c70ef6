"""What the forum does, one noun a file, verbs as names.

Each act reads from top to bottom: load, check, change in one transaction, then the effects.
"""
