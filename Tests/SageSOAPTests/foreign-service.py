"""A SOAP service of the shape of Sage's, made with spyne: nothing in it knows the client that it is to judge.

Its WSDL, namespaces and order of members are spyne's and its own; spyne checks every request by that schema, so that an
element out of order, in a wrong namespace or of a wrong type is a fault. It says on which port it listens, and ends with
its standard input. With `--wsdl` it prints its WSDL and ends.
"""

import os
import sys
import threading
from decimal import Decimal as Number
from wsgiref.simple_server import WSGIRequestHandler, make_server

from lxml import etree
from spyne import Application, ComplexModel, DateTime, Decimal, Fault, Integer, ServiceBase, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

SERVICE = "urn:example:ebusiness"
DATA = "urn:example:ebusiness:data"


class Logon(ComplexModel):
    __namespace__ = DATA
    _type_info = [("Username", Unicode), ("Password", Unicode)]


class Field(ComplexModel):
    __namespace__ = DATA
    _type_info = [("MasFieldName", Unicode), ("Value", Unicode)]


class BusinessObject(ComplexModel):
    """What Customer extends: its members come first."""

    __namespace__ = "urn:example:ebusiness:base"
    _type_info = [("OtherFields", Field.customize(max_occurs="unbounded")), ("DateTimeUpdated", DateTime)]


class Customer(BusinessObject):
    __namespace__ = DATA
    # In no order that anybody could guess.
    _type_info = [
        ("TermsCode", Unicode),
        ("CustomerNo", Unicode),
        ("AgingCategory1", Decimal),
        ("CustomerName", Unicode(max_len=30)),
        ("CreditLimit", Decimal),
        ("ARDivisionNo", Unicode),
        ("SalespersonNo", Unicode),
        ("DateTimeCreated", DateTime),
        ("ZipCode", Unicode),
    ]


class ContractInformation(ComplexModel):
    __namespace__ = DATA
    _type_info = [("NullDateTime", DateTime), ("ContractVersion", Integer), ("AssemblyVersion", Unicode)]


def refuse(code, text):
    detail = etree.Element("{%s}MasFault" % DATA)
    etree.SubElement(detail, "{%s}ErrorCode" % DATA).text = code
    etree.SubElement(detail, "{%s}ErrorMessage" % DATA).text = text
    raise Fault("Client." + code, text, detail=detail)


def check(logon, company):
    if logon is None or (logon.Username, logon.Password) != ("bridge", "geh<eim>&"):
        raise Fault(
            "Server",
            "Logon failure: The user logon or password does not match or the user logon is not enabled for web services.",
        )
    if company != "ABC":
        refuse("WS_Company", "The company %s is not there." % company)


customers = {}
numbers = iter(range(1000, 10**6))


class Service(ServiceBase):
    @rpc(_returns=ContractInformation)
    def GetContractInformation(ctx):
        from datetime import datetime

        return ContractInformation(NullDateTime=datetime(1753, 1, 1), ContractVersion=7, AssemblyVersion="spyne")

    # The operands, too, stand in an order of their own.
    @rpc(Unicode, Unicode, Logon, Unicode, _returns=Customer)
    def GetCustomer(ctx, customerNo, arDivisionNo, logon, companyCode):
        check(logon, companyCode)
        if (arDivisionNo, customerNo) not in customers:
            refuse("CI_NoKey", "The customer is not there.")
        return customers[arDivisionNo, customerNo]

    @rpc(Unicode, Logon, _returns=Unicode)
    def GetNextCustomerNo(ctx, companyCode, logon):
        check(logon, companyCode)
        return "%07d" % next(numbers)

    @rpc(Unicode, Logon, Customer)
    def CreateCustomer(ctx, companyCode, logon, customer):
        check(logon, companyCode)
        key = (customer.ARDivisionNo, customer.CustomerNo)
        if key in customers:
            refuse("WS_AlreadyExists", "The customer is there already.")
        if customer.ZipCode == "00000":
            refuse("CI_NOF", "Could not set AR_Customer_bus column ZipCode to 00000.")
        customer.AgingCategory1 = Number("123456789012.340")
        customers[key] = customer

    @rpc(Customer, Logon, Unicode)
    def UpdateCustomer(ctx, customer, logon, companyCode):
        check(logon, companyCode)
        customers[customer.ARDivisionNo, customer.CustomerNo] = customer

    @rpc()
    def GetDiagnosticInformation(ctx):
        raise Fault("Server", "'AllowRemoteDiagnostics' must be set to 'True' to access this method remotely.")


class Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass


application = Application(
    [Service], SERVICE, name="EBusiness", in_protocol=Soap11(validator="lxml"), out_protocol=Soap11()
)
wsgi = WsgiApplication(application)

if sys.argv[1:] == ["--wsdl"]:
    from spyne.interface.wsdl import Wsdl11

    wsdl = Wsdl11(application.interface)
    wsdl.build_interface_document("http://sage-server.internal/EBusiness.svc")
    sys.stdout.write(wsdl.get_interface_document().decode())
else:
    # wsgiref answers with HTTP/1.0 where a handler does not say otherwise; either is taken.
    server = make_server("127.0.0.1", 0, wsgi, handler_class=Quiet)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    print("listening", server.server_port, flush=True)
    server.serve_forever()
