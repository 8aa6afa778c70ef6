"""What may be used again in another house: an accepted answer, a practice."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from qaforum.models.core.base import UtcDateTime

VALID = "valid"
NEEDS_WORK = "needs-work"
OUTDATED = "outdated"
VALIDITIES = (VALID, NEEDS_WORK, OUTDATED)


class Reusable:
    """`confirmed_at` is when somebody last said that it works: accepted or written, used with
    success elsewhere, or asked and confirmed.

    The counts are of institutions, kept in the transaction of the adaptations that they count.
    """

    validity: Mapped[str] = mapped_column(String(12), default=VALID)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    institution_count: Mapped[int] = mapped_column(default=0)
    worked_count: Mapped[int] = mapped_column(default=0)

    @property
    def outdated(self) -> bool:
        return self.validity == OUTDATED
