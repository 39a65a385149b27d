"""The data folder keeps its secrets, and knows who uses it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from config import SECRETS, MissingSecret, Production, Testing, chosen, valkey_socket
from deploy import folder
from deploy.speech import CannotGoOn


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_it_is_private_and_its_secrets_are_random(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    folder.create(one)
    folder.create(other)
    assert {_mode(one), *(_mode(one / name) for name in ("secrets", "log", "valkey"))} == {0o700}
    keys = [(place / "secrets" / f"{name}.key") for place in (one, other) for name in SECRETS.values()]
    assert {_mode(key) for key in keys} == {0o600}
    assert len({key.read_text() for key in keys}) == 6
    assert {len(bytes.fromhex(key.read_text())) for key in keys} == {32}


def test_a_second_start_keeps_the_secrets(tmp_path: Path) -> None:
    folder.create(tmp_path / "d")
    key = tmp_path / "d" / "secrets" / "codes.key"
    before = key.read_text()
    key.chmod(0o644)
    folder.create(tmp_path / "d")
    assert (key.read_text(), _mode(key)) == (before, 0o600)


def test_a_lost_secret_is_never_replaced_once_there_is_data(tmp_path: Path) -> None:
    folder.create(tmp_path)
    folder.mark_prepared(tmp_path, "postgresql://x", "cantho")
    (tmp_path / "secrets" / "audit.key").unlink()
    with pytest.raises(CannotGoOn, match="sao lưu"):
        folder.create(tmp_path)


def test_a_folder_that_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotGoOn, match="--data"):
        folder.create(tmp_path / "file" / "var")


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "ROOM_NEEDED", 1 << 60)
    with pytest.raises(CannotGoOn, match="Giải phóng"):
        folder.create(tmp_path)


def test_a_second_copy_is_refused_and_names_the_first(tmp_path: Path) -> None:
    claim = folder.claim(tmp_path)
    with pytest.raises(CannotGoOn, match=f"tiến trình {os.getpid()}"):
        folder.claim(tmp_path)
    os.close(claim)
    os.close(folder.claim(tmp_path))


def test_the_stamp_follows_every_file_and_the_database(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1")
    first = folder.digest([tmp_path], "sqlite:///x")
    assert folder.digest([tmp_path], "sqlite:///y") != first
    (tmp_path / "a.csv").write_text("2")
    assert folder.digest([tmp_path], "sqlite:///x") != first
    (tmp_path / "a.csv").write_text("1")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("not part of it")
    assert folder.digest([tmp_path], "sqlite:///x") == first


def test_a_vanished_database_file_is_prepared_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'feedback.sqlite3'}"
    folder.mark_prepared(tmp_path, url, "cantho")
    assert not folder.prepared(tmp_path, url, "cantho")
    (tmp_path / "feedback.sqlite3").write_text("")
    assert folder.prepared(tmp_path, url, "cantho")
    assert not folder.prepared(tmp_path, url, "another")


def test_production_refuses_to_start_without_its_secrets(tmp_path: Path) -> None:
    environ = {"FEEDBACK_DATA_DIR": str(tmp_path)}
    with pytest.raises(MissingSecret, match=r"session\.key"):
        Production(environ)
    folder.create(tmp_path)
    settings = Production(environ)
    assert len(settings.CODE_KEY) == 32
    assert settings.SESSION_COOKIE_SECURE
    (tmp_path / "secrets" / "codes.key").chmod(0o640)
    with pytest.raises(MissingSecret, match="0600"):
        Production(environ)


def test_settings_are_chosen_by_name_and_addresses_are_completed(tmp_path: Path) -> None:
    environ = {"FEEDBACK_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://u@h/d", "FEEDBACK_ENV": "testing"}
    settings = chosen(environ=environ)
    assert isinstance(settings, Testing)
    assert settings.DATABASE_URL == "postgresql+psycopg://u@h/d"
    assert f"unix://{tmp_path}/valkey.sock" == settings.REDIS_URL
    with pytest.raises(ValueError, match="staging"):
        chosen("staging")


def test_a_long_path_gets_a_short_socket() -> None:
    long = Path("/srv") / ("x" * 120)
    socket = valkey_socket(long)
    assert len(os.fsencode(socket)) <= 100
    assert socket == valkey_socket(long)
    assert socket != valkey_socket(long / "y")
