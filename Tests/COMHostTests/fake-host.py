#!/usr/bin/env python3
"""A host of frames without Sage: answers as its first argument says, so that the agent's side is tried without Wine.

    fake-host.py PLAN

PLAN is a folder. `plan.json` in it names what each verb does; a verb that it does not name is answered well. Every start
and every frame that came is written to `log` there, the password left out.
"""

import json
import os
import pathlib
import signal
import struct
import sys
import threading
import time

plan_folder = pathlib.Path(sys.argv[1])
plan = json.loads((plan_folder / "plan.json").read_text())
lock = threading.Lock()
busy = None
cancelled, released = set(), set()
requests = []
wake = threading.Condition()


def log(**entry):
    with lock, open(plan_folder / "log", "a") as file:
        file.write(json.dumps(entry) + "\n")


def send_bytes(data):
    with lock:
        os.write(1, struct.pack(">I", len(data)) + data)


def send(**frame):
    data = json.dumps(frame).encode()
    with lock:
        rest = struct.pack(">I", len(data)) + data
        while rest:
            rest = rest[os.write(1, rest):]


def read(count):
    data = b""
    while len(data) < count:
        piece = os.read(0, count - len(data))
        if not piece:
            log(event="end of input")
            time.sleep(plan.get("farewell", 0))
            log(event="gone")
            os._exit(0)
        data += piece
    return data


def values(number):
    return ["00", f"V{number:05}", f"Vendor {number}", "1.50"]


COLUMNS = [{"name": "APDivisionNo", "type": "text", "length": 2}, {"name": "VendorNo", "type": "text", "length": 7},
           {"name": "VendorName", "type": "text", "length": 30}, {"name": "LastCheckAmt", "type": "number", "scale": None}]


def page(arguments):
    limit, total = arguments["limit"], plan.get("records", 600)
    start = int(arguments["after"][1][1:]) + 1 if arguments.get("after") else 0
    records = [values(number) for number in range(start, min(start + limit, total))]
    return {"records": records, "next": records[-1][:2] if start + limit < total else None}


def answer(request):
    verb, arguments = request["verb"], request.get("arguments", {})
    code = {"code": 1, "text": "", "locked": False}
    return {
        "openSession": lambda: {"company": arguments["company"], "server": None},
        "clock": lambda: {"now": "20260310T12:00:00.000", "zone": "America/Los_Angeles"},
        "businessObject": lambda: {"object": 7, "name": arguments["name"], "table": "AP_Vendor"},
        "columns": lambda: {"columns": COLUMNS},
        "record": lambda: {"values": values(1)},
        "readPage": lambda: page(arguments),
        "lastErrorMessage": lambda: {"text": "in use"},
    }.get(verb, lambda: {} if verb in ("clear", "closeSession", "dropObject") else code)()


def work():
    global busy
    counts = {}
    while True:
        with wake:
            while not requests:
                wake.wait()
            request = requests.pop(0)
        verb, number = request["verb"], request["id"]
        counts[verb] = counts.get(verb, 0) + 1
        if number in cancelled:
            send(type="error", id=number, error={"code": "cancelled", "message": "It was cancelled."})
            continue
        busy = (number, verb, time.monotonic())
        step = plan.get(verb, {})
        if "skip" in step and counts[verb] <= step["skip"] or "times" in step and counts[verb] > step.get("skip", 0) + step["times"]:
            step = {}
        do = step.get("do")
        if do == "hang":
            while number not in released and (number not in cancelled or not step.get("gentle")):
                time.sleep(0.01)
            if number not in released:
                send(type="error", id=number, error={"code": "cancelled", "message": "It was cancelled."})
        elif do == "crash":
            os.write(2, step.get("say", "").encode())
            os.kill(os.getpid(), signal.SIGKILL)
        elif do == "exit":
            os.write(2, step.get("say", "").encode())
            os._exit(step.get("code", 1))
        elif do == "error":
            send(type="error", id=number, error=step["error"])
        elif do == "value":
            send(type="result", id=number, value=step["value"])
        elif do == "frame":
            send(**{**step["frame"], "id": step["frame"].get("id", number)})
        elif do == "raw":
            os.write(1, bytes.fromhex(step["bytes"]))
        elif do == "flood":
            while True:
                send(type="pong", id=1, busy=None, queued=0)
        else:
            send(type="result", id=number, value=answer(request))
        busy = None


def main():
    log(event="start", pid=os.getpid(), group=os.getpgid(0), arguments=sys.argv[2:],
        descriptors=sorted(int(name) for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")))
    starts = sum(1 for line in (plan_folder / "log").read_text().splitlines() if '"start"' in line)
    failing = plan.get("failStarts")
    if failing and starts <= failing:
        os.write(2, b"ssh: connect to host sage-server port 22: Connection refused\r\n")
        os._exit(255)
    if plan.get("child"):
        pid = os.fork()
        if pid == 0:
            time.sleep(600)
        log(event="child", pid=pid)
    if plan.get("deafToEnd"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=work, daemon=True).start()
    while True:
        frame = json.loads(read(struct.unpack(">I", read(4))[0]))
        kind = frame["type"]
        shown = json.loads(json.dumps(frame))
        if "password" in shown.get("arguments", {}):
            shown["arguments"]["password"] = "…"
        if kind != "ping":
            log(event="frame", frame=shown)
        if kind == "hello":
            hello = {"type": "hello", "protocol": 1, "version": "9.8.7", "bits": 64, "pid": os.getpid(), "frameLimit": 16777216, "pageLimit": 10000}
            step = plan.get("hello", {})
            if step.get("do") == "hang":
                continue
            if step.get("do") == "raw":
                os.write(1, bytes.fromhex(step["bytes"]))
                continue
            send(**{**hello, **step})
        elif kind == "request":
            with wake:
                requests.append(frame)
                wake.notify()
        elif kind == "cancel":
            cancelled.add(frame["id"])
        elif kind == "ping" and not plan.get("silent"):
            now = time.monotonic()
            current = busy
            send(type="pong", id=frame["id"], queued=len(requests), busy=current and {
                "id": current[0], "verb": current[1], "call": "nMoveNext",
                "milliseconds": int((now - current[2]) * 1000), "callMilliseconds": int((now - current[2]) * 1000)})
        elif kind == "abort":
            ends = plan.get("abortEnds", False)
            send(type="aborted", id=frame["id"], ended=ends, pid=None, reason="Ended it." if ends else "Sage runs in the host.")
            if ends and busy:
                number = busy[0]
                released.add(number)
                send(type="error", id=number, error={"code": "sessionLost", "message": "Sage's interface failed in nMoveNext.", "hresult": "0x800706BE"})


main()
