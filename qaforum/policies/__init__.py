"""Who may do what: pure questions about a member and a thing, without database or request.

`member` is None for a guest. Services ask before they change anything, templates before they show
a button, so the two never disagree.
"""

from qaforum.policies.accounts import (
    can_administer,
    can_deactivate,
    can_moderate,
    can_reactivate,
    looks_after,
)
from qaforum.policies.availability import can_be_invited, can_be_shown
from qaforum.policies.community import (
    can_adopt_charter,
    can_close_review,
    can_comment_review,
    can_open_review,
    can_propose_charter,
    can_withdraw_proposal,
)
from qaforum.policies.institutions import can_look_after, can_see_figures
from qaforum.policies.invitations import can_invite, can_open
from qaforum.policies.newcomers import (
    can_be_asked,
    can_decide_mentorship,
    can_end_mentorship,
    is_newcomer,
)
from qaforum.policies.paths import can_edit_path, can_make_path, can_see_path
from qaforum.policies.posts import (
    can_accept,
    can_answer,
    can_ask,
    can_comment,
    can_delete,
    can_delete_comment,
    can_edit,
    can_flag,
    can_vote,
)
from qaforum.policies.practices import (
    can_adapt,
    can_delete_adaptation,
    can_delete_practice,
    can_download,
    can_edit_practice,
    can_make_practice,
    can_revalidate,
    can_write_practice,
)
from qaforum.policies.resources import can_add_resource, can_edit_resource, can_thank_resource
from qaforum.policies.visibility import can_read, is_open, open_to

__all__ = [
    "can_accept",
    "can_adapt",
    "can_add_resource",
    "can_administer",
    "can_adopt_charter",
    "can_answer",
    "can_ask",
    "can_be_asked",
    "can_be_invited",
    "can_be_shown",
    "can_close_review",
    "can_comment",
    "can_comment_review",
    "can_deactivate",
    "can_decide_mentorship",
    "can_delete",
    "can_delete_adaptation",
    "can_delete_comment",
    "can_delete_practice",
    "can_download",
    "can_edit",
    "can_edit_path",
    "can_edit_practice",
    "can_edit_resource",
    "can_end_mentorship",
    "can_flag",
    "can_invite",
    "can_look_after",
    "can_make_path",
    "can_make_practice",
    "can_moderate",
    "can_open",
    "can_open_review",
    "can_propose_charter",
    "can_reactivate",
    "can_read",
    "can_revalidate",
    "can_see_figures",
    "can_see_path",
    "can_thank_resource",
    "can_vote",
    "can_withdraw_proposal",
    "can_write_practice",
    "is_newcomer",
    "is_open",
    "looks_after",
    "open_to",
]
