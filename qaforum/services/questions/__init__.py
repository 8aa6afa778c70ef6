"""Questions, answers, comments, votes, revisions, and accepting a solution.

Others read `question_lists` and keep the index true with `content_hashes`.
"""
