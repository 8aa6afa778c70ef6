"""how sure the search was of what solved a problem

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

AS_IT_IS = {'table_kwargs': {'sqlite_autoincrement': True}}


def upgrade() -> None:
    with op.batch_alter_table('thanks', **AS_IT_IS) as batch_op:
        batch_op.add_column(sa.Column('log_odds', sa.Double(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('thanks', **AS_IT_IS) as batch_op:
        batch_op.drop_column('log_odds')
