"""What a member may do beyond a member's own things."""

from flask_security import RoleMixin
from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from qaforum.models.core.base import Key, Model

MEMBER = "member"
MODERATOR = "moderator"
ADMINISTRATOR = "administrator"
ROLES = (MEMBER, MODERATOR, ADMINISTRATOR)

member_role = Table(
    "member_role",
    Model.metadata,
    Column("member_id", ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Model, RoleMixin):
    __tablename__ = "role"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(255), default="")
