import BusinessObjects
import Foundation
import Testing
import WireProtocol

@testable import COMHost

/// The agent's side of the protocol against a host of a few lines of Python; what Sage answers is tried under Wine.
@Suite(.timeLimit(.minutes(2)))
struct COMHostTests {
    @Test func `a session answers every verb, and leaves nothing behind`() async throws {
        let fake = try FakeHost()
        let (session, vendors) = try await fake.vendors()
        #expect(session.company == "ABC" && vendors.name == "AP_Vendor_svc")
        #expect(try await session.clock().now == SageStamp("20260310T12:00:00.000"))
        #expect(
            try await vendors.columns().map(\.content) == [
                .text(length: 2), .text(length: 7), .text(length: 30), .number(scale: nil),
            ])
        #expect(try await vendors.setKeyValue("VendorNo", "V00001") == .ok)
        #expect(try await vendors.find() == .ok)
        #expect(try await vendors.record()["VendorName"] == "Vendor 1")
        #expect(try await vendors.setKey() == .ok)
        #expect(try await vendors.setValue("VendorName", "x") == .ok)
        #expect(try await vendors.write() == .ok)
        try await vendors.clear()
        #expect(try await vendors.lastErrorMessage() == "in use")
        let page = try await vendors.readPage(PageRequest(after: ["00", "V00249"], limit: 250))
        #expect(page.records.count == 250 && page.records.first?["VendorNo"] == "V00250")
        #expect(page.next == ["00", "V00499"])
        #expect(!session.isWorn)
        await session.close()
        await #expect(throws: BusinessObjectError.self) { try await session.clock() }
        let start = try #require(fake.starts.first)
        #expect(start.group == start.pid, "a process group of its own")
        // Python has the log open while it looks.
        #expect(start.descriptors?.filter { $0 > 3 } == [], "inherits no descriptor")
        let state = await fake.host.hostState
        #expect(state?.state == .running && state?.version == "9.8.7" && state?.starts == 1)
        await fake.host.shutDown()
        #expect(try !FakeHost.lives(#require(start.pid)))
        #expect(fake.verbs.filter { $0 == "columns" }.count == 1, "columns are asked for once")
        #expect(fake.verbs.last == "closeSession")
    }

    @Test func `a page is one round trip`() async throws {
        let fake = try FakeHost()
        let (session, vendors) = try await fake.vendors()
        _ = try await vendors.columns()
        let before = fake.verbs.count
        for after in [nil, ["00", "V00249"], ["00", "V00499"]] {
            _ = try await vendors.readPage(PageRequest(after: after, limit: 250))
        }
        #expect(fake.verbs.dropFirst(before) == ["readPage", "readPage", "readPage"])
        await session.close()
        await fake.host.shutDown()
    }

    @Test func `sessions come one after the other in one host, and one that waits too long is told why`() async throws {
        let fake = try FakeHost { $0.deadlines.queue = .milliseconds(50) }
        let (first, _) = try await fake.vendors()
        let error = await #expect(throws: BusinessObjectError.self) { try await fake.host.openSession(company: "ABC") }
        #expect(error?.code == .unavailable)
        #expect(error?.message.hasSuffix("Sage takes one at a time.") == true)
        await first.close()
        let (second, _) = try await fake.vendors()
        await second.close()
        await second.close()
        #expect(fake.starts.count == 1)
        await fake.host.shutDown()
    }

    @Test func `a crash is a lost session with the reason, and the next session gets a new host`() async throws {
        let fake = try FakeHost(#"{"readPage":{"do":"crash","say":"terminate called\n"}}"#)
        let (session, vendors) = try await fake.vendors()
        let error = await #expect(throws: BusinessObjectError.self) { try await vendors.readPage(PageRequest()) }
        #expect(error?.code == .sessionLost)
        #expect(error?.message.contains("it ended with signal 9, and said: terminate called") == true)
        #expect(session.isWorn)
        await session.close()
        let (next, _) = try await fake.vendors()
        #expect(fake.starts.count == 2)
        #expect(await fake.host.hostState?.detail.contains("signal 9") == true)
        await next.close()
        await fake.host.shutDown()
    }

    @Test func `a host that is killed from outside is replaced`() async throws {
        let fake = try FakeHost()
        let (session, vendors) = try await fake.vendors()
        kill(try #require(fake.starts.first?.pid), SIGKILL)
        let error = await #expect(throws: BusinessObjectError.self) {
            while true { _ = try await vendors.find() }
        }
        #expect(error?.code == .sessionLost)
        await session.close()
        let (next, _) = try await fake.vendors()
        await next.close()
        await fake.host.shutDown()
        for start in fake.starts { #expect(try !FakeHost.lives(#require(start.pid))) }
    }

    @Test func `a hung call is noticed, the host killed and the next call served in time`() async throws {
        let fake = try FakeHost(#"{"readPage":{"do":"hang"},"child":true}"#) {
            $0.watchdog.call = .milliseconds(500)
        }
        let (session, vendors) = try await fake.vendors()
        let began = ContinuousClock.now
        let error = await #expect(throws: BusinessObjectError.self) { try await vendors.readPage(PageRequest()) }
        #expect(error?.code == .sessionLost)
        #expect(error?.message.contains("Sage has not come back from nMoveNext") == true)
        await session.close()
        let (next, _) = try await fake.vendors()
        _ = try await next.clock()
        // The watchdog's time and two seconds; a machine that is busy with other suites has the rest.
        #expect(began.duration(to: .now) < .seconds(20))
        await next.close()
        await fake.host.shutDown()
        for child in fake.log where child.event != "frame" {
            let isGone = await fake.until { child.pid.map(FakeHost.lives) != true }
            #expect(isGone, "\(child.event) is left")
        }
    }

    @Test func `where Sage runs in a process of its own, only that is ended`() async throws {
        let fake = try FakeHost(#"{"find":{"do":"hang"},"abortEnds":true}"#) { $0.watchdog.call = .milliseconds(300) }
        let (session, vendors) = try await fake.vendors()
        let error = await #expect(throws: BusinessObjectError.self) { try await vendors.find() }
        #expect(error?.message == "Sage's interface failed in nMoveNext. (0x800706BE)")
        #expect(!fake.report.contains("killed"))
        await session.close()
        #expect(fake.verbs.last == "closeSession", "the host was still there")
        let (next, _) = try await fake.vendors()
        #expect(fake.starts.count == 2, "a lost session takes its host along")
        await next.close()
        await fake.host.shutDown()
    }

    @Test func `a new host is started when nothing is left of the one before`() async throws {
        let error = #"{"code":"sessionLost","message":"Sage's interface failed in nFind."}"#
        let fake = try FakeHost(#"{"find":{"do":"error","error":\#(error)},"farewell":1}"#)
        let (session, vendors) = try await fake.vendors()
        await #expect(throws: BusinessObjectError.self) { try await vendors.find() }
        await session.close()
        let (next, _) = try await fake.vendors()
        #expect(fake.log.map(\.event).filter { $0 != "frame" } == ["start", "end of input", "gone", "start"])
        await next.close()
        await fake.host.shutDown()
    }

    @Test func `a host that answers no ping is killed`() async throws {
        let fake = try FakeHost(#"{"find":{"do":"hang"},"silent":true}"#) { $0.watchdog.silence = .milliseconds(400) }
        let (session, vendors) = try await fake.vendors()
        let error = await #expect(throws: BusinessObjectError.self) { try await vendors.find() }
        #expect(error?.message.contains("the host has said nothing for") == true)
        await session.close()
        await fake.host.shutDown()
    }

    @Test func `a verb longer than its limit is ended`() async throws {
        let fake = try FakeHost(#"{"find":{"do":"hang"}}"#) { $0.deadlines.call = .milliseconds(300) }
        let (session, vendors) = try await fake.vendors()
        let error = await #expect(throws: BusinessObjectError.self) { try await vendors.find() }
        #expect(error?.message.contains("find has run for") == true)
        await session.close()
        await fake.host.shutDown()
    }

    @Test func `a cancelled call returns at once, the host is told, and the session goes on`() async throws {
        let fake = try FakeHost(#"{"readPage":{"do":"hang","gentle":true,"times":1}}"#)
        let (session, vendors) = try await fake.vendors()
        let reading = Task { try await vendors.readPage(PageRequest()) }
        #expect(await fake.until { fake.verbs.contains("readPage") })
        reading.cancel()
        let error = await #expect(throws: BusinessObjectError.self) { try await reading.value }
        #expect(error?.code == .unavailable)
        #expect(try await vendors.find() == .ok)
        let frames = fake.log.compactMap(\.frame)
        let page = try #require(frames.first { $0.verb == "readPage" })
        #expect(frames.contains { $0.type == "cancel" && $0.id == page.id })
        #expect(try await vendors.readPage(PageRequest()).records.count == 250)
        await session.close()
        await fake.host.shutDown()
    }

    @Test func `a command that cannot be started says so, and after some tries is left alone`() async throws {
        let fake = try FakeHost {
            $0.command = ["/nowhere/boi-host", "--x"]
            $0.restart.failures = 2
        }
        for _ in 0..<2 {
            let error = await #expect(throws: BusinessObjectError.self) {
                try await fake.host.openSession(company: "ABC")
            }
            #expect(
                error?.message
                    == "The host of Sage (/nowhere/boi-host) could not be started: No such file or directory.")
        }
        // Two failures rest for less than 40 ms by chance; the third and later ones rest longer.
        var last: BusinessObjectError?
        for _ in 0..<12 where last?.message.contains("in a row") != true {
            last = await #expect(throws: BusinessObjectError.self) { try await fake.host.openSession(company: "ABC") }
        }
        #expect(last?.message.contains("times in a row") == true)
        #expect(await fake.host.hostState?.state == .resting)
    }

    @Test func `what ssh complains of is in the error, and the next try may go well`() async throws {
        let fake = try FakeHost(#"{"failStarts":1}"#)
        let error = await #expect(throws: BusinessObjectError.self) { try await fake.host.openSession(company: "ABC") }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("exit code 255, and said: ssh: connect to host sage-server") == true)
        let (session, _) = try await fake.vendors()
        await session.close()
        await fake.host.shutDown()
    }

    @Test func `a host that never says hello is given up`() async throws {
        let fake = try FakeHost(#"{"hello":{"do":"hang"}}"#) { $0.deadlines.start = .seconds(2) }
        let error = await #expect(throws: BusinessObjectError.self) { try await fake.host.openSession(company: "ABC") }
        #expect(error?.message.contains("it said nothing for") == true)
        for start in fake.starts { #expect(try !FakeHost.lives(#require(start.pid))) }
    }

    @Test(arguments: [
        ("hello", #"{"do":"raw","bytes":"00000000"}"#, "a frame of 0 bytes"),
        ("hello", #"{"do":"raw","bytes":"7f000000"}"#, "a frame of 2130706432 bytes"),
        ("hello", #"{"protocol":2}"#, "version 2 of the protocol"),
        ("hello", #"{"do":"raw","bytes":"000000025b5d"}"#, "a frame that is not one of the protocol"),
    ])
    func `a host whose first frame is wrong does not start`(verb: String, step: String, reason: String) async throws {
        let fake = try FakeHost("{\"\(verb)\":\(step)}")
        let error = await #expect(throws: BusinessObjectError.self) { try await fake.host.openSession(company: "ABC") }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains(reason) == true)
        for start in fake.starts { #expect(try !FakeHost.lives(#require(start.pid))) }
    }

    @Test(arguments: [
        (#"{"do":"raw","bytes":"ffffffff"}"#, "it sent a frame of"),
        (#"{"do":"frame","frame":{"type":"result","id":99,"value":{}}}"#, "a request that is not open"),
        (#"{"do":"frame","frame":{"type":"result"}}"#, "a result without a value"),
        (#"{"do":"frame","frame":{"type":"nonsense"}}"#, "the unknown type nonsense"),
        (#"{"do":"frame","frame":{"type":"hello","protocol":1}}"#, "a second hello"),
        (#"{"do":"value","value":{"records":[["one"]],"next":null}}"#, "answer to readPage"),
        (#"{"do":"value","value":{"next":null}}"#, "answer to readPage"),
        (#"{"do":"value","value":{"records":[],"next":["00","V00001"]}}"#, "answer to readPage"),
        (#"{"do":"frame","frame":{"type":"fatal","error":{"code":"badRequest","message":"No."}}}"#, "for broken: No."),
    ])
    func `a host that breaks the protocol is killed, and the session lost`(step: String, reason: String) async throws {
        let fake = try FakeHost(#"{"readPage":\#(step)}"#)
        let (session, vendors) = try await fake.vendors()
        let error = await #expect(throws: BusinessObjectError.self) {
            try await vendors.readPage(PageRequest(after: ["00", "V00001"]))
        }
        #expect(error?.code == .sessionLost)
        #expect(error?.message.contains(reason) == true)
        #expect(session.isWorn)
        await session.close()
        await fake.host.shutDown()
        for start in fake.starts { #expect(try !FakeHost.lives(#require(start.pid))) }
    }

    @Test(arguments: [
        ("logonFailed", BusinessObjectError.Code.logonFailed), ("companyRefused", .companyRefused),
        ("unknownObject", .unknownObject), ("unknownColumn", .unknownColumn), ("recordLocked", .recordLocked),
        ("sessionLost", .sessionLost), ("unavailable", .unavailable), ("badRequest", .unavailable),
        ("new", .unavailable),
    ])
    func `the host's errors are Sage's, and a credential in them is not shown`(
        name: String, code: BusinessObjectError.Code
    ) async throws {
        let error = #"{"code":"\#(name)","message":"No \#(FakeHost.password).\u001b","sageText":"It is so."}"#
        let fake = try FakeHost(#"{"find":{"do":"error","error":\#(error)}}"#)
        let (session, vendors) = try await fake.vendors()
        let found = await #expect(throws: BusinessObjectError.self) { try await vendors.find() }
        #expect(found == BusinessObjectError(code, "No ‹secret›. ", sageText: "It is so."))
        await session.close()
        await fake.host.shutDown()
    }

    @Test func `a refused log-on is told, and not tried again at once for any company`() async throws {
        let error = #"{"code":"logonFailed","message":"Sage refused the user or the password.","sageText":"Wrong."}"#
        let fake = try FakeHost(#"{"openSession":{"do":"error","error":\#(error)}}"#)
        for company in ["ABC", "XYZ", "ABC"] {
            let error = await #expect(throws: BusinessObjectError.self) {
                try await fake.host.openSession(company: company)
            }
            #expect(error?.code == .logonFailed && error?.sageText == "Wrong.")
        }
        #expect(fake.verbs.filter { $0 == "openSession" }.count == 1)
        await fake.host.shutDown()
        #expect(!fake.report.contains(FakeHost.password))
    }

    @Test func `a refused company says nothing of the others`() async throws {
        let error = #"{"code":"companyRefused","message":"Sage refused company XYZ."}"#
        let fake = try FakeHost(#"{"openSession":{"do":"error","error":\#(error),"times":1}}"#)
        let refusal = await #expect(throws: BusinessObjectError.self) {
            try await fake.host.openSession(company: "XYZ")
        }
        #expect(refusal?.code == .companyRefused)
        try FakeHost.write("{}", to: fake.folder)
        let (session, _) = try await fake.vendors()
        await session.close()
        await fake.host.shutDown()
    }

    @Test func `a Sage that cannot be opened rests like a host that fails`() async throws {
        let error = #"{"code":"unavailable","message":"Sage is not installed."}"#
        let fake = try FakeHost(#"{"openSession":{"do":"error","error":\#(error)}}"#) { $0.restart.failures = 1 }
        var last: BusinessObjectError?
        for _ in 0..<12 where last?.message.contains("in a row") != true {
            last = await #expect(throws: BusinessObjectError.self) { try await fake.host.openSession(company: "ABC") }
        }
        #expect(last?.message.contains("in a row") == true && last?.message.hasSuffix("Sage is not installed.") == true)
        await fake.host.shutDown()
    }

    @Test func `a session is worn by age and by errors`() async throws {
        let error = #"{"code":"unavailable","message":"No."}"#
        let fake = try FakeHost(#"{"find":{"do":"error","error":\#(error)}}"#) { $0.recycle.errors = 2 }
        let (session, vendors) = try await fake.vendors()
        for isWorn in [false, true] {
            _ = try? await vendors.find()
            #expect(session.isWorn == isWorn)
        }
        await session.close()
        await fake.host.shutDown()
        let old = try FakeHost { $0.recycle.age = .zero }
        let (aged, _) = try await old.vendors()
        #expect(aged.isWorn)
        await aged.close()
        let (next, _) = try await old.vendors()
        await next.close()
        #expect(old.starts.count == 2, "the host is as old as its session")
        await old.host.shutDown()
    }

    @Test func `the credentials show nowhere`() async throws {
        let fake = try FakeHost()
        let (session, _) = try await fake.vendors()
        let start = try #require(fake.starts.first)
        let line = try String(contentsOfFile: "/proc/\(#require(start.pid))/cmdline", encoding: .utf8)
        #expect(!line.contains(FakeHost.password))
        await session.close()
        await fake.host.shutDown()
        let credentials = HostSettings.Credentials(user: "bridge", password: FakeHost.password)
        var dumped = "\(credentials) \(String(reflecting: credentials))"
        dump(HostSettings(command: ["x"], credentials: credentials), to: &dumped)
        #expect(!dumped.contains(FakeHost.password))
    }
}
