"""Drives boi-host and the fake ProvideX under Wine; prints what it measured and ends with 1 where something is not so.

    smoke.py BUILD [SCRATCH]

The environment is that of `wine-prefix`. With a company folder of one's own the suite in Swift goes further.
"""

import json
import pathlib
import sys
import tempfile
import time

from host import Host, HostError

IN_PROCESS, LOCAL = "ProvideX.Script", "FakeProvideX.Script"
COLUMNS = ["APDivisionNo", "VendorNo", "VendorName", "AddressLine1", "AddressLine2", "City", "State", "ZipCode",
           "CountryCode", "TelephoneNo", "EmailAddress", "TermsCode", "VendorStatus", "HoldPayment", "AccountKey",
           "Comment", "Sort", "LastCheckAmt", "DateCreated", "DateUpdated", "TimeUpdated"]


def windows(path):
    return "Z:" + str(path).replace("/", "\\")


def write_company(folder, vendors):
    folder.mkdir(parents=True)
    lines = [",".join(COLUMNS)]
    for number in range(vendors):
        name = f"Vendor {number:05}" if number else "Škoda Šumava"
        lines.append(f"0{number % 3},V{number:05},{name},{number} Main Street,,Irvine,CA,{90000 + number % 900},USA,555-0100,"
                     f"ap{number}@vendor.example,01,A,N,000000001,\"A, b\",{name[:9]},{number}.1,20260101,20260{1 + number % 9}01,8.49238")
    (folder / "AP_Vendor.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    clock = {"now": "20260310T12:00:00.000", "zone": "America/Los_Angeles"}
    (folder / "Company.json").write_text(json.dumps({"clock": clock}))


class Smoke:
    def __init__(self, build, scratch):
        self.build, self.scratch = build, scratch
        self.faults = scratch / "faults.json"

    def open(self, host, prog_id=IN_PROCESS, company="ABC", password="secret", **more):
        settings = {**more, "progId": prog_id, "serverProcess": "FakeProvideX.exe", "keyOrder": "utf8", "clockMember": "sClock"}
        return host.call("openSession", home=windows(self.scratch), company=company, user="bridge", password=password,
                         settings=settings)

    def host(self, bits=64, **options):
        return Host(str(self.build / str(bits) / "boi-host.exe"), **options)

    def set_faults(self, **content):
        self.faults.write_text(json.dumps(content))
        time.sleep(0.1)

    def read_all(self, host, **request):
        number = host.call("businessObject", name="AP_Vendor_svc")["object"]
        records, after = [], None
        while True:
            page = host.call("readPage", object=number, after=after, limit=250, **request)
            records += page["records"]
            after = page["next"]
            if after is None:
                return records

    def figures(self):
        for bits in (64, 32):
            for prog_id in (IN_PROCESS, LOCAL):
                company, count = ("BIG", 5000) if prog_id == IN_PROCESS else ("ABC", 200)
                began = time.monotonic()
                with self.host(bits) as host:
                    opened = self.open(host, prog_id, company)
                    assert host.hello["bits"] == bits
                    ready, host.round_trips = time.monotonic() - began, 0
                    began = time.monotonic()
                    records = self.read_all(host)
                    took = time.monotonic() - began
                    keys = [(record[0], record[1]) for record in records]
                    assert len(records) == count and keys == sorted(keys), len(records)
                    code, ending = host.close()
                    assert code == 0, code
                print(f"{bits} bit {prog_id}: open {ready:.2f} s, {count} records of {len(records[0])} fields in {took:.2f} s, "
                      f"{host.round_trips} round trips, end {ending:.2f} s, server {opened['server']}", flush=True)

    def verbs(self):
        with self.host() as host:
            self.open(host)
            assert host.call("clock") == {"now": "20260310T12:00:00.000", "zone": "America/Los_Angeles"}
            number = host.call("businessObject", name="ap_vendor_BUS")["object"]
            columns = [column["name"] for column in host.call("columns", object=number)["columns"]]
            amount, name = columns.index("LastCheckAmt"), columns.index("VendorName")
            for value, code in (("V00000", 1), ("NONE", 0)):
                host.call("setKeyValue", object=number, column="APDivisionNo", value="00")
                host.call("setKeyValue", object=number, column="VendorNo", value=value)
                assert host.call("find", object=number)["code"] == code
            values = host.call("record", object=number)["values"]
            assert values[name] == "Škoda Šumava" and values[amount] == "0.10" and len(values) == len(columns), values
            host.call("setKeyValue", object=number, column="APDivisionNo", value="00")
            host.call("setKeyValue", object=number, column="VendorNo", value="V00003")
            assert host.call("setKey", object=number)["code"] == 1
            with self.host() as other:
                self.open(other)
                rival = other.call("businessObject", name="AP_Vendor_bus")["object"]
                other.call("setKeyValue", object=rival, column="APDivisionNo", value="00")
                other.call("setKeyValue", object=rival, column="VendorNo", value="V00003")
                answer = other.call("setKey", object=rival)
                assert answer["code"] == 0 and answer["locked"], answer
                other.close()
            page = host.call("readPage", object=number, **{"from": ["01"], "through": ["01"]}, limit=3)
            assert [record[1] for record in page["records"]] == ["V00001", "V00004", "V00007"], page
            assert host.call("setValue", object=number, column="LastCheckAmt", value="12.345")["code"] == 0
            assert host.call("setValue", object=number, column="LastCheckAmt", value="12.5")["code"] == 1
            assert host.call("write", object=number)["code"] == 1
            page = host.call("readPage", object=number, **{"from": ["00", "V00003"]}, limit=1)
            assert page["records"][0][amount] == "12.50" and page["next"] == ["00", "V00003"], page
            answer = host.call("readPage", object=number, index="kname", filter={"isOne": ["V00009"], "column": "VendorNo"})
            assert len(answer["records"]) == 1 and answer["next"] is None
            for request, code in (({"index": "KNOWN"}, "unknownColumn"), ({"filter": {"isBlank": True, "column": "X"}}, "unknownColumn")):
                assert self.error(host, "readPage", object=number, **request) == code
            assert self.error(host, "businessObject", name="AP_Nothing_bus") == "unknownObject"
            scan = host.ask("scan", object=number, limit=60, credit=1)
            assert len(host.receive()["records"]) == 60
            host.send({"type": "credit", "id": scan, "pages": 1})
            assert len(host.receive()["records"]) == 60
            host.send({"type": "cancel", "id": scan})
            ended = host.receive()
            assert ended["value"]["cancelled"] and ended["value"]["records"] == 120, ended
            host.call("dropObject", object=number)
            assert host.close()[0] == 0
        self.set_faults(users={"bridge": "other"}, unifiedLogon=False)
        with self.host() as host:
            assert self.error(host, "openSession", home=windows(self.scratch), company="ABC", user="bridge", password="secret") == "logonFailed"
            assert self.error(host, "openSession", home=windows(self.scratch), company="XYZ", user="bridge", password="other") == "companyRefused"
            assert self.error(host, "clock") == "sessionLost"
            host.close()
        self.set_faults()
        print("verbs, locks, refusals, scan and cancel: as they should be", flush=True)

    def result_sets(self):
        filters = [{"isOne": ["V00009", "V00011", "none"], "column": "VendorNo"},
                   {"any": [{"atLeast": "20260801", "column": "DateUpdated"}, {"isBlank": True, "column": "DateUpdated"}]},
                   {"all": [{"isOne": ["Škoda Šumava"], "column": "VendorName"}, {"isOne": ["0.10"], "column": "LastCheckAmt"}]}]
        read = {}
        for way in ("never", "filtered"):
            with self.host() as host:
                self.open(host, company="BIG", resultSets=way)
                began = time.monotonic()
                read[way] = [self.read_all(host, filter=test, index=index) for test in filters for index in ("KPRIMARY", "KNAME")]
                print(f"{way} by nGetResultSets: {[len(records) for records in read[way]]} of 5000 records in {time.monotonic() - began:.2f} s", flush=True)
                host.close()
        assert read["never"] == read["filtered"] and [len(records) for records in read["never"]][::2] == [2, 1110, 1]

    @staticmethod
    def error(host, verb, **arguments):
        try:
            host.call(verb, **arguments)
        except HostError as error:
            return error.code
        return None

    def hangs(self):
        for kind in ("hang", "messageLoop", "busyLoop"):
            with self.host() as host:
                self.open(host)
                number = host.call("businessObject", name="AP_Vendor_svc")["object"]
                self.set_faults(faults=[{"call": "nMoveNext", "skip": 5, "do": kind}])
                host.ask("readPage", object=number)
                time.sleep(0.5)
                busy = host.control("ping")["busy"]
                assert busy["call"] == "nMoveNext" and busy["callMilliseconds"] > 200, busy
                assert not host.control("abort")["ended"]
                began = time.monotonic()
                host.process.kill()
                host.process.wait()
                assert host.receive() is None
                gone = time.monotonic() - began
            self.set_faults()
            began = time.monotonic()
            with self.host() as host:
                self.open(host)
                print(f"in-process {kind}: killed in {gone:.3f} s, new host and session in {time.monotonic() - began:.2f} s", flush=True)
                host.close()
        with self.host() as host:
            assert self.open(host, LOCAL)["server"] is not None
            number = host.call("businessObject", name="AP_Vendor_svc")["object"]
            self.set_faults(faults=[{"call": "nMoveNext", "skip": 5, "do": "hang"}])
            host.ask("readPage", object=number)
            time.sleep(1)
            began = time.monotonic()
            aborted = host.control("abort")
            assert aborted["ended"], aborted
            failed = host.receive()
            took = time.monotonic() - began
            assert failed["error"]["code"] == "sessionLost", failed
            self.set_faults()
            assert self.error(host, "clock") == "sessionLost"
            host.call("closeSession")
            self.open(host, LOCAL)
            print(f"local server hang: aborted and answered in {took:.2f} s ({failed['error'].get('hresult')}), same host goes on", flush=True)
            assert host.close()[0] == 0

    def ends(self):
        with self.host() as host:
            self.open(host)
            self.set_faults(faults=[{"call": "sClock", "do": "crash"}])
            began = time.monotonic()
            host.ask("clock")
            assert host.receive() is None
            print(f"crash: end of file in {time.monotonic() - began:.2f} s, exit code {host.process.wait(10)}", flush=True)
        self.set_faults(faults=[{"call": "sClock", "do": "error", "text": "Error 65", "poison": True}])
        with self.host() as host:
            self.open(host)
            assert self.error(host, "clock") == "sessionLost" and self.error(host, "businessObject", name="AP_Vendor_svc") == "sessionLost"
            self.set_faults()
            host.call("closeSession")
            self.open(host)
            assert host.close()[0] == 0
        with self.host(idle=1) as host:
            self.open(host)
            began = time.monotonic()
            code = host.process.wait(20)
            assert code == 5, code
            print(f"idle for 1 s: ended after {time.monotonic() - began:.2f} s", flush=True)
        with self.host() as host:
            self.open(host)
            self.set_faults(faults=[{"call": "nCleanup", "do": "hang"}])
            code, took = host.close()
            assert code == 4, code
            print(f"Sage hangs at the end: host gone after {took:.2f} s", flush=True)
        self.set_faults()


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as scratch:
        scratch = pathlib.Path(scratch)
        write_company(scratch / "BIG", 5000)
        write_company(scratch / "ABC", 200)
        smoke = Smoke(build, scratch)
        smoke.set_faults()
        for step in (smoke.verbs, smoke.result_sets, smoke.figures, smoke.hangs, smoke.ends):
            step()


main()
