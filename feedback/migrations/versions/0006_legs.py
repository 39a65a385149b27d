"""Cooperating agencies, incidents, merges that can be undone, matters split off"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACTIVE_PART = sa.text("role = 'cooperating' AND ended_at IS NULL")
STANDING = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.add_column("leg", sa.Column("short_accepted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_leg_active_part", "leg", ["case_id", "agency_code"],
        unique=True, sqlite_where=ACTIVE_PART, postgresql_where=ACTIVE_PART,
    )  # fmt: skip
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("leg_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_attachment_leg_id"), "leg", ["leg_id"], ["id"])
    _cooperations()
    _links()
    op.execute(
        'INSERT INTO merge (case_id, into_id, merged_at) SELECT id, merged_into_id, changed_at FROM "case"'
        " WHERE merged_into_id IS NOT NULL"
    )


def _cooperations() -> None:
    people = ("asked_by_id", "answered_by_id", "ended_by_id")
    op.create_table(
        "cooperation",
        sa.Column("leg_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("asked", "answer", "end_note")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in people),
        *(
            sa.ForeignKeyConstraint([name], ["account.id"], name=op.f(f"fk_cooperation_{name}"))
            for name in people
        ),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_cooperation_leg_id")),
        sa.PrimaryKeyConstraint("leg_id", name=op.f("pk_cooperation")),
    )  # fmt: skip


def _links() -> None:
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("case_id <> into_id", name=op.f("ck_merge_not_into_itself")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_merge_case_id")),
        sa.ForeignKeyConstraint(["into_id"], ["case.id"], name=op.f("fk_merge_into_id")),
        sa.ForeignKeyConstraint(["merged_by_id"], ["account.id"], name=op.f("fk_merge_merged_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    op.create_index("ix_merge_into_id", "merge", ["into_id"])
    op.create_index(
        "uq_merge_standing", "merge", ["case_id"], unique=True, sqlite_where=STANDING, postgresql_where=STANDING
    )
    op.create_table(
        "incident",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_incident_has_name")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_incident_case_id")),
        sa.ForeignKeyConstraint(["declared_by_id"], ["account.id"], name=op.f("fk_incident_declared_by_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_incident")),
    )
    op.create_table(
        "split",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("split_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("split_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("case_id <> from_id", name=op.f("ck_split_not_from_itself")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_split_case_id")),
        sa.ForeignKeyConstraint(["from_id"], ["case.id"], name=op.f("fk_split_from_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_split_report_id")),
        sa.ForeignKeyConstraint(["split_by_id"], ["account.id"], name=op.f("fk_split_split_by_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_split")),
    )
    op.create_index(op.f("ix_split_from_id"), "split", ["from_id"])


def downgrade() -> None:
    for name in ("split", "incident", "merge", "cooperation"):
        op.drop_table(name)
    with op.batch_alter_table("attachment") as table:
        table.drop_constraint(op.f("fk_attachment_leg_id"), type_="foreignkey")
        table.drop_column("leg_id")
    op.drop_index("uq_leg_active_part", "leg")
    op.drop_column("leg", "short_accepted_at")
