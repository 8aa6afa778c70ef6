"""Measuring the search on test sets."""
