#!/usr/bin/env python3
"""Use the simulated eBusiness Web Services as a client that knows nothing but their WSDL.

usage: zeep-client.py WSDL USER PASSWORD-FILE COMPANY [CA-FILE]

Prints one line of JSON with what it saw; ends with 2 when zeep is missing (Debian: apt-get install python3-zeep).
"""
import json
import sys
from decimal import Decimal

try:
    import requests
    import zeep
    from zeep.transports import Transport
except ImportError:
    print("zeep is missing: apt-get install python3-zeep")
    sys.exit(2)


def code_of(fault):
    """The code without its prefix, and the MasFault's own, where there is one."""
    detail = fault.detail
    codes = [] if detail is None else [e.text for e in detail.iter() if e.tag.endswith("}ErrorCode")]
    return [fault.code.split(":")[-1], codes[0] if codes else None, fault.message]


def refused(call, *arguments, **named):
    try:
        call(*arguments, **named)
    except zeep.exceptions.Fault as fault:
        return code_of(fault)
    return None


def main(wsdl, user, password_file, company, ca_file=None):
    session = requests.Session()
    session.trust_env = False
    session.verify = ca_file or True
    client = zeep.Client(wsdl, transport=Transport(session=session, timeout=20, operation_timeout=20))
    service = client.service
    with open(password_file, encoding="utf-8") as file:
        logon = {"Username": user, "Password": file.read().rstrip("\n")}
    seen = {"operations": sorted(service._binding._operations)}

    information = service.GetContractInformation()
    seen["version"] = information.ContractVersion
    null_date = information.NullDateTime
    seen["diagnostics"] = refused(service.GetDiagnosticInformation)
    seen["logon"] = refused(service.GetCustomer, {"Username": user, "Password": "wrong"}, company, "01", "C000001")
    seen["noKey"] = refused(service.GetCustomer, logon, company, "01", "NOBODY")

    first = service.GetCustomer(logon, company, "01", "C000001")
    seen["name"] = first.CustomerName
    seen["balance"] = str(first.CurrentBalance)
    aging = [first.AgingCategory1, first.AgingCategory2, first.AgingCategory3, first.AgingCategory4]
    seen["isDecimal"] = isinstance(first.CurrentBalance, Decimal)
    seen["agingSumsUp"] = sum(aging) == first.CurrentBalance
    contact = service.GetCustomerContact(logon, company, "02", "C000000", "JSMITH")
    seen["contact"] = contact.ContactCode
    order = service.GetSalesOrder(logon, company, "0000001")
    seen["orderIsFor"] = order.CustomerNo
    seen["orderAddsUp"] = sum(line.ExtensionAmt for line in order.Lines.SalesOrderLine) == order.NonTaxableAmt

    number = service.GetNextCustomerNo(logon, company)
    seen["numbersDiffer"] = number != service.GetNextCustomerNo(logon, company)
    new = {
        "ARDivisionNo": "01", "CustomerNo": number, "CustomerName": "Zeep & <Söhne>", "SalespersonNo": "0100",
        "CreditLimit": Decimal("1234.50"), "DateEstablished": null_date,
        "OtherFields": {"Field": [{"MasFieldName": "UDF_ACCOUNT_MANAGER", "Value": "Zoë"}]},
    }
    seen["noSalesperson"] = refused(service.CreateCustomer, logon, company, {**new, "SalespersonNo": None})
    seen["unknownZip"] = refused(service.CreateCustomer, logon, company, {**new, "ZipCode": "00000"})
    seen["tooLong"] = refused(service.CreateCustomer, logon, company, {**new, "DefaultPaymentType": "CREDIT"})
    seen["created"] = service.CreateCustomer(logon, company, new) is None
    seen["again"] = refused(service.CreateCustomer, logon, company, new)

    made = service.GetCustomer(logon, company, "01", number)
    seen["isAsMade"] = [made.CustomerName, str(made.CreditLimit), made.OtherFields.Field[0].Value]
    seen["hasNoDate"] = made.DateEstablished == null_date
    made.City, made.ZipCode = "Irvine", "92618-1234"
    service.UpdateCustomer(logon, company, made)
    changed = service.GetCustomer(logon, company, "01", number)
    seen["isAsChanged"] = [changed.City, changed.ZipCode, changed.CustomerName]
    service.DeleteCustomer(logon, company, "01", number)
    seen["deleted"] = refused(service.GetCustomer, logon, company, "01", number)
    print(json.dumps(seen, sort_keys=True))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
