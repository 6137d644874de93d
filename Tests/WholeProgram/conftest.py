import pathlib
import sys

import pytest
from playwright.sync_api import expect

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from program import Daemon, Sink  # noqa: E402

# Four files at a time on two processors: what a page shows in the end is asked, not how soon.
expect.set_options(timeout=15_000)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A file stays with one worker, whose browser and daemon it shares; what starts its own each time is spread.

    First of all hooks: the one that hands out the tests reads the marks.
    """
    for item in items:
        if item.path.stem != "test_killed":
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture
def sink():
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture
def daemon(request, tmp_path, sink):
    # The main job is tried with everything that ships; the rest needs one entry only.
    daemon = Daemon(tmp_path, sink, small="test_main_job" not in request.node.nodeid)
    daemon.start()
    yield daemon
    if daemon.process.poll() is None:
        daemon.kill()
