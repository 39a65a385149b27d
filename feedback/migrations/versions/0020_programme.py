"""The programme on screen: owners, a secretary, the history of each item with its files, sheets that wait"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# Both databases understand these words; a table that others point at is not copied on SQLite.
COLUMNS = (
    ("plan", "secretary_id", "INTEGER CONSTRAINT fk_plan_secretary_id REFERENCES account (id)"),
    ("plan_item", "owner_code", "VARCHAR(60) CONSTRAINT fk_plan_item_owner_code REFERENCES agency (code)"),
    ("plan_item", "owner_id", "INTEGER CONSTRAINT fk_plan_item_owner_id REFERENCES account (id)"),
    ("plan_item", "version", "INTEGER DEFAULT 1 NOT NULL"),
)
STATUSES = ("done", "in_progress", "not_started")
REFUSAL = "the history of the programme is append-only"


def upgrade() -> None:
    for table, name, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    op.add_column("plan_item", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_plan_item_owner_code", "plan_item", ["owner_code"])
    _changes()
    _files()
    _append_only()


def downgrade() -> None:
    for table in ("plan_sheet", "plan_file", "plan_item_change"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION plan_item_change_is_append_only()")
    op.execute("DELETE FROM plan_item WHERE removed_at IS NOT NULL")
    op.drop_index("ix_plan_item_owner_code", "plan_item")
    op.execute("ALTER TABLE plan_item DROP COLUMN removed_at")
    for table, name, _kind in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")


def _changes() -> None:
    op.create_table(
        "plan_item_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("from_status", _status("from_status"), nullable=True),
        sa.Column("to_status", _status("to_status"), nullable=False),
        sa.Column("from_pct", sa.Integer(), nullable=False),
        sa.Column("to_pct", sa.Integer(), nullable=False),
        sa.Column("from_due_on", sa.Date(), nullable=True),
        sa.Column("to_due_on", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "from_pct BETWEEN 0 AND 100 AND to_pct BETWEEN 0 AND 100", name=op.f("ck_plan_item_change_progress_range")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["plan_item.id"], name=op.f("fk_plan_item_change_item_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_plan_item_change_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item_change")),
    )
    op.create_index("ix_plan_item_change_item_id", "plan_item_change", ["item_id"])


def _files() -> None:
    op.create_table(
        "plan_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_plan_file_not_empty")),
        sa.ForeignKeyConstraint(["change_id"], ["plan_item_change.id"], name=op.f("fk_plan_file_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_file")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_plan_file_stored_as")),
    )
    op.create_index("ix_plan_file_change_id", "plan_file", ["change_id"])
    op.create_table(
        "plan_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_code", sa.String(length=40), nullable=False),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=80), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_plan_sheet_not_empty")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_plan_sheet_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_sheet")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_plan_sheet_stored_as")),
    )


def _status(name: str) -> sa.Enum:
    return sa.Enum(*STATUSES, name=name, native_enum=False, create_constraint=True, length=24)


def _append_only() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER plan_item_change_no_{act.lower()} BEFORE {act} ON plan_item_change "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION plan_item_change_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER plan_item_change_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON plan_item_change "
        "FOR EACH STATEMENT EXECUTE FUNCTION plan_item_change_is_append_only()"
    )
