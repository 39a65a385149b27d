"""How the web is served, under ./run, systemd and containers alike. The address comes from the command line."""

from __future__ import annotations

import os

wsgi_app = "feedback:create_app()"
preload_app = True  # loaded once and shared: half the start, and less memory; nothing is connected before the fork
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
timeout = 60  # seconds; a page that takes longer is stuck
graceful_timeout = 8  # seconds, less than the supervisor's patience
control_socket_disable = True  # nobody steers it but its parent
max_requests, max_requests_jitter = 20_000, 2_000  # a slow leak never becomes an outage
