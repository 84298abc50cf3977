import Timetable
import Yams

extension ValueType<Rhythm> {
    /// A duration with its unit, or a cron expression: `15m`, `"*/15 7-18 * * mon-fri"`, `@daily`.
    static func rhythm(_ range: ClosedRange<Duration>) -> Self {
        let interval = ValueType<Duration>.duration(range)
        let text = "\(interval.text), or cron expression"
        return ValueType(text: text, placeholder: .interval(range.upperBound)) { node, context in
            // No duration has a blank, and an expression without one is a name.
            guard let written = node.scalar?.string, written.hasPrefix("@") || written.contains(where: \.isWhitespace)
            else { return interval.read(node, context).map(Rhythm.interval) }
            return ValueType<Rhythm>.scalar(text, placeholder: .interval(.zero)) { text, _ throws(ValueFault) in
                do throws(CronFault) {
                    return .cron(try CronExpression(text))
                } catch {
                    throw ValueFault(error)
                }
            }.read(node, context)
        }
    }
}

extension ValueType<BusinessHours.Weekdays?> {
    /// Days of the week as a cron expression writes them.
    static var weekdays: Self {
        .scalar("days of the week, such as mon-fri", placeholder: nil) { text, _ throws(ValueFault) in
            do throws(CronFault) {
                return try BusinessHours.Weekdays(text)
            } catch {
                throw ValueFault(error)
            }
        }
    }
}

extension ValueType<BusinessHours.TimeOfDay?> {
    /// Hours and minutes.
    static var timeOfDay: Self {
        .scalar("time of day, HH:MM from 00:00 to 24:00", placeholder: nil) { text, _ throws(ValueFault) in
            guard let time = BusinessHours.TimeOfDay(text) else {
                throw ValueFault(.wrongType, "\(quoted(text)) is not a time of day")
            }
            return time
        }
    }
}

extension ValueFault {
    /// A fault of an expression, without the control characters that it may repeat from the file.
    fileprivate init(_ fault: CronFault) {
        let problem = fault.problem.map {
            $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } ? $0 : " "
        }
        self.init(.wrongType, String(problem), expected: "expected \(fault.expected)")
    }
}

extension BusinessHours {
    /// Reads the section `hours`.
    ///
    /// - Parameter section: the section.
    /// - Returns: the hours; `nil` when a fault was recorded.
    static func read(_ section: Section) -> BusinessHours? {
        let days = section.value("days", .weekdays, default: "mon-fri")
        let from = section.required("from", .timeOfDay)
        let to = section.required("to", .timeOfDay)
        guard let days, let from, let to else { return nil }
        guard let hours = BusinessHours(days: days, from: from, to: to) else {
            section.conflict(
                at: "to", "the hours end when they begin", expected: "expected from 00:00 to 24:00 for whole days")
            return nil
        }
        return hours
    }
}
