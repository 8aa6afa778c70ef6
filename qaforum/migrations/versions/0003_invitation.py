"""availability of members, invitations, questions asked to a few first

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('availability',
    sa.Column('member_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('willing', sa.Boolean(), nullable=False),
    sa.Column('languages', sa.String(length=60), nullable=False),
    sa.Column('per_week', sa.Integer(), nullable=False),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('limited_to_topics', sa.Boolean(), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_availability_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', name=op.f('pk_availability'))
    )
    op.create_table('availability_tag',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['availability.member_id'], name=op.f('fk_availability_tag_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_availability_tag_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('member_id', 'tag_id', name=op.f('pk_availability_tag'))
    )
    op.create_index('ix_availability_tag_tag_id', 'availability_tag', ['tag_id'])
    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['invited_by_id'], ['member.id'], name=op.f('fk_invitation_invited_by_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_invitation_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_invitation_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('question_id', 'member_id', name=op.f('uq_invitation_question_id_member_id'))
    )
    op.create_index('ix_invitation_of_member', 'invitation', ['member_id', 'created_at'])
    op.add_column('question', sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True))
    few = sa.text('opens_at IS NOT NULL')
    op.create_index('ix_question_opens_at', 'question', ['opens_at'], sqlite_where=few, postgresql_where=few)


def downgrade() -> None:
    op.drop_index('ix_question_opens_at', table_name='question')
    op.drop_column('question', 'opens_at')
    op.drop_table('invitation')
    op.drop_table('availability_tag')
    op.drop_table('availability')
