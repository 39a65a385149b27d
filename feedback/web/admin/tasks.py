"""Background work: what is dead and why, what waits, who is alive. Dead work is run again or given up with a reason."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from feedback import clock
from feedback.actions.tasks import dismiss, retry
from feedback.models import Task
from feedback.queries import background
from feedback.rules import say
from feedback.rules.text import excerpt
from feedback.terms import Queue, Role
from feedback.web.admin.listing import page_number, pages
from feedback.web.admin.settings_form import Answer, answered, drawn
from feedback.web.doors import actor, staff_only
from feedback.web.languages import language
from feedback.web.request_session import reading, writing

CALENDAR_DAY = 24 * 60
ERROR_LENGTH = 300


class DismissForm(FlaskForm):
    reason = TextAreaField(lazy_gettext("Vì sao bỏ qua?"), description=lazy_gettext("Lý do được giữ trong nhật ký"))


@staff_only(Role.ADMIN)
def tasks() -> str:
    session, now = reading(), clock.now()
    found = background.dead(session, page_number())
    return render_template(
        "admin/tasks.html",
        dead=[_dead(task) for task in found.rows],
        total=found.total,
        pages=pages(found, "admin.tasks"),
        waiting=[_waiting(one) for one in background.waiting(session, now)],
        lateness=_late(background.lateness(session, now)),
        beats=[(process_words(beat.name), _said(beat), beat.is_silent) for beat in background.beats(session, now)],
    )


@staff_only(Role.ADMIN)
def retry_task(task_id: int) -> Response:
    with writing() as session:
        retry(session, actor(), task_id)
    flash(_("Việc %(number)s sẽ chạy lại ngay.", number=task_id))
    return redirect(url_for("admin.tasks"))


@staff_only(Role.ADMIN)
def dismiss_task(task_id: int) -> Answer:
    task = reading().get(Task, task_id)
    if task is None:
        abort(404)
    form, note = DismissForm(), task.last_error

    def page() -> str:
        crumbs = [(_("Việc nền"), url_for("admin.tasks")), (str(task_id), None)]
        title = _("Bỏ qua việc %(number)s?", number=task_id)
        return drawn(form, title=title, crumbs=crumbs, verb=_("Bỏ qua việc này"), note=excerpt(note, ERROR_LENGTH))

    def save(session: Session) -> None:
        dismiss(session, actor(), task_id, form.reason.data or "")

    return answered(form, page, save, _("Đã bỏ qua việc %(number)s.", number=task_id), url_for("admin.tasks"))


def _dead(task: Task) -> dict[str, object]:
    return {
        "id": task.id,
        "kind": kind_words().get(task.kind, task.kind),
        "about": task.subject_id,
        "tries": _("thử %(count)s lần, từ %(moment)s", count=task.attempts, moment=_moment(task)),
        "error": excerpt(task.last_error, ERROR_LENGTH),
        "retry_url": url_for("admin.retry_task", task_id=task.id),
        "dismiss_url": url_for("admin.dismiss_task", task_id=task.id),
    }


def _moment(task: Task) -> str:
    return say.moment(task.created_at, clock.now(), language())


def _waiting(one: background.Waiting) -> list[dict[str, object]]:
    oldest = say.span(clock.now() - one.oldest_at, language(), day_minutes=CALENDAR_DAY) if one.oldest_at else "–"
    return [
        {"words": kind_words().get(one.kind, one.kind)},
        {"words": one.queue.label(language())},
        {"words": one.due},
        {"words": one.later},
        {"words": oldest},
    ]


def _late(found: background.Lateness) -> dict[str, object]:
    """How late steps of clocks were noticed: the promise of R14 and whether it was kept."""
    is_kept = _("giữ được") if found.is_kept else _("không giữ được")
    return {
        "steps": found.steps,
        "is_kept": found.is_kept,
        "rows": [
            (_("99 trong 100 lần"), _("trong %(seconds)s giây, %(kept)s", seconds=found.most_s, kept=is_kept)),
            (_("Chậm nhất"), _("%(seconds)s giây", seconds=found.worst_s)),
            (_("Quá 60 giây"), _("%(count)s lần", count=found.too_late)),
        ],
    }


def _said(beat: background.Beat) -> str:
    span = say.span(clock.now() - beat.seen_at, language(), day_minutes=CALENDAR_DAY)
    return _("im lặng đã %(span)s", span=span) if beat.is_silent else _("báo về %(span)s trước", span=span)


def kind_words() -> dict[str, str]:
    return {
        "route": _("Phân công"),
        "acknowledge": _("Báo đã nhận"),
        "send_notice": _("Gửi tin báo"),
        "stop_waiting": _("Thôi chờ người dân"),
        "reconcile": _("Đối chiếu đồng hồ"),
        "climb_alert": _("Báo khẩn lên nấc"),
        "expire_extension": _("Đề nghị gia hạn hết giờ duyệt"),
        "recount_clocks": _("Tính lại thời hạn theo lịch mới"),
        "hand_over": _("Chuyển việc sang cơ quan kế thừa"),
        "hand_over_ended": _("Chuyển việc của cơ quan ngừng hoạt động"),
        "remind_programme": _("Nhắc việc chương trình"),
        "remind_meeting": _("Nhắc họp"),
        "refresh_facts": _("Cập nhật số liệu"),
        "count_standing": _("Đếm lại việc đang mở"),
        "check_seals": _("Kiểm tra dấu niêm phong của kỳ đã chốt"),
        "write_export": _("Viết tệp xuất"),
        "publish_open_data": _("Công bố dữ liệu mở"),
        "export_warehouse": _("Xuất cho kho dữ liệu"),
        "delete_exports": _("Xóa tệp hết hạn"),
        "draw_reviews": _("Rút mẫu câu trả lời"),
        "owe_views": _("Đến giờ gửi cách xem đã lưu"),
        "send_view": _("Gửi cách xem đã lưu"),
        "learn": _("Học từ sửa đổi"),
    }


def process_words(name: str) -> str:
    """A process by what it does: the queue it empties, or the times it watches."""
    served = name.removeprefix("worker-")
    return _("Hàng %(queue)s", queue=Queue(served).label(language())) if served in set(Queue) else _("Bộ đếm giờ")
