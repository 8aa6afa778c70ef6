"""Keeping an embedding of the present text of every document, and checking them."""
