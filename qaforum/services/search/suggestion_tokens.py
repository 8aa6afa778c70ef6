"""How sure the search was of a suggestion, handed to the page and back with thanks for it.

It is signed, so that nobody can make the search believe what it never said.
"""

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def write(question_id: int, log_odds: float) -> str:
    """A signed token for having been shown this question at these log-odds."""
    return str(_signer().dumps([question_id, round(log_odds, 3)]))


def read(suggestion_token: str, question_id: int) -> float | None:
    """The log-odds at which this question was shown; None when the token does not say so."""
    try:
        shown, log_odds = _signer().loads(suggestion_token)
        return float(log_odds) if shown == question_id else None
    except (BadSignature, TypeError, ValueError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="suggestion-token")
