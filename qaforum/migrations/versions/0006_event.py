"""events, asks begun, where members worked before, institutions merged or closed

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_attempt_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index('ix_attempt_open', ['member_id', 'ended_at', 'begun_at'], unique=False)

    op.create_table('past_membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_past_membership_institution_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_past_membership_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_past_membership'))
    )
    with op.batch_alter_table('past_membership', schema=None) as batch_op:
        batch_op.create_index('ix_past_membership_member', ['member_id', 'until'], unique=False)

    op.create_table('event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.String(length=20), nullable=True),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('other_id', sa.Integer(), nullable=True),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('other_institution_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_event_institution_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_event_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['other_id'], ['member.id'], name=op.f('fk_event_other_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['other_institution_id'], ['institution.id'], name=op.f('fk_event_other_institution_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_event_question_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    sa.UniqueConstraint('kind', 'subject_id', name=op.f('uq_event_kind_subject_id'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_institution_id'), ['institution_id'], unique=False)
        batch_op.create_index('ix_event_kind', ['kind', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_member_id'), ['member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_other_institution_id'), ['other_institution_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_event_question_id'), ['question_id'], unique=False)

    with op.batch_alter_table('institution', schema=None) as batch_op:
        batch_op.add_column(sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_institution_merged_into_id'), 'institution', ['merged_into_id'], ['id'], ondelete='SET NULL')



def downgrade() -> None:
    with op.batch_alter_table('institution', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_institution_merged_into_id'), type_='foreignkey')
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('closed_at')

    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_question_id'))
        batch_op.drop_index(batch_op.f('ix_event_other_institution_id'))
        batch_op.drop_index(batch_op.f('ix_event_other_id'))
        batch_op.drop_index(batch_op.f('ix_event_member_id'))
        batch_op.drop_index('ix_event_kind')
        batch_op.drop_index(batch_op.f('ix_event_institution_id'))

    op.drop_table('event')
    with op.batch_alter_table('past_membership', schema=None) as batch_op:
        batch_op.drop_index('ix_past_membership_member')

    op.drop_table('past_membership')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_attempt_open')

    op.drop_table('attempt')
