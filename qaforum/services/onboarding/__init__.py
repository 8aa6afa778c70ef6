"""A newcomer's first steps: the welcome, what is recommended to them, mentors.

Nothing below moderation depends on it.
"""
