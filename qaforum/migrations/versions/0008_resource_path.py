"""resources and paths

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('path',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('slug', sa.String(length=100), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('step_count', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['member.id'], name=op.f('fk_path_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_path_institution_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_path'))
    )
    with op.batch_alter_table('path', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_path_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_path_newest', ['created_at', 'id'], unique=False)

    op.create_table('resource',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('url', sa.String(length=1000), nullable=False),
    sa.Column('url_hash', sa.String(length=64), nullable=True),
    sa.Column('why', sa.String(length=300), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('thanks_count', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_resource_institution_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_resource_member_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource')),
    sa.UniqueConstraint('url_hash', name=op.f('uq_resource_url_hash'))
    )
    with op.batch_alter_table('resource', schema=None) as batch_op:
        batch_op.create_index('ix_resource_helpful', ['thanks_count', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_resource_member_id'), ['member_id'], unique=False)
        batch_op.create_index('ix_resource_newest', ['created_at', 'id'], unique=False)

    op.create_table('path_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('path_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('sentence', sa.String(length=600), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('resource_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['path_id'], ['path.id'], name=op.f('fk_path_step_path_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['question_id'], ['question.id'], name=op.f('fk_path_step_question_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], name=op.f('fk_path_step_resource_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_path_step'))
    )
    with op.batch_alter_table('path_step', schema=None) as batch_op:
        batch_op.create_index('ix_path_step_order', ['path_id', 'position', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_path_step_question_id'), ['question_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_path_step_resource_id'), ['resource_id'], unique=False)

    op.create_table('resource_tag',
    sa.Column('resource_id', sa.Integer(), nullable=False),
    sa.Column('tag_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], name=op.f('fk_resource_tag_resource_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_resource_tag_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('resource_id', 'tag_id', name=op.f('pk_resource_tag'))
    )
    with op.batch_alter_table('resource_tag', schema=None) as batch_op:
        batch_op.create_index('ix_resource_tag_tag_id', ['tag_id', 'resource_id'], unique=False)

    op.create_table('resource_thanks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('resource_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('institution_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['institution_id'], ['institution.id'], name=op.f('fk_resource_thanks_institution_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_resource_thanks_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], name=op.f('fk_resource_thanks_resource_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resource_thanks')),
    sa.UniqueConstraint('resource_id', 'member_id', name=op.f('uq_resource_thanks_resource_id_member_id'))
    )
    with op.batch_alter_table('resource_thanks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resource_thanks_member_id'), ['member_id'], unique=False)

    op.create_table('path_tick',
    sa.Column('step_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_path_tick_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['step_id'], ['path_step.id'], name=op.f('fk_path_tick_step_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('step_id', 'member_id', name=op.f('pk_path_tick'))
    )
    with op.batch_alter_table('path_tick', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_path_tick_member_id'), ['member_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('path_tick', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_path_tick_member_id'))

    op.drop_table('path_tick')
    with op.batch_alter_table('resource_thanks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_resource_thanks_member_id'))

    op.drop_table('resource_thanks')
    with op.batch_alter_table('resource_tag', schema=None) as batch_op:
        batch_op.drop_index('ix_resource_tag_tag_id')

    op.drop_table('resource_tag')
    with op.batch_alter_table('path_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_path_step_resource_id'))
        batch_op.drop_index(batch_op.f('ix_path_step_question_id'))
        batch_op.drop_index('ix_path_step_order')

    op.drop_table('path_step')
    with op.batch_alter_table('resource', schema=None) as batch_op:
        batch_op.drop_index('ix_resource_newest')
        batch_op.drop_index(batch_op.f('ix_resource_member_id'))
        batch_op.drop_index('ix_resource_helpful')

    op.drop_table('resource')
    with op.batch_alter_table('path', schema=None) as batch_op:
        batch_op.drop_index('ix_path_newest')
        batch_op.drop_index(batch_op.f('ix_path_author_id'))

    op.drop_table('path')
