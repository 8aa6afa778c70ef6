"""A member's own data, to take along, and the way out.

Nothing else depends on it.
"""
