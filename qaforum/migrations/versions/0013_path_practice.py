"""a practice can be a step of a path

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('path_step', schema=None) as batch_op:
        batch_op.add_column(sa.Column('practice_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_path_step_practice_id'), ['practice_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_path_step_practice_id'), 'practice', ['practice_id'], ['id'], ondelete='SET NULL')


def downgrade() -> None:
    with op.batch_alter_table('path_step', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_path_step_practice_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_path_step_practice_id'))
        batch_op.drop_column('practice_id')
