"""./run: from a folder of source to a running system, or one command of it. Standard library only.

./run [--data DIR] [--port 8022] [--host 127.0.0.1] [--demo]
./run [--data DIR] cli ARGS…
"""

from __future__ import annotations

import argparse
import errno
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import config
from deploy import environment, folder
from deploy.speech import CannotGoOn, complain, explained, say

ENVIRONMENT = config.ROOT / ".venv"
TRANSLATIONS = config.ROOT / "feedback" / "translations"


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """What was asked for; `rest` is empty, or begins with `cli`."""
    parser = argparse.ArgumentParser(
        prog="./run",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Chạy hệ thống tiếp nhận phản ánh 1022, hoặc một lệnh của nó: ./run cli doctor",
    )
    parser.add_argument("--data", type=Path, default=config.ROOT / "var", metavar="DIR", help="thư mục dữ liệu (var/)")
    parser.add_argument("--port", type=int, default=8022, help="cổng (8022)")
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe (chỉ máy này)")
    parser.add_argument("--demo", action="store_true", help="nạp thêm một tuần hoạt động mẫu")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="cli ARGS", help="một lệnh trên cùng thư mục dữ liệu")
    asked = parser.parse_args(argv)
    if asked.rest and asked.rest[0] != "cli":
        parser.error(f"không hiểu {asked.rest[0]!r}; chỉ có: cli")
    return asked


def settings(asked: argparse.Namespace) -> dict[str, str]:
    """The process environment that every part of the system is started with."""
    data_dir = asked.data.resolve()
    environ = dict(os.environ, FEEDBACK_DATA_DIR=str(data_dir), PYTHONUTF8="1", PYTHONPATH=str(config.ROOT))
    environ.setdefault("FEEDBACK_ENV", "development")
    environ.setdefault("FEEDBACK_PUBLIC_URL", f"http://127.0.0.1:{asked.port}")
    environ.setdefault("REDIS_URL", f"unix://{config.valkey_socket(data_dir)}")
    return environ


def check_port(host: str, port: int) -> None:
    """Raises CannotGoOn unless the address can be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        raise CannotGoOn(
            f"Cổng {port} đang được dùng. Dừng chương trình kia, hoặc chọn cổng khác: --port {port + 1}."
            if taken
            else f"Không lắng nghe được ở {host} cổng {port}. Chọn --host hoặc --port khác.",
            f"Port {port} is taken. Stop the other program or choose another: --port {port + 1}."
            if taken
            else f"Cannot listen on {host} port {port}. Choose another --host or --port.",
            detail="" if taken else str(error),
        ) from error


def compile_catalogues(python: Path) -> None:
    """Compile the translations when a .po file has changed since last time, or a .mo file is missing."""
    sources = sorted(TRANSLATIONS.rglob("*.po"))
    stamp = python.parent.parent / "catalogues.sha256"
    now = sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    fresh = stamp.is_file() and stamp.read_text() == now and all(path.with_suffix(".mo").exists() for path in sources)
    if fresh or not sources:
        return
    command = [str(python), "-m", "babel.messages.frontend", "-q", "compile", "-d", str(TRANSLATIONS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise explained(done.stderr, "Không biên dịch được bản dịch.", "The translations cannot be compiled.")
    stamp.write_text(now)


def prepare(python: Path, environ: dict[str, str], *, trust_stamp: bool, quiet: bool) -> None:
    """Migrate, load the city pack and create the accounts, unless that was done already. Raises CannotGoOn."""
    chosen = config.Testing(environ)  # only its addresses are read here, and they need no secret
    known = (chosen.DATA_DIR, chosen.DATABASE_URL, chosen.CITY)
    if trust_stamp and folder.prepared(*known):
        return
    with environment.alone(chosen.DATA_DIR):
        if trust_stamp and folder.prepared(*known):  # another command prepared it while this one waited
            return
        say("Chuẩn bị cơ sở dữ liệu và dữ liệu thành phố", "preparing the database and the city pack")
        _flask(python, environ, ["prepare"], quiet=quiet)
        folder.mark_prepared(*known)


def _flask(python: Path, environ: dict[str, str], args: list[str], *, quiet: bool) -> None:
    """One command of the application. Its output is for a person: with `quiet` it goes to stderr."""
    output = sys.stderr if quiet else sys.stdout
    done = subprocess.run(
        [str(python), "-m", "flask", "--app", "feedback", *args], env=environ, stderr=subprocess.PIPE, text=True,
        stdout=output, check=False,
    )  # fmt: skip
    if done.returncode:
        raise explained(done.stderr, f"Lệnh “{' '.join(args)}” không chạy được.", f"The command {args[0]!r} failed.")


def start(asked: argparse.Namespace) -> None:
    """Everything that ./run does; ends by becoming the supervisor, or the command that was asked for."""
    environ = settings(asked)
    data_dir = Path(environ["FEEDBACK_DATA_DIR"])
    serving = not asked.rest
    folder.create(data_dir)
    if serving:
        folder.claim(data_dir)
        check_port(asked.host, asked.port)
    lock = "prod.txt" if environ["FEEDBACK_ENV"] == "production" else "runtime.txt"
    python = environment.ensure(ENVIRONMENT, environment.REQUIREMENTS / lock)
    with environment.alone(environment.REQUIREMENTS):
        compile_catalogues(python)
    os.umask(0o077)  # from here on every file belongs to the data folder and to its owner alone
    # A server's database may have been emptied elsewhere, so starting looks again; single commands stay quick.
    on_a_server = not config.Testing(environ).DATABASE_URL.startswith("sqlite")
    prepare(python, environ, trust_stamp=not (serving and on_a_server), quiet=not serving)
    if asked.demo:
        _flask(python, environ, ["demo", "load"], quiet=not serving)
    if serving:
        command = ["-m", "workers.supervisor", "--host", asked.host, "--port", str(asked.port)]
    else:
        command = ["-m", "flask", "--app", "feedback", *asked.rest[1:]]
    sys.stdout.flush()
    os.execve(python, [str(python), *command], environ)


def main() -> int:
    asked = arguments(sys.argv[1:])
    try:
        start(asked)
    except CannotGoOn as stop:
        complain(stop)
    except OSError as error:
        complain(explained(str(error), "Không chuẩn bị được để chạy.", "The system could not be made ready."))
    except KeyboardInterrupt:
        say("Đã dừng.", "stopped")
    return 1


if __name__ == "__main__":
    sys.exit(main())
