"""deleted posts are found without looking at all others

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

GONE = sa.text('deleted_at IS NOT NULL')


def upgrade() -> None:
    for table in ('question', 'answer'):
        op.create_index(f'ix_{table}_deleted', table, ['deleted_at'], unique=False, sqlite_where=GONE, postgresql_where=GONE)


def downgrade() -> None:
    for table in ('answer', 'question'):
        op.drop_index(f'ix_{table}_deleted', table_name=table, sqlite_where=GONE, postgresql_where=GONE)
