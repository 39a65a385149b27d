"""Extensions, ladders, alerts, campaigns: the deadline engine"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = ("respond", "resolve", "accept", "transfer", "work", "dispatch", "close", "publish")
LEG_MARKS = ("is_short", "is_returned_late", "is_binding")
HOLDERS = (("limit", "clock"), ("clock", "kind"))  # tables with a column of clock kinds


def upgrade() -> None:
    _allow_kinds(KINDS, (*KINDS, "approve"))
    _extensions()
    _ladder()
    for name in LEG_MARKS:
        op.add_column("leg", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for name in LEG_MARKS:
        op.drop_column("leg", name)
    op.drop_table("ladder_step")
    op.drop_table("extension")
    _forget_approvals()
    _allow_kinds((*KINDS, "approve"), KINDS)


def _allow_kinds(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Another list in the CHECK of every column of clock kinds."""
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_checks(_listed(before), _listed(after))
        return
    for table, column in HOLDERS:
        op.drop_constraint(op.f(f"ck_{table}_clockkind"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_clockkind"), table, f"{column} IN ({_listed(after)})")


def _rewrite_checks(before: str, after: str) -> None:
    """SQLite cannot alter a CHECK; copying a table that others point at would be far more than editing its text.

    https://www.sqlite.org/lang_altertable.html, "changes that do not affect the on-disk content".
    """
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table, _column in HOLDERS:
        edit = sa.text("UPDATE sqlite_schema SET sql = replace(sql, :before, :after) WHERE name = :name")
        done = connection.execute(edit, {"before": f"({before})", "after": f"({after})", "name": table})
        if done.rowcount != 1:
            raise LookupError(f"there is no table {table}")
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _listed(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _forget_approvals() -> None:
    ours = "SELECT id FROM clock WHERE kind = 'approve'"
    for table in ("clock_firing", "clock_event"):
        op.execute(f"DELETE FROM {table} WHERE clock_id IN ({ours})")  # noqa: S608 - no input
    op.execute("DELETE FROM clock WHERE kind = 'approve'")
    op.execute("DELETE FROM \"limit\" WHERE clock = 'approve'")


def _extensions() -> None:
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "granted",
                "refused",
                "expired",
                "lapsed",
                name="extensionstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "working_minutes",
                "working_days",
                "minutes",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason_code", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=False),
        sa.Column("new_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_extension_decided_has_time")),
        sa.CheckConstraint("(state = 'granted') = (new_due_at IS NOT NULL)", name=op.f("ck_extension_granted_has_due")),
        sa.CheckConstraint(
            "(state IN ('granted', 'refused')) = (decided_by_id IS NOT NULL)",
            name=op.f("ck_extension_decision_has_person"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id", name=op.f("ck_extension_another_decides")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_extension_asks_for_something")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_extension_asked_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_extension_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_extension_decided_by_id")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_extension_leg_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    waits = sa.text("state = 'asked'")
    op.create_index("ix_extension_case_id", "extension", ["case_id"])
    op.create_index("ix_extension_state_asked_at", "extension", ["state", "asked_at"])
    op.create_index(
        "uq_extension_open", "extension", ["case_id"], unique=True, sqlite_where=waits, postgresql_where=waits
    )


def _ladder() -> None:
    op.create_table(
        "ladder_step",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("days_after", sa.Integer(), nullable=True),
        sa.Column("tells", sa.JSON(), nullable=False),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(share IS NULL) <> (days_after IS NULL)", name=op.f("ck_ladder_step_one_measure")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ladder_step")),
    )
