"""What the community agreed on: versions, proposals, reviews, and whether one has accepted it.

Others ask `charter_status`, which costs no query.
"""
