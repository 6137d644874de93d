import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from program import Daemon, Sink  # noqa: E402


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture
def daemon(tmp_path, sink):
    daemon = Daemon(tmp_path, sink)
    daemon.start()
    yield daemon
    if daemon.process.poll() is None:
        daemon.kill()
