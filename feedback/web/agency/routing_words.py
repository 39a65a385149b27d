"""Why a case came here, in words: candidates, the line of the matrix, how sure, and who decided otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from feedback.queries.routing_story import Routing, Turn
from feedback.rules import say
from feedback.web.languages import language

MISSING = {
    "street": lazy_gettext("việc xảy ra trên đường nào"),
    "owner": lazy_gettext("tuyến đường hoặc tài sản do ai quản lý"),
    "danger": lazy_gettext("có gây nguy hiểm hay không"),
    "channel": lazy_gettext("phản ánh đến qua kênh nào"),
    "kind": lazy_gettext("đây là loại nội dung nào"),
}


def routing_words(routing: Routing, now: datetime) -> dict[str, Any]:
    return {
        "sentence": routing.newest.sentence,
        "by": _("người chọn: %(name)s", name=routing.newest.by) if routing.newest.by else _("hệ thống chọn"),
        "candidates": [
            {
                "name": one.agency,
                "share": round(100 * one.share),
                "share_words": _percent(one.share),
                "reason": one.why[:1].upper() + one.why[1:],
            }
            for one in routing.candidates
        ],
        "words": routing.words,
        "rule": _rule(routing),
        "grounds": _grounds(routing),
        "earlier": [_earlier(turn, now) for turn in routing.earlier],
        "bounces": routing.newest.return_count,
    }


def _rule(routing: Routing) -> str:
    line = routing.line
    if line is None:
        return ""
    return _("Bảng phân công, dòng %(position)s: %(basis)s", position=line["position"], basis=line["legal_basis"])


def _grounds(routing: Routing) -> list[tuple[str, str]]:
    """What the system went by: words of the place, what was missing, how sure it had to be, versions."""
    thought = routing.thought
    pairs = [(_("Chữ chỉ nơi"), ", ".join(f"“{word}”" for word in routing.place_words))]
    pairs.append((_("Chưa biết"), ", ".join(str(MISSING.get(name, name)) for name in routing.missing)))
    measures = thought.thresholds or {}
    if measures:
        pairs.append((_("Cần chắc ít nhất"), _percent(max(measures.get("field", 0), measures.get("agency", 0)))))
    version, _dash, _print = thought.rules_version.partition("-")
    pairs.append((_("Bảng phân công"), _("phiên bản %(number)s", number=version) if version.isdigit() else ""))
    pairs.append((_("Bộ đoán lĩnh vực"), thought.model_version))
    return [(name, words) for name, words in pairs if words]


def _earlier(turn: Turn, now: datetime) -> dict[str, str]:
    who = turn.by or _("hệ thống")
    return {"who": f"{who}, {say.moment(turn.at, now, language())}", "sentence": turn.sentence}


def _percent(share: float) -> str:
    return say.percent(100 * share, 0, language())
