"""`routing evaluate | explain | train`: measured, explained, and made anew by a command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feedback.rules.model_file import unpacked
from tests.cli.conftest import Cli
from tests.support.world import World

ROWS = [
    {"text": "Đèn đường tắt cả tuần nay, tối om", "field": "chiếu sáng"},
    {"text": "Rác chất đống bốc mùi hôi thối không ai dọn", "field": "Ve sinh moi truong", "field_alt": None},
    {"text": "Hát karaoke loa kéo ồn ào tới khuya", "field": "an-ninh-trat-tu", "field_alt": "tiếng ồn"},
    {"text": "Cây ngã đổ chắn ngang đường", "field": "giáo dục"},
]


@pytest.fixture
def solved(tmp_path: Path) -> Path:
    file = tmp_path / "solved.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), encoding="utf-8")
    return file


def test_it_counts_what_it_found(cli: Cli, world: World, solved: Path) -> None:
    found = cli("routing", "evaluate", solved)
    figures = json.loads(found.stdout)
    assert (figures["n"], figures["top1"], figures["top3"]) == (4, 0.75, 0.75)
    assert figures["macro_f1"] == 0.75
    assert set(figures) == {
        "n", "top1", "top3", "macro_f1", "auto_share", "auto_accuracy", "ms_per_text_p50", "ms_per_text_p95",
        "model_version",
    }  # fmt: skip


def test_mistakes_are_shown_before_the_figures(cli: Cli, world: World, solved: Path) -> None:
    lines = cli("routing", "evaluate", "--mistakes", solved).stdout.splitlines()
    assert "Giáo dục" in lines[1]
    assert "Cây ngã đổ" in lines[1]
    assert json.loads(lines[-1])["n"] == 4


def test_accents_can_be_taken_away_first(cli: Cli, world: World, solved: Path) -> None:
    lines = cli("routing", "evaluate", "--mistakes", "--no-diacritics", solved).stdout.splitlines()
    assert "Cay nga do chan ngang duong" in lines[1]


@pytest.mark.parametrize("line", ["nonsense", "[]", '{"text": "a"}', '{"text": "a", "field": "no such field"}'])
def test_a_line_that_cannot_be_read_is_named(cli: Cli, world: World, tmp_path: Path, line: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(json.dumps(ROWS[0]) + "\n" + line, encoding="utf-8")
    found = cli("routing", "evaluate", file)
    assert found.exit_code == 2
    assert "Dòng 2" in found.stderr


def test_an_explanation_says_everything(cli: Cli, world: World) -> None:
    found = cli("routing", "explain", "Den duong tat ca tuan nay truoc cho An Nghiep")
    assert found.exit_code == 0, found.output
    for said in ("Chiếu sáng", "%", "Nơi:", "Loại:", "Khẩn:", "Đơn vị:", "Mô hình:"):
        assert said in found.stdout


def test_a_model_is_trained_from_a_small_corpus(cli: Cli, tmp_path: Path) -> None:
    corpus, out = tmp_path / "corpus", tmp_path / "model.bin"
    corpus.mkdir()
    (corpus / "surroundings.toml").write_text(SURROUNDINGS, encoding="utf-8")
    (corpus / "a.txt").write_text("[chieu-sang]\nđèn đường {tắt|hư}\nđèn không sáng\ntối om", encoding="utf-8")
    (corpus / "b.txt").write_text("[tieng-on]\nkaraoke {ồn|ồn ào}\nloa kéo hát\nnhạc to", encoding="utf-8")
    found = cli("routing", "train", "--corpus", corpus, "--out", out, "--per-field", "40")
    assert found.exit_code == 0, found.output
    model = unpacked(out.read_bytes())
    assert json.loads(found.stdout)["checksum"] == model.checksum
    assert model.classify("đèn đường tắt")[0].field_code == "chieu-sang"


def test_the_same_sources_on_the_same_day_give_the_same_file(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "surroundings.toml").write_text(SURROUNDINGS, encoding="utf-8")
    (tmp_path / "a.txt").write_text("[chieu-sang]\nđèn đường {tắt|hư}\nđèn không sáng\ntối om", encoding="utf-8")
    (tmp_path / "b.txt").write_text("[tieng-on]\nkaraoke {ồn|ồn ào}\nloa kéo hát\nnhạc to", encoding="utf-8")
    made = []
    for name in ("one.bin", "two.bin"):
        out = tmp_path / name
        more = ("--per-field", "40", "--on", "2026-11-25")
        assert cli("routing", "train", "--corpus", tmp_path, "--out", out, *more).exit_code == 0
        made.append(out.read_bytes())
    assert made[0] == made[1]


SURROUNDINGS = """
place = ["gần chợ", "ấp 3", "hẻm 5", "cầu"]
with_place = ["tại <place>, …", "… ở <place>"]
reported = ["…", "xin phản ánh …"]
opening = ["Kính gửi", "Chào anh chị"]
history = ["đã lâu", "nhiều lần"]
consequence = ["rất khổ", "nguy hiểm"]
wish = ["mong xử lý", "đề nghị kiểm tra"]
closing = ["xin cảm ơn", "trân trọng"]
shorthand = ["không=ko"]
"""
