"""More facts of a case for figures; what a field and a call are about; answers that lean on empty phrases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DAY = {"sqlite": "date(started_at, '+7 hours')", "postgresql": "(started_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"}
KINDS = ("share", "count", "median", "p90")


def facts() -> list[sa.Column]:
    """The new columns, made anew for each use."""
    return [
        sa.Column("about", sa.String(length=12), server_default="", nullable=False),
        sa.Column("report_count", sa.Integer(), server_default="1", nullable=False),
        sa.Column("first_word_s", sa.Integer(), nullable=True),
        sa.Column("publish_s", sa.Integer(), nullable=True),
        sa.Column("extension_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("send_count", sa.Integer(), server_default="0", nullable=False),
        *(
            sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            for name in ("is_sent_by_rule", "is_paused", "is_excused", "is_short", "is_hollow")
        ),
    ]


def upgrade() -> None:
    with op.batch_alter_table("fact") as batch:
        for column in facts():
            batch.add_column(column)
        batch.add_column(sa.Column("officer_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_fact_officer_id"), "account", ["officer_id"], ["id"])
    op.add_column("field", sa.Column("about", sa.String(length=12), server_default="", nullable=False))
    hollow = sa.Column("is_hollow", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("result", hollow)
    op.add_column("interaction", sa.Column("started_on", sa.Date(), nullable=True))
    op.execute(f"UPDATE interaction SET started_on = {DAY[op.get_bind().dialect.name]}")  # noqa: S608 - of two texts
    with op.batch_alter_table("interaction") as batch:
        batch.alter_column("started_on", existing_type=sa.Date(), nullable=False)
        batch.add_column(sa.Column("topic_code", sa.String(length=60), nullable=True))
        batch.create_foreign_key(op.f("fk_interaction_topic_code"), "field", ["topic_code"], ["code"])
        batch.create_index("ix_interaction_started_on", ["started_on"])
    _kinds(*KINDS, "extra", "each")


def downgrade() -> None:
    op.execute("DELETE FROM indicator WHERE kind IN ('extra', 'each')")
    _kinds(*KINDS)
    with op.batch_alter_table("interaction") as batch:
        batch.drop_index("ix_interaction_started_on")
        batch.drop_constraint(op.f("fk_interaction_topic_code"), type_="foreignkey")
        batch.drop_column("topic_code")
        batch.drop_column("started_on")
    op.drop_column("result", "is_hollow")
    op.drop_column("field", "about")
    with op.batch_alter_table("fact") as batch:
        batch.drop_constraint(op.f("fk_fact_officer_id"), type_="foreignkey")
        for name in ("officer_id", *(column.name for column in facts())):
            batch.drop_column(name)


def _kinds(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("indicator") as batch:
        batch.drop_constraint(op.f("ck_indicator_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_indicator_kind"), f"kind IN ({listed})")
