import Foundation
import Logging
import Store
import Sync

/// What a running relay does beside its boards: it says when one of them is late, and writes down what others look at.
extension RelayService {
    /// How often boards are looked at, in milliseconds.
    private static let look: Int64 = 15_000
    private static let hour: Int64 = 3_600_000
    /// A pause of an account that is shorter is nothing to tell anybody: limits of a minute come and go.
    private static let longPark: Int64 = 300_000

    /// Says when a board is late and when it no longer is, until the task is cancelled.
    func watchBoards() async {
        let start = time.now
        var told: [BoardRef: (sentence: String, at: Int64)] = [:]
        var warned: [BoardRef: Warned] = [:]
        var alarms = Dictionary(uniqueKeysWithValues: workers.map { ($0.settings.ref, LateAlarm(now: start)) })
        while !Task.isCancelled {
            for worker in workers where off(worker.settings.ref) == nil {
                let ref = worker.settings.ref
                guard let board = try? await store.read({ try $0.board(ref) }) else { continue }
                let punctuality = Punctuality(
                    polls: worker.settings.polls, polledAt: board.polledAt, startedAt: start,
                    isPaused: board.pause != nil, now: time.now)
                switch alarms[ref]?.judge(punctuality, now: time.now) {
                case .late(let since): tellLate(ref, since: since)
                case .recovered: logger.notice("A board is read on time again", metadata: ["board": "\(ref)"])
                case nil: break
                }
                tellStanding(board, &told)
                await tellOfBoard(board, worker.settings.volumes, &warned)
            }
            try? await time.sleep(until: time.now + Self.look)
        }
    }

    /// Says that nothing is written to a board, and why: when that begins, each hour while it lasts, and when it ends.
    private func tellStanding(_ board: BoardRow, _ told: inout [BoardRef: (sentence: String, at: Int64)]) {
        let (ref, now) = (board.ref, time.now)
        guard let sentence = board.hold ?? board.fault else {
            if told.removeValue(forKey: ref) != nil {
                logger.notice("A board is written to again", metadata: ["board": "\(ref)"])
            }
            return
        }
        if let before = told[ref], before.sentence == sentence, now < before.at + Self.hour { return }
        told[ref] = (sentence, now)
        logger.error("Nothing is written to a board", metadata: ["board": "\(ref)", "reason": "\(sentence)"])
    }

    /// What was last said of a board that is written to.
    private struct Warned {
        var notices: [String] = []
        var level = BoardCapacity.Level.ample
        /// Whether the board was in use behind another; `nil` before it was looked at.
        var isOpen: Bool?
    }

    /// Says what is wrong with a board that is written to all the same, and how full it is: when that changes.
    private func tellOfBoard(
        _ board: BoardRow, _ volumes: BoardVolumes?, _ warned: inout [BoardRef: Warned]
    ) async {
        let (ref, now) = (board.ref, time.now)
        let known = try? await store.read { reader in
            (
                try reader.standing(ref), try reader.creations(ref, days: BoardCapacity.days, now: now),
                try reader.next(after: ref, volumes), try reader.openedAt(ref)
            )
        }
        guard let (standing, creations, next, openedAt) = known else { return }
        var capacity = BoardCapacity(board, standing, creations: creations)
        capacity?.next = next
        let before = warned[ref] ?? Warned()
        let level = capacity?.level ?? .ample
        warned[ref] = Warned(notices: standing.notices, level: level, isOpen: openedAt != nil)
        if openedAt != nil, warned[ref] != nil, before.isOpen == false {
            logger.notice("New records go to the next board", metadata: ["board": "\(ref)"])
        }
        for notice in standing.notices where !before.notices.contains(notice) {
            logger.warning("A board cannot show everything", metadata: ["board": "\(ref)", "reason": "\(notice)"])
        }
        if level > before.level, let warning = capacity?.warning(ref, now: now) {
            logger.warning("A board is filling up", metadata: ["board": "\(ref)", "reason": "\(warning)"])
        }
    }

    private func tellLate(_ ref: BoardRef, since: Int64) {
        let overview = try? RelayOverview(configuration, store, now: time.now)
        let late = overview?.boards.first { $0.board == ref.text }?.late
        logger.error(
            "A board is not read as often as it should be",
            metadata: [
                "board": "\(ref)", "since": "\(since.momentText)",
                "reason": "\(late?.reason ?? "unknown")",
            ])
    }

    /// Says once that nothing goes out to an account for longer than some minutes, why and until when; and when it does
    /// again, until the task is cancelled.
    func watchBudgets() async {
        var told: [String: Parking] = [:]
        while !Task.isCancelled {
            for account in accounts {
                let parked = await account.governor.parked
                if let parked {
                    guard told[account.name] == nil, parked.until > time.now + Self.longPark else { continue }
                    told[account.name] = parked
                    logger.warning(
                        "Nothing goes out to a monday account for a while; what is queued waits",
                        metadata: [
                            "account": "\(account.name)", "reason": "\(parked.reason.words)",
                            "until": "\(parked.until.momentText)",
                        ])
                } else if told.removeValue(forKey: account.name) != nil {
                    logger.notice("Requests go out to a monday account again", metadata: ["account": "\(account.name)"])
                }
            }
            try? await time.sleep(until: time.now + Self.look)
        }
    }

    /// Says plainly when a monday token is refused: without a change in Sage nothing else would, for hours.
    func askWhoTokensAre() async {
        for account in accounts {
            let answer = try? await account.governor.request(Demand(.whoAmI)) { () async -> TargetError? in
                do throws(TargetError) {
                    _ = try await account.target.whoAmI()
                    return nil
                } catch {
                    return error
                }
            }
            guard let error = answer ?? nil else { continue }
            logger.warning(
                error.cause == .account
                    ? "monday.com refuses an account's token" : "monday.com could not be asked whose token it is",
                metadata: ["account": "\(account.name)", "reason": "\(error.sentence)"])
        }
    }
}
