import HTTPTypes
import Monday
import Testing

struct RateLimitsTests {
    private func limits(_ fields: [(String, String)]) throws -> RateLimits {
        var headers = HTTPFields()
        for (name, value) in fields {
            headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        return RateLimits(headers)
    }

    @Test func `policies and what is left of them are joined by name`() throws {
        let limits = try limits([
            (
                "RateLimit-Policy",
                #""minuteRate";q=5000;w=60, "concurrency";q=250;qu="concurrent-requests", "complexityMinute";q=5;w=60"#
            ),
            ("RateLimit", #""minuteRate";r=4999, "concurrency";r=249"#),
            ("ratelimit", #""complexityMinute";r=4950000;t=45"#),
        ])
        let minute = try #require(limits.windows["minuteRate"])
        #expect(minute.remaining == 4999)
        #expect(minute.quota == 5000)
        #expect(minute.length == .seconds(60))
        #expect(minute.reset == nil)
        #expect(limits.windows["concurrency"]?.remaining == 249)
        #expect(limits.windows["complexityMinute"]?.reset == .seconds(45))
        #expect(limits.exhaustedWait == nil)
        #expect(limits.retryAfter == nil)
    }

    @Test func `the longest of the exhausted windows decides`() throws {
        let limits = try limits([("RateLimit", #""a";r=0;t=38, "b";r=0;t=12, "c";r=1;t=99, "d";r=0"#)])
        #expect(limits.exhaustedWait == .seconds(38))
    }

    @Test(arguments: ["", ",", ";", ";;r=1", "=", "\"", "a;r", "a;r=", "a;r=x", "a;r=99999999999999999999", "a;r=1;r"])
    func `what is not understood is left out`(value: String) throws {
        let limits = try limits([("RateLimit", value), ("RateLimit-Policy", value), ("Retry-After", value)])
        #expect(limits.retryAfter == nil)
        #expect(limits.exhaustedWait == nil)
    }

    @Test(
        arguments: [
            ("7", nil, 7), ("0", nil, 0), ("-1", nil, nil), ("86401", nil, 86_400),
            ("Mon, 23 Nov 2026 10:00:30 GMT", "Mon, 23 Nov 2026 10:00:00 GMT", 30),
            ("Mon, 23 Nov 2026 10:00:00 GMT", "Mon, 23 Nov 2026 10:00:30 GMT", 0),
            ("Mon, 23 Nov 2026 10:00:30 GMT", nil, nil), ("soon", "Mon, 23 Nov 2026 10:00:00 GMT", nil),
        ] as [(String, String?, Int?)])
    func `Retry-After is read in both forms`(value: String, date: String?, seconds: Int?) throws {
        let limits = try limits([("Retry-After", value)] + (date.map { [("Date", $0)] } ?? []))
        #expect(limits.retryAfter == seconds.map { .seconds($0) })
    }
}
