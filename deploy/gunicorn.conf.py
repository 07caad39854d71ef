"""Settings of the web server processes in the image."""

import os

from core.sandbox.parent import seal

seal()  # the keys in the environment of master and workers are readable to no other process

bind = "0.0.0.0:8000"
worker_class = "pishkhan.web_worker.BufferingWorker"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 20
keepalive = 30  # longer than the proxy keeps an idle connection would be refused requests
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm"
control_socket_disable = True
accesslog = None
errorlog = "-"
# Only the proxy can reach this port: see the networks of docker-compose.yml.
forwarded_allow_ips = "*"
