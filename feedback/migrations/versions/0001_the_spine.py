"""The house: every table of the spine"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    op.create_table(
        "chain_head",
        sa.Column("chain", sa.String(length=20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "field",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("parent_code", sa.String(length=60), nullable=True),
        sa.Column("name_vi", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("hint_vi", sa.String(length=300), nullable=False),
        sa.Column("hint_en", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_site_problem", sa.Boolean(), nullable=False),
        sa.Column("is_urgent_24x7", sa.Boolean(), nullable=False),
        sa.Column(
            "default_level",
            sa.Enum("normal", "urgent", "complex", name="level", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["parent_code"], ["field.code"], name=op.f("fk_field_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_field")),
    )
    op.create_table(
        "figure",
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("definition_version", sa.String(length=40), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("numerator <= denominator", name=op.f("ck_figure_part_of_whole")),
        sa.PrimaryKeyConstraint("indicator", "period", "agency_code", name=op.f("pk_figure")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "keyword",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("meaning", sa.String(length=60), nullable=False),
        sa.Column("phrase", sa.String(length=120), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyword")),
        sa.UniqueConstraint("purpose", "meaning", "phrase", name=op.f("uq_keyword_purpose_meaning_phrase")),
    )
    op.create_table(
        "legacy_ward",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("district", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=120), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_legacy_ward")),
    )
    with op.batch_alter_table("legacy_ward", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legacy_ward_folded"), ["folded"], unique=False)

    op.create_table(
        "local_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "web",
                "zalo",
                "sms",
                "mail",
                "helper",
                "import",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_message")),
        sa.UniqueConstraint("key", name=op.f("uq_local_message_key")),
    )
    op.create_table(
        "number_series",
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_number_series")),
    )
    op.create_table(
        "plan",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_plan")),
    )
    op.create_table(
        "reason",
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name_vi", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("text_vi", sa.String(length=600), nullable=False),
        sa.Column("text_en", sa.String(length=600), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "code", name=op.f("pk_reason")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "street",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("folded", sa.String(length=160), nullable=False),
        sa.Column("aliases", sa.String(length=400), nullable=False),
        sa.Column("ward_codes", sa.String(length=400), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_street")),
    )
    with op.batch_alter_table("street", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_street_folded"), ["folded"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "queue",
            sa.Enum(
                "urgent",
                "routing",
                "notices",
                "clocks",
                "indicators",
                name="queue",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("dedup_key", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "leased",
                "done",
                "dead",
                "dismissed",
                name="taskstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=40), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(state = 'leased') = (lease_token IS NOT NULL)", name=op.f("ck_task_lease_has_token")),
        sa.CheckConstraint(
            "(state IN ('done', 'dismissed')) = (done_at IS NOT NULL)", name=op.f("ck_task_done_has_time")
        ),
        sa.CheckConstraint("state <> 'dismissed' OR dismissed_reason <> ''", name=op.f("ck_task_dismissed_has_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_task_dedup_key")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_task_due",
            ["queue", "run_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('new', 'leased')"),
            postgresql_where=sa.text("state IN ('new', 'leased')"),
        )
        batch_op.create_index("ix_task_state", ["state"], unique=False)

    op.create_table(
        "timetable_slot",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("slot_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", "slot_at", name=op.f("pk_timetable_slot")),
    )
    op.create_table(
        "ward",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("area_km2", sa.Double(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ward")),
    )
    with op.batch_alter_table("ward", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ward_folded"), ["folded"], unique=False)

    op.create_table(
        "working_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_continuous", sa.Boolean(), nullable=False),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_calendar")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_working_calendar_code_version")),
    )
    op.create_table(
        "agency",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "centre",
                "committee",
                "department",
                "police",
                "utility",
                "ward",
                name="agencykind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("parent_code", sa.String(length=60), nullable=True),
        sa.Column("ward_code", sa.String(length=16), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.String(length=60), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.CheckConstraint("successor_code IS NULL OR successor_code <> code", name=op.f("ck_agency_successor")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_agency_validity")),
        sa.ForeignKeyConstraint(["parent_code"], ["agency.code"], name=op.f("fk_agency_parent_code")),
        sa.ForeignKeyConstraint(["successor_code"], ["agency.code"], name=op.f("fk_agency_successor_code")),
        sa.ForeignKeyConstraint(["ward_code"], ["ward.code"], name=op.f("fk_agency_ward_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_folded"), ["folded"], unique=False)
        batch_op.create_index(batch_op.f("ix_agency_ward_code"), ["ward_code"], unique=False)

    op.create_table(
        "day_exception",
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("source_document", sa.String(length=300), nullable=False),
        sa.Column("is_predicted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["working_calendar.id"], name=op.f("fk_day_exception_calendar_id")),
        sa.PrimaryKeyConstraint("calendar_id", "on", name=op.f("pk_day_exception")),
    )
    op.create_table(
        "landmark",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("aliases", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("street", sa.String(length=160), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["ward_code"], ["ward.code"], name=op.f("fk_landmark_ward_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_landmark")),
    )
    with op.batch_alter_table("landmark", schema=None) as batch_op:
        batch_op.create_index("ix_landmark_folded", ["folded"], unique=False)

    op.create_table(
        "limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "clock",
            sa.Enum(
                "respond",
                "resolve",
                "accept",
                "transfer",
                "work",
                "dispatch",
                "close",
                "publish",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("field_code", sa.String(length=60), nullable=True),
        sa.Column(
            "level",
            sa.Enum("normal", "urgent", "complex", name="level", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("kind", sa.String(length=24), nullable=False),
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
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["field_code"], ["field.code"], name=op.f("fk_limit_field_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit")),
        sa.UniqueConstraint("code", name=op.f("uq_limit_code")),
    )
    op.create_table(
        "plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_code", sa.String(length=40), nullable=False),
        sa.Column("is_target", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "done",
                "in_progress",
                "not_started",
                name="programmestatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("progress_pct", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint("progress_pct BETWEEN 0 AND 100", name=op.f("ck_plan_item_progress_range")),
        sa.ForeignKeyConstraint(["plan_code"], ["plan.code"], name=op.f("fk_plan_item_plan_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
        sa.UniqueConstraint("plan_code", "is_target", "number", name=op.f("uq_plan_item_plan_code_is_target_number")),
    )
    op.create_table(
        "responsibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("field_code", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=24), nullable=False),
        sa.Column(
            "level",
            sa.Enum("normal", "urgent", "complex", name="level", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("agency", sa.String(length=60), nullable=False),
        sa.Column("cooperating", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["field_code"], ["field.code"], name=op.f("fk_responsibility_field_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
        sa.UniqueConstraint("position", name=op.f("uq_responsibility_position")),
    )
    op.create_table(
        "ward_succession",
        sa.Column("legacy_code", sa.String(length=24), nullable=False),
        sa.Column("ward_code", sa.String(length=16), nullable=False),
        sa.Column("is_split", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["legacy_code"], ["legacy_ward.code"], name=op.f("fk_ward_succession_legacy_code")),
        sa.ForeignKeyConstraint(["ward_code"], ["ward.code"], name=op.f("fk_ward_succession_ward_code")),
        sa.PrimaryKeyConstraint("legacy_code", "ward_code", name=op.f("pk_ward_succession")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("full_name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "citizen",
                "operator",
                "dispatcher",
                "officer",
                "agency_leader",
                "city_leader",
                "admin",
                "auditor",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role NOT IN ('citizen', 'system')", name=op.f("ck_account_staff_only")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_account_agency_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_agency_code"), ["agency_code"], unique=False)

    op.create_table(
        "case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "forwarded",
                "returned",
                "in_progress",
                "awaiting_info",
                "awaiting_approval",
                "resolved",
                "closed",
                "refused",
                "referred",
                "merged",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "feedback",
                "suggestion",
                "question",
                "complaint",
                "denunciation",
                "crime_report",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("normal", "urgent", "complex", name="level", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "dialogue",
            sa.Enum("none", "asked", "answered", name="dialogue", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "publication",
            sa.Enum(
                "private",
                "published",
                "withheld",
                name="publication",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("field_code", sa.String(length=60), nullable=True),
        sa.Column("ward_code", sa.String(length=16), nullable=True),
        sa.Column("place_text", sa.String(length=400), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("holder_code", sa.String(length=60), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolve_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tray_reason", sa.String(length=300), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_text", sa.Text(), nullable=False),
        sa.Column("public_answer", sa.Text(), nullable=False),
        sa.Column("refusal_code", sa.String(length=60), nullable=True),
        sa.Column("refusal_text", sa.Text(), nullable=False),
        sa.Column("referred_to", sa.String(length=300), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("report_count", sa.Integer(), nullable=False),
        sa.Column("reopen_count", sa.Integer(), nullable=False),
        sa.Column("return_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(publication = 'published') = (published_at IS NOT NULL)", name=op.f("ck_case_published_has_time")
        ),
        sa.CheckConstraint("(state = 'awaiting_info') = (dialogue = 'asked')", name=op.f("ck_case_waiting_was_asked")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_case_closed_has_time")),
        sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_case_merged_has_target")),
        sa.CheckConstraint(
            "(state = 'referred') = (referred_to IS NOT NULL)", name=op.f("ck_case_referred_has_target")
        ),
        sa.CheckConstraint("(state = 'refused') = (refusal_code IS NOT NULL)", name=op.f("ck_case_refused_has_reason")),
        sa.CheckConstraint(
            "(state IN ('resolved', 'closed')) = (resolved_at IS NOT NULL)", name=op.f("ck_case_answered_has_time")
        ),
        sa.CheckConstraint(
            "kind NOT IN ('complaint', 'denunciation', 'crime_report') OR publication <> 'published'",
            name=op.f("ck_case_excluded_never_public"),
        ),
        sa.CheckConstraint("publication <> 'published' OR public_text <> ''", name=op.f("ck_case_published_has_text")),
        sa.CheckConstraint(
            "state <> 'awaiting_approval' OR result_id IS NOT NULL", name=op.f("ck_case_approval_has_result")
        ),
        sa.CheckConstraint(
            "state NOT IN ('forwarded', 'in_progress', 'awaiting_info', 'awaiting_approval') OR field_code IS NOT NULL",
            name=op.f("ck_case_forwarded_has_field"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('resolved', 'closed') OR result_id IS NOT NULL", name=op.f("ck_case_answered_has_result")
        ),
        sa.CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_case_not_into_itself")),
        sa.ForeignKeyConstraint(["field_code"], ["field.code"], name=op.f("fk_case_field_code")),
        sa.ForeignKeyConstraint(["holder_code"], ["agency.code"], name=op.f("fk_case_holder_code")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["case.id"], name=op.f("fk_case_merged_into_id")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_case_result_id"), use_alter=True),
        sa.ForeignKeyConstraint(["ward_code"], ["ward.code"], name=op.f("fk_case_ward_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
        sa.UniqueConstraint("number", name=op.f("uq_case_number")),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_field_code"), ["field_code"], unique=False)
        batch_op.create_index(
            "ix_case_holder_code_state_resolve_due_at", ["holder_code", "state", "resolve_due_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_case_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_case_publication_published_at", ["publication", "published_at"], unique=False)
        batch_op.create_index("ix_case_received_at", ["received_at"], unique=False)
        batch_op.create_index("ix_case_state_resolve_due_at", ["state", "resolve_due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_ward_code"), ["ward_code"], unique=False)

    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("agency_code", sa.String(length=60), nullable=True),
        sa.Column("rule_position", sa.Integer(), nullable=True),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("field_guesses", sa.JSON(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("place_evidence", sa.JSON(), nullable=False),
        sa.Column("model_version", sa.String(length=60), nullable=False),
        sa.Column("rules_version", sa.String(length=60), nullable=False),
        sa.Column("sentence", sa.String(length=600), nullable=False),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_decision_agency_code")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_decision_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_case_id"), ["case_id"], unique=False)

    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column(
            "actor_role",
            sa.Enum(
                "citizen",
                "operator",
                "dispatcher",
                "officer",
                "agency_leader",
                "city_leader",
                "admin",
                "auditor",
                "system",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_agency", sa.String(length=60), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_entry_actor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_entry_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_entry_prev_hash")),
        sa.UniqueConstraint("seq", name=op.f("uq_entry_seq")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index("ix_entry_at", ["at"], unique=False)
        batch_op.create_index("ix_entry_case_id_seq", ["case_id", "seq"], unique=False)
        batch_op.create_index("ix_entry_event_seq", ["event", "seq"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_note_agency_code")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_note_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_note_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_case_id"), ["case_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "web",
                "zalo",
                "sms",
                "mail",
                "helper",
                "import",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place_text", sa.String(length=400), nullable=False),
        sa.Column("submitter_name", sa.String(length=120), nullable=False),
        sa.Column("submitter_phone", sa.String(length=20), nullable=False),
        sa.Column("submitter_email", sa.String(length=160), nullable=False),
        sa.Column("is_hidden_from_agency", sa.Boolean(), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_comment", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(rating IS NULL) = (rated_at IS NULL)", name=op.f("ck_report_rating_has_time")),
        sa.CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name=op.f("ck_report_rating_scale")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_report_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_report_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_report_code_hash")),
        sa.UniqueConstraint("external_id", name=op.f("uq_report_external_id")),
        sa.UniqueConstraint("number", name=op.f("uq_report_number")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_report_created_by_id_received_at", ["created_by_id", "received_at"], unique=False)
        batch_op.create_index("ix_report_submitter_phone_received_at", ["submitter_phone", "received_at"], unique=False)

    op.create_table(
        "interaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "web",
                "zalo",
                "sms",
                "mail",
                "helper",
                "import",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("operator_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("caller_phone", sa.String(length=20), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "answered",
                "reported",
                "followed_up",
                "dropped",
                name="interactionoutcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(outcome = 'reported') = (report_id IS NOT NULL)", name=op.f("ck_interaction_reported_has_report")
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["account.id"], name=op.f("fk_interaction_operator_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_interaction_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction")),
    )
    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.create_index("ix_interaction_operator_id_started_at", ["operator_id", "started_at"], unique=False)

    op.create_table(
        "leg",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agency_code", sa.String(length=60), nullable=False),
        sa.Column(
            "role",
            sa.Enum("lead", "cooperating", name="legrole", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "sent",
                "accepted",
                "returned",
                "done",
                "withdrawn",
                name="legstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_code", sa.String(length=60), nullable=True),
        sa.Column("return_note", sa.Text(), nullable=False),
        sa.Column("proposed_agency_code", sa.String(length=60), nullable=True),
        sa.Column("pauses_used", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'returned') = (return_code IS NOT NULL)", name=op.f("ck_leg_returned_has_reason")),
        sa.CheckConstraint("(state IN ('sent', 'accepted')) = (ended_at IS NULL)", name=op.f("ck_leg_ended_has_time")),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'done') OR accepted_at IS NOT NULL", name=op.f("ck_leg_accepted_has_time")
        ),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_leg_agency_code")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_leg_case_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_leg_decision_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["account.id"], name=op.f("fk_leg_officer_id")),
        sa.ForeignKeyConstraint(["proposed_agency_code"], ["agency.code"], name=op.f("fk_leg_proposed_agency_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
    )
    with op.batch_alter_table("leg", schema=None) as batch_op:
        batch_op.create_index("ix_leg_agency_code_state", ["agency_code", "state"], unique=False)
        batch_op.create_index("ix_leg_case_id", ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leg_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(
            "uq_leg_active_lead",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("role = 'lead' AND ended_at IS NULL"),
            postgresql_where=sa.text("role = 'lead' AND ended_at IS NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("agency_code", sa.String(length=60), nullable=True),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "owed",
                "sent",
                "superseded",
                "failed",
                name="noticestate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("provider_ref", sa.String(length=80), nullable=False),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_notice_sent_has_time")),
        sa.CheckConstraint("(report_id IS NULL) <> (agency_code IS NULL)", name=op.f("ck_notice_one_recipient")),
        sa.ForeignKeyConstraint(["agency_code"], ["agency.code"], name=op.f("fk_notice_agency_code")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_notice_case_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_notice_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_agency_code_created_at", ["agency_code", "created_at"], unique=False)
        batch_op.create_index("ix_notice_case_id", ["case_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_submission_report_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
        sa.UniqueConstraint("report_id", name=op.f("uq_submission_report_id")),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "respond",
                "resolve",
                "accept",
                "transfer",
                "work",
                "dispatch",
                "close",
                "publish",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("limit_code", sa.String(length=60), nullable=False),
        sa.Column("legal_basis", sa.String(length=300), nullable=False),
        sa.Column("calendar_id", sa.Integer(), nullable=False),
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
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("budget_s", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("next_fire_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "running", "paused", "stopped", name="clockstate", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "met",
                "missed",
                "excused",
                "cancelled",
                name="clockoutcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("(state = 'stopped') = (outcome IS NOT NULL)", name=op.f("ck_clock_stopped_has_outcome")),
        sa.CheckConstraint("(state = 'stopped') = (stopped_at IS NOT NULL)", name=op.f("ck_clock_stopped_has_time")),
        sa.ForeignKeyConstraint(["calendar_id"], ["working_calendar.id"], name=op.f("fk_clock_calendar_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_clock_case_id")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_clock_leg_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index("ix_clock_case_id", ["case_id"], unique=False)
        batch_op.create_index(
            "ix_clock_next_fire_at",
            ["next_fire_at"],
            unique=False,
            sqlite_where=sa.text("state = 'running' AND next_fire_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'running' AND next_fire_at IS NOT NULL"),
        )

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("reason_code", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("resume_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=24), nullable=False),
        sa.CheckConstraint("ended_at IS NOT NULL OR answer = ''", name=op.f("ck_question_answered_is_ended")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["account.id"], name=op.f("fk_question_asked_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_question_case_id")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_question_leg_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index("ix_question_case_id", ["case_id"], unique=False)

    op.create_table(
        "result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=True),
        sa.Column("result_code", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("done_on_site_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_back_note", sa.Text(), nullable=False),
        sa.CheckConstraint("sent_back_at IS NULL OR sent_back_note <> ''", name=op.f("ck_result_sent_back_has_note")),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name=op.f("ck_result_approval_has_person")
        ),
        sa.CheckConstraint("approved_at IS NULL OR sent_back_at IS NULL", name=op.f("ck_result_approved_or_sent_back")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["account.id"], name=op.f("fk_result_approved_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_result_case_id")),
        sa.ForeignKeyConstraint(["leg_id"], ["leg.id"], name=op.f("fk_result_leg_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["account.id"], name=op.f("fk_result_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_case_id"), ["case_id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("result_id", sa.Integer(), nullable=True),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_attachment_not_empty")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_attachment_case_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_attachment_report_id")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_attachment_result_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_attachment_stored_as")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_case_id"), ["case_id"], unique=False)

    op.create_table(
        "clock_event",
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "start",
                "pause",
                "resume",
                "extend",
                "retarget",
                "stop",
                name="clockeventkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_event_clock_id")),
        sa.PrimaryKeyConstraint("clock_id", "seq", name=op.f("pk_clock_event")),
    )
    op.create_table(
        "clock_firing",
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("due_version", sa.Integer(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_firing_clock_id")),
        sa.PrimaryKeyConstraint("clock_id", "step", "due_version", name=op.f("pk_clock_firing")),
    )
    if op.get_bind().dialect.name == "postgresql":  # case and result point at each other
        op.create_foreign_key("fk_case_result_id", "case", "result", ["result_id"], ["id"])
    _start_the_chain()


def _start_the_chain() -> None:
    """The first link, and triggers so that no entry is ever changed or taken out (security: append-only)."""
    op.execute(f"INSERT INTO chain_head (chain, seq, hash) VALUES ('main', 0, '{'0' * 64}')")  # noqa: S608 - no input
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER entry_no_{act.lower()} BEFORE {act} ON entry "
                "BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'entries are append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION entry_is_append_only()"
    )


def downgrade() -> None:  # noqa: PLR0915 - one statement a table
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_case_result_id", "case")
    op.drop_table("clock_firing")
    op.drop_table("clock_event")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_case_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_case_id"))

    op.drop_table("result")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_case_id")

    op.drop_table("question")
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_clock_next_fire_at",
            sqlite_where=sa.text("state = 'running' AND next_fire_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'running' AND next_fire_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_clock_case_id")

    op.drop_table("clock")
    op.drop_table("submission")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_case_id")
        batch_op.drop_index("ix_notice_agency_code_created_at")

    op.drop_table("notice")
    with op.batch_alter_table("leg", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_leg_active_lead",
            sqlite_where=sa.text("role = 'lead' AND ended_at IS NULL"),
            postgresql_where=sa.text("role = 'lead' AND ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_leg_officer_id"))
        batch_op.drop_index("ix_leg_case_id")
        batch_op.drop_index("ix_leg_agency_code_state")

    op.drop_table("leg")
    with op.batch_alter_table("interaction", schema=None) as batch_op:
        batch_op.drop_index("ix_interaction_operator_id_started_at")

    op.drop_table("interaction")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_submitter_phone_received_at")
        batch_op.drop_index("ix_report_created_by_id_received_at")
        batch_op.drop_index(batch_op.f("ix_report_case_id"))

    op.drop_table("report")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_case_id"))

    op.drop_table("note")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_event_seq")
        batch_op.drop_index("ix_entry_case_id_seq")
        batch_op.drop_index("ix_entry_at")

    op.drop_table("entry")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_case_id"))

    op.drop_table("decision")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_session_account_id"))

    op.drop_table("account_session")
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_ward_code"))
        batch_op.drop_index("ix_case_state_resolve_due_at")
        batch_op.drop_index("ix_case_received_at")
        batch_op.drop_index("ix_case_publication_published_at")
        batch_op.drop_index(batch_op.f("ix_case_merged_into_id"))
        batch_op.drop_index("ix_case_holder_code_state_resolve_due_at")
        batch_op.drop_index(batch_op.f("ix_case_field_code"))

    op.drop_table("case")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_agency_code"))

    op.drop_table("account")
    op.drop_table("ward_succession")
    op.drop_table("responsibility")
    op.drop_table("plan_item")
    op.drop_table("limit")
    with op.batch_alter_table("landmark", schema=None) as batch_op:
        batch_op.drop_index("ix_landmark_folded")

    op.drop_table("landmark")
    op.drop_table("day_exception")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_ward_code"))
        batch_op.drop_index(batch_op.f("ix_agency_folded"))

    op.drop_table("agency")
    op.drop_table("working_calendar")
    with op.batch_alter_table("ward", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ward_folded"))

    op.drop_table("ward")
    op.drop_table("timetable_slot")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("ix_task_state")
        batch_op.drop_index(
            "ix_task_due",
            sqlite_where=sa.text("state IN ('new', 'leased')"),
            postgresql_where=sa.text("state IN ('new', 'leased')"),
        )

    op.drop_table("task")
    with op.batch_alter_table("street", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_street_folded"))

    op.drop_table("street")
    op.drop_table("setting")
    op.drop_table("reason")
    op.drop_table("plan")
    op.drop_table("number_series")
    op.drop_table("local_message")
    with op.batch_alter_table("legacy_ward", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legacy_ward_folded"))

    op.drop_table("legacy_ward")
    op.drop_table("keyword")
    op.drop_table("heartbeat")
    op.drop_table("figure")
    op.drop_table("field")
    op.drop_table("chain_head")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS entry_is_append_only()")
