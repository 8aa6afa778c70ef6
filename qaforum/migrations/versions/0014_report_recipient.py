"""an institution's figures by mail

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

AS_IT_IS = {'table_kwargs': {'sqlite_autoincrement': True}}


def upgrade() -> None:
    op.create_table('report_recipient',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('locale', sa.String(length=8), nullable=False),
    sa.Column('named_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('problem', sa.String(length=300), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_report_recipient_institution_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['named_by_id'], ['member.id'], name=op.f('fk_report_recipient_named_by_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_recipient')),
    sa.UniqueConstraint('institution_id', 'email', name=op.f('uq_report_recipient_institution_id_email')),
    sqlite_autoincrement=True,
    )
    with op.batch_alter_table('report_recipient') as batch_op:
        batch_op.create_index(batch_op.f('ix_report_recipient_named_by_id'), ['named_by_id'], unique=False)
    with op.batch_alter_table('mail', **AS_IT_IS) as batch_op:
        batch_op.alter_column('member_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('recipient_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('quarter', sa.String(length=10), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_mail_recipient_id'), 'report_recipient', ['recipient_id'], ['id'], ondelete='CASCADE')
        batch_op.create_unique_constraint(batch_op.f('uq_mail_recipient_id_quarter'), ['recipient_id', 'quarter'])


def downgrade() -> None:
    op.execute("DELETE FROM mail WHERE member_id IS NULL")
    with op.batch_alter_table('mail', **AS_IT_IS) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_mail_recipient_id_quarter'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_mail_recipient_id'), type_='foreignkey')
        batch_op.drop_column('quarter')
        batch_op.drop_column('recipient_id')
        batch_op.alter_column('member_id', existing_type=sa.Integer(), nullable=False)
    op.drop_table('report_recipient')
