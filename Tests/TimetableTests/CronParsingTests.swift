import Testing
import Timetable

struct CronParsingTests {
    @Test(arguments: [
        "* * * * *", "*/15 7-18 * * mon-fri", "0,30 2 1-7,15 jan-mar,DEC sun", "59 23 31 12 7", "0 0 29 2 *",
        "  5\t4 * *  *  ", "0-59/7 */6 */10 */5 */2", "@hourly", "@daily", "@Midnight", "@weekly", "@monthly",
        "@yearly",
        "@annually", "0 0 * * sat-sun", "0 0 * * 5-7", "0 0 31 2 mon", "0 0 31 2,3 *",
    ])
    func `an expression is read and written as it stands`(text: String) throws {
        #expect(try CronExpression(text).description == text)
    }

    @Test(arguments: [
        ("", "a cron expression of 0 fields"),
        ("* * * *", "a cron expression of 4 fields"),
        ("* * * * * *", "a cron expression of 6 fields"),
        ("@reboot", "\"@reboot\" is not known"),
        ("@", "\"@\" is not known"),
        ("60 * * * *", "\"60\" is no minute"),
        ("-1 * * * *", "\"\" is no minute"),
        ("1- * * * *", "\"\" is no minute"),
        ("1-2-3 * * * *", "\"2-3\" is no minute"),
        ("1,,2 * * * *", "\"\" is no minute"),
        (", * * * *", "\"\" is no minute"),
        ("1.5 * * * *", "\"1.5\" is no minute"),
        ("+1 * * * *", "\"+1\" is no minute"),
        ("001 * * * *", "\"001\" is no minute"),
        ("١ * * * *", "\"١\" is no minute"),
        ("* 24 * * *", "\"24\" is no hour"),
        ("* * 0 * *", "\"0\" is no day of the month"),
        ("* * 32 * *", "\"32\" is no day of the month"),
        ("* * L * *", "\"L\" is no day of the month"),
        ("* * ? * *", "\"?\" is no day of the month"),
        ("* * * 0 *", "\"0\" is no month"),
        ("* * * 13 *", "\"13\" is no month"),
        ("* * * january *", "\"january\" is no month"),
        ("* * * * 8", "\"8\" is no day of the week"),
        ("* * * * mo", "\"mo\" is no day of the week"),
        ("* * * * 5#3", "\"5#3\" is no day of the week"),
        ("* 18-7 * * *", "the hour \"18-7\" ends before it begins"),
        ("* * * * fri-mon", "the day of the week \"fri-mon\" ends before it begins"),
        ("*/0 * * * *", "\"0\" is no step for the minute"),
        ("*/60 * * * *", "\"60\" is no step for the minute"),
        ("*/ * * * *", "\"\" is no step for the minute"),
        ("*/2/3 * * * *", "\"2/3\" is no step for the minute"),
        ("5/15 * * * *", "the step in the minute \"5/15\" stands behind a single value"),
        ("0 0 30 2 *", "no month of \"2\" has a day \"30\": this never comes"),
        ("0 0 31 feb,4,jun,9,11 *", "no month of \"feb,4,jun,9,11\" has a day \"31\": this never comes"),
        ("0 0 30,31 2 0-6", "no month of \"2\" has a day \"30,31\": this never comes"),
    ])
    func `what is no expression is refused with the part that is wrong`(text: String, problem: String) {
        let fault = #expect(throws: CronFault.self) { try CronExpression(text) }
        #expect(fault?.problem == problem)
        #expect(fault?.expected.isEmpty == false)
    }

    @Test(arguments: ["mon-fri", "mon,wed,fri", "*", "sat-sun", "0", "7"])
    func `days of the week are read as in an expression`(text: String) throws {
        _ = try BusinessHours.Weekdays(text)
    }

    @Test(arguments: ["", "weekdays", "mon fri", "fri-mon", "8"])
    func `what is no day of the week is refused`(text: String) {
        #expect(throws: CronFault.self) { try BusinessHours.Weekdays(text) }
    }
}
