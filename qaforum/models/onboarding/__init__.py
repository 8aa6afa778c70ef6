"""Mentorships, and what newcomers said."""
