"""How the web server runs: `gunicorn --config python:sms.gunicorn sms.wsgi`."""

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from prometheus_client import multiprocess

from sms import env, logs

bind = f"0.0.0.0:{env.integer('PORT', 8000)}"
worker_class = "gthread"
workers = env.integer("WEB_CONCURRENCY", 2)
threads = env.integer("WEB_THREADS", 4)
graceful_timeout = 10
keepalive = 5
# Shared memory: a worker that touches a disk to say it lives can be thought dead.
worker_tmp_dir = "/dev/shm"  # noqa: S108
logconfig_dict = logs.configuration(env.boolean("DEBUG", False))


def child_exit(server: Arbiter, worker: Worker) -> None:
    if env.text("PROMETHEUS_MULTIPROC_DIR", ""):
        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
