"""The API as its document says it, tried by a fuzzer: no server error and no status the document does not know."""

import re
import subprocess
import sys

import pytest

from program import ROOT, message, until


@pytest.mark.parametrize("role", [
    None, "administrator", "disseminator", "counselor", "volunteer", "psychologist", "general_practitioner", "coordinator"])
def test_no_server_error_and_no_undocumented_status(daemon, role):
    token = daemon.token(role=role) if role else None
    if role:
        daemon.post(message("请问谁能帮我联系学校宿舍?", mentions_bot=True))
        watcher = daemon.token("watcher")
        until(lambda: daemon.get("/api/v1/escalations?state=waiting", watcher)[1]["items"], what="the case")
    header = ["--header", f"Authorization: Bearer {token}"] if token else []
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run",
         str(ROOT / "Templates/openapi.yaml"), "--url", f"http://127.0.0.1:{daemon.port}", *header,
         "--checks", "not_a_server_error,status_code_conformance", "--phases", "examples,coverage,fuzzing",
         "--include-path-regex", "^/(api|webhooks|healthz)", "--max-examples", "15", "--seed", "20200410",
         "--generation-database", "none", "--request-timeout", "10"],
        capture_output=True, text=True, timeout=120, cwd=daemon.folder)

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_every_route_stands_in_the_document_and_every_documented_route_is_there():
    written = set()
    for file in (ROOT / "Sources/Web/API").glob("*.swift"):
        for method, path in re.findall(r'\bapi\.(get|post|put|delete|patch)\("([^"]+)"\)', file.read_text()):
            written.add((method, "/api/v1/" + re.sub(r":(\w+)", r"{\1}", path)))
    documented, path = set(), None
    for line in (ROOT / "Templates/openapi.yaml").read_text().splitlines():
        if found := re.match(r"  (/\S*):", line):
            path = found[1]
        elif path and (found := re.match(r"    (get|post|put|delete|patch):", line)):
            documented.add((found[1], path))

    assert written == {(method, path) for method, path in documented if path.startswith("/api/")}


def test_an_id_that_is_none_is_not_found_and_harms_nothing(daemon):
    token = daemon.token()

    for id in ("cdqzx0zm71ymh", "zzzzzzzzzzzzz", "8000000000000", "%00", "a" * 5000):
        assert daemon.get(f"/api/v1/messages/{id}", token)[0] == 404
        assert daemon.get(f"/api/v1/escalations/{id}", token)[0] == 404
    assert daemon.get("/healthz")[0] == 200
