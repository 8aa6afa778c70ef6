"""Who may do what: pure questions about a member and a thing, without database or request.

`member` is None for a guest. Services ask before they change anything, templates before they show
a button, so the two never disagree.
"""

from qaforum.policies.accounts import can_administer, can_moderate
from qaforum.policies.availability import can_be_invited, can_be_shown
from qaforum.policies.posts import (
    can_accept,
    can_answer,
    can_ask,
    can_comment,
    can_delete,
    can_delete_comment,
    can_edit,
    can_vote,
)
from qaforum.policies.visibility import can_read, is_open

__all__ = [
    "can_accept",
    "can_administer",
    "can_answer",
    "can_ask",
    "can_be_invited",
    "can_be_shown",
    "can_comment",
    "can_delete",
    "can_delete_comment",
    "can_edit",
    "can_moderate",
    "can_read",
    "can_vote",
    "is_open",
]
