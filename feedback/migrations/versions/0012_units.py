"""Divisions of an agency, who belongs to them and which turns they have; absences and the duty roster"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Both databases understand these words; a table that others point at is not copied on SQLite.
COLUMNS = (
    ("account", "division_id", "INTEGER CONSTRAINT fk_account_division_id REFERENCES division (id)"),
    (
        "account",
        "is_division_head",
        (
            "BOOLEAN DEFAULT false NOT NULL "
            "CONSTRAINT ck_account_head_of_one CHECK (division_id IS NOT NULL OR NOT is_division_head)"
        ),
    ),
    ("leg", "division_id", "INTEGER CONSTRAINT fk_leg_division_id REFERENCES division (id)"),
)


def upgrade() -> None:
    op.create_table(
        "division",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_division_has_name")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_division_agency_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_division")),
        sa.UniqueConstraint("agency_code", "name", name=op.f("uq_division_agency_code_name")),
    )
    for table, name, kind in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    _absences()
    _duties()


def _absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("delegate_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_absence_in_order")),
        sa.CheckConstraint("delegate_id IS NULL OR delegate_id <> account_id", name=op.f("ck_absence_another_acts")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_absence_account_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["account.id"], name=op.f("fk_absence_delegate_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_absence_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_account_id_ends_on", "absence", ["account_id", "ends_on"])


def _duties() -> None:
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("division_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(length=20), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_duty_in_order")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_duty_agency_code")),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_duty_division_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_duty_account_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_duty_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("account_id", "on", "shift", name=op.f("uq_duty_account_id_on_shift")),
    )
    op.create_index("ix_duty_agency_code_starts_at", "duty", ["agency_code", "starts_at"])


def downgrade() -> None:
    for table in ("duty", "absence"):
        op.drop_table(table)
    for table, name, _kind in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    op.drop_table("division")
