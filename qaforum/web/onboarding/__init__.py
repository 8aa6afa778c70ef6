"""A newcomer's first visit, and mentors."""
