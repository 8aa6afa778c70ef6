"""welcome and mentors

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mentorship',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('newcomer_id', sa.Integer(), nullable=False),
    sa.Column('mentor_id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(length=600), nullable=False),
    sa.Column('reply', sa.String(length=600), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('newcomer_id <> mentor_id', name=op.f('ck_mentorship_two_members')),
    sa.ForeignKeyConstraint(['mentor_id'], ['member.id'], name=op.f('fk_mentorship_mentor_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['newcomer_id'], ['member.id'], name=op.f('fk_mentorship_newcomer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mentorship'))
    )
    with op.batch_alter_table('mentorship', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mentorship_mentor_id'), ['mentor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mentorship_newcomer_id'), ['newcomer_id'], unique=False)

    op.create_table('welcome',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('knows', sa.String(length=300), nullable=False),
    sa.Column('seeks', sa.String(length=300), nullable=False),
    sa.Column('word', sa.String(length=300), nullable=False),
    sa.Column('introduced', sa.Boolean(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_welcome_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_welcome'))
    )
    op.add_column('member', sa.Column('mentor', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('member', sa.Column('welcomed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_member_joined_at', 'member', ['joined_at', 'id'], unique=False)



def downgrade() -> None:
    op.drop_index('ix_member_joined_at', 'member')
    op.drop_column('member', 'welcomed_at')
    op.drop_column('member', 'mentor')

    op.drop_table('welcome')
    with op.batch_alter_table('mentorship', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mentorship_newcomer_id'))
        batch_op.drop_index(batch_op.f('ix_mentorship_mentor_id'))

    op.drop_table('mentorship')
