"""accounts are closed by their members, deactivated and reactivated by moderators

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('member') as batch_op:
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('deactivated_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('deactivated_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('deactivation_reason', sa.String(length=300), server_default='', nullable=False))
        batch_op.create_index(batch_op.f('ix_member_deactivated_by_id'), ['deactivated_by_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_member_deactivated_by_id'), 'member', ['deactivated_by_id'], ['id'], ondelete='SET NULL')


def downgrade() -> None:
    with op.batch_alter_table('member') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_member_deactivated_by_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_member_deactivated_by_id'))
        batch_op.drop_column('deactivation_reason')
        batch_op.drop_column('deactivated_by_id')
        batch_op.drop_column('deactivated_at')
        batch_op.drop_column('closed_at')
