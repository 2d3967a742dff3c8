"""The emulator's program, on a free port."""

import subprocess


class Emulator:
    def __init__(self, program):
        self.program = program
        self.code = None

    def __enter__(self):
        self.process = subprocess.Popen([self.program, "--port", "0"], stdout=subprocess.PIPE, text=True)
        self.connection_string = self.process.stdout.readline().strip()
        if not self.connection_string.startswith("Endpoint=http://127.0.0.1:"):
            raise RuntimeError(f"unexpected first line: {self.connection_string!r}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        rest, _ = self.process.communicate(timeout=30)
        self.code = self.process.returncode
        if rest:
            raise RuntimeError(f"more than one line on stdout: {rest!r}")
