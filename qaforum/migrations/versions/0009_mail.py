"""mail

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('notifier', sa.String(length=32), nullable=True),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_mail_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.create_index('ix_mail_due', ['state', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_mail_member_id'), ['member_id'], unique=False)

    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mail_personal', sa.String(length=8), server_default='now', nullable=False))
        batch_op.add_column(sa.Column('mail_rest', sa.String(length=8), server_default='daily', nullable=False))
        batch_op.add_column(sa.Column('mail_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('mail_problem', sa.String(length=300), server_default='', nullable=False))

    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mail_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_notification_mail_id'), ['mail_id'], unique=False)
        batch_op.create_index('ix_notification_to_mail', ['created_at'], unique=False, sqlite_where=sa.text('mail_id IS NULL AND read_at IS NULL'), postgresql_where=sa.text('mail_id IS NULL AND read_at IS NULL'))
        batch_op.create_foreign_key(batch_op.f('fk_notification_mail_id'), 'mail', ['mail_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_notification_mail_id'), type_='foreignkey')
        batch_op.drop_index('ix_notification_to_mail', sqlite_where=sa.text('mail_id IS NULL AND read_at IS NULL'), postgresql_where=sa.text('mail_id IS NULL AND read_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_notification_mail_id'))
        batch_op.drop_column('mail_id')

    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.drop_column('mail_problem')
        batch_op.drop_column('mail_since')
        batch_op.drop_column('mail_rest')
        batch_op.drop_column('mail_personal')

    with op.batch_alter_table('mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_member_id'))
        batch_op.drop_index('ix_mail_due')

    op.drop_table('mail')
