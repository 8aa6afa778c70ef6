"""Asking, reading and answering questions; comments and votes."""
