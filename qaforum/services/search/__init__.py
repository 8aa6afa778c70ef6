"""Similar problems, the peers who solved them, and what members and moderators say of both.

Others call `suggestions`, `peers` and `similar_documents`; the index stands in `qaforum.indexing`.
"""
