"""Writes the requests of some calls as zeep does, by WSDLs given as folders and files, for comparison with ours.

Standard input has one JSON object a line: {"files": {reference: path}, "operation": name, "operands": {...}}.
Standard output has one envelope a line.
"""

import json
import sys

from lxml import etree
from zeep import Client, Settings, Transport


class Files(Transport):
    """Reads the files that a reference stands for, whatever host it names."""

    def __init__(self, files):
        super().__init__()
        self.files = files

    def load(self, url):
        query = url.partition("?")[2]
        with open(self.files["?" + query if query else url.rpartition("/")[2]], "rb") as file:
            return file.read()


def main():
    for line in sys.stdin:
        call = json.loads(line)
        client = Client(
            "http://any.example/ws/Service.svc?wsdl", transport=Files(call["files"]), settings=Settings(strict=True)
        )
        # The port whose binding is to SOAP 1.1.
        port = next(
            (service.name, port.name)
            for service in client.wsdl.services.values()
            for port in service.ports.values()
            if type(port.binding).__name__ == "Soap11Binding"
        )
        service = client.bind(*port)
        envelope = client.create_message(service, call["operation"], **call["operands"])
        sys.stdout.write(etree.tostring(envelope, encoding="unicode").replace("\n", " ") + "\n")


main()
