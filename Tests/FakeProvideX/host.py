"""Starts a boi-host under Wine and speaks its protocol; for the smoke test alone."""

import json
import os
import queue
import struct
import subprocess
import threading
import time


class HostError(Exception):
    """An `error` frame."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.error = error


class Host:
    """A child process that is always ended: by the end of its input, or else by force."""

    def __init__(self, executable, idle=30, environment=None):
        self.process = subprocess.Popen(
            ["wine64", executable], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})})
        self.frames = queue.Queue()
        self.number = 0
        self.round_trips = 0
        threading.Thread(target=self._read, daemon=True).start()
        self.send({"type": "hello", "protocols": [1], "idleSeconds": idle})
        self.hello = self.receive()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    def _read(self):
        stream = self.process.stdout
        while True:
            head = stream.read(4)
            if len(head) < 4:
                break
            self.frames.put(json.loads(stream.read(struct.unpack(">I", head)[0])))
        self.frames.put(None)

    def send(self, frame):
        data = json.dumps(frame).encode()
        self.process.stdin.write(struct.pack(">I", len(data)) + data)
        self.process.stdin.flush()

    def receive(self, timeout=60):
        return self.frames.get(timeout=timeout)

    def ask(self, verb, **arguments):
        self.number += 1
        self.send({"type": "request", "id": self.number, "verb": verb, "arguments": arguments})
        return self.number

    def call(self, verb, **arguments):
        number = self.ask(verb, **arguments)
        self.round_trips += 1
        answer = self.receive()
        if answer is None:
            raise EOFError
        assert answer["id"] == number, answer
        if answer["type"] == "error":
            raise HostError(answer["error"])
        return answer["value"]

    def control(self, kind, **fields):
        """Sends a frame that is answered at once, and gives the answer."""
        self.number += 1
        self.send({"type": kind, "id": self.number, **fields})
        return self.receive(10)

    def close(self, timeout=20):
        """Ends the input and gives the exit code and the seconds it took."""
        began = time.monotonic()
        self.process.stdin.close()
        return self.process.wait(timeout), time.monotonic() - began
