/// How often something is done.
package enum Rhythm: Hashable, Sendable {
    /// So long after the last time.
    case interval(Duration)
    /// At times of the wall clock.
    case cron(CronExpression)
}
