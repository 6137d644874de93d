"""Small C libraries that are preloaded into the daemon; each is compiled by the test that wants it."""

import pathlib
import subprocess

FOLDER = pathlib.Path(__file__).parent


def compiled(name, into):
    """Compiles one shim and gives the library's path, for LD_PRELOAD."""
    library = pathlib.Path(into) / f"{name}.so"
    subprocess.run(
        ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library, FOLDER / f"{name}.c", "-ldl",
         "-lpthread"], check=True)
    return library
