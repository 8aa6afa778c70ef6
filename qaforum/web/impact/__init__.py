"""Figures, and who gets them by mail."""
