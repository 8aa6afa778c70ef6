"""Institutions, and whether one wants to be asked."""
