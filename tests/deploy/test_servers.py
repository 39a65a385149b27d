"""The files for servers say the same as the code: every queue has a worker, every setting exists."""

from __future__ import annotations

import re
from pathlib import Path

import config
from feedback.terms import Queue

DEPLOY = config.ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def _settings_named_in(text: str) -> set[str]:
    return set(re.findall(r"^\s*-?\s*((?:FEEDBACK|DATABASE|REDIS)_\w+)[:=]", text, flags=re.MULTILINE))


def test_every_queue_has_a_worker_under_systemd_and_in_containers() -> None:
    target, compose = (DEPLOY / "systemd" / "phan-anh.target").read_text(), (DEPLOY / "compose.yaml").read_text()
    assert set(re.findall(r"phan-anh-worker@(\w+)\.service", target)) == {queue.value for queue in Queue}
    assert set(re.findall(r'"workers\.queue_worker", "(\w+)"', compose)) == {queue.value for queue in Queue}
    assert '"workers.ticker"' in compose


def test_every_setting_is_one_that_the_settings_know() -> None:
    known = set(re.findall(r"^    ((?:FEEDBACK|DATABASE|REDIS)_\w+)", config.__doc__ or "", flags=re.MULTILINE))
    for name in ("environment.example", "compose.yaml"):
        named = _settings_named_in((DEPLOY / name).read_text())
        assert named, name
        assert named <= known, name


def test_the_upload_limit_is_the_same_at_the_door() -> None:
    megabytes = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    assert megabytes is not None
    assert int(megabytes.group(1)) * 1024 * 1024 == config.Config.MAX_CONTENT_LENGTH


def test_units_run_as_an_ordinary_user_and_come_back() -> None:
    assert {unit.name for unit in UNITS} == {
        "phan-anh-web.service",
        "phan-anh-worker@.service",
        "phan-anh-ticker.service",
    }
    for unit in UNITS:
        text = unit.read_text()
        assert "User=phan-anh" in text
        assert "Restart=always" in text
        started = re.search(r"python -m ([\w.]+)", text)
        assert started is not None
        module = Path(*started.group(1).split("."))
        assert module.parts[0] == "gunicorn" or (config.ROOT / module.with_suffix(".py")).exists(), unit.name
