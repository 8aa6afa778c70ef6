"""Questions, answers, comments, votes, revisions, links."""
