"""Finding people, and what one of them asked, solved and helped with.

Members' pages read it; nothing else depends on it.
"""
