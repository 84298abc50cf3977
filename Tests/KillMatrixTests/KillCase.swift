import Sync
import Testing

/// One way in which the relay dies: where, at which time it gets there, and what leads there.
struct KillCase: Sendable, CustomTestStringConvertible {
    /// What the killed relay is doing.
    enum Scene: String, Sendable {
        /// The first sync of empty boards.
        case first
        /// A sweep after the company has lived: records are new, changed and gone.
        case second
        /// A sync whose state was lost, while the boards are full.
        case lostState
        /// A sync that settles requests of which only a part was done.
        case halfDone
        /// A first sync that reads a company which the agent does not serve.
        case wrongCompany
        /// A relay that runs on, and is asked to sync once for every time.
        case asked
        /// The first sync of empty boards, in bulk.
        case bulk
    }

    let point: FailPoint
    let hit: Int
    let scene: Scene
    /// What goes wrong at monday.com meanwhile, as the simulator takes it.
    var faults: [String] = []

    var testDescription: String { "\(point.rawValue):\(hit), \(scene.rawValue)" }

    /// Every step, for the first time and for the third: five boards are read side by side, so that each comes often.
    static let all: [KillCase] =
        cases(
            .first, .runOpened, .scanOpened, .pageRead, .pageCommitted, .answerEnded, .scanFinished, .boardDescribed,
            .discoveryDone, .indexBegun, .indexPageKept, .indexRead, .lookUpAnswered, .budgetSaved, .attemptWritten,
            .answerReceived, .outcomeCommitted)
        + cases(
            .second, .pageRead, .pageCommitted, .answerEnded, .scanFinished, .attemptWritten,
            .answerReceived, .outcomeCommitted)
        + [KillCase(point: .goneMarked, hit: 1, scene: .second)]
        // One board has a day, which it comes to once in a relay's life.
        + [KillCase(point: .dayBegun, hit: 1, scene: .first), KillCase(point: .dayPageTurned, hit: 1, scene: .first)]
        + cases(.lostState, .itemsAdopted)
        + cases(.wrongCompany, .runFailed)
        + cases(.asked, .commandTaken, .commandEnded)
        + cases(.halfDone, .lookAgainWritten)
        + cases(.first, .attemptDoubted, .doubtLookedUp, .attemptSettled, faults: [lostAnswer])
        + cases(.second, .attemptDoubted, .attemptSettled, faults: [lostAnswer, lostChange])
        + cases(.first, .replayWritten, faults: [lostRequest])
        + cases(.first, .attemptPostponed, faults: [lostAnswer, limitedLookUp])
        + cases(.first, .faultNoted, faults: [refusedLookUp])
        + [
            FailPoint.bulkPagePlanned, .bulkStartWritten, .bulkStarted, .bulkUploadWritten, .bulkUploaded, .bulkPolled,
            .bulkLookWritten,
        ].map { KillCase(point: $0, hit: 1, scene: .bulk) }
        + [FailPoint.bulkStartAnswered, .bulkUploadAnswered, .bulkPageAdopted, .bulkSettled]
        .map { KillCase(point: $0, hit: 3, scene: .bulk) }
        + [
            KillCase(point: .bulkPageReleased, hit: 1, scene: .bulk, faults: [refusedImport]),
            KillCase(point: .bulkPageReleased, hit: 2, scene: .bulk, faults: [failedImport]),
            KillCase(point: .bulkPolled, hit: 4, scene: .bulk, faults: [lostUpload]),
        ]

    static let lostAnswer = #"{"kind":"executeThenDrop","operation":"create_item","times":10}"#
    private static let refusedImport = #"{"kind":"unauthorized","operation":"ingest_items","times":4}"#
    /// It breaks off after three rows.
    private static let failedImport = #"{"kind":"failImport","rows":3,"times":4}"#
    private static let lostUpload = #"{"kind":"executeThenDrop","operation":"upload","times":4}"#
    private static let lostChange =
        #"{"kind":"executeThenDrop","operation":"change_multiple_column_values","times":10}"#
    private static let lostRequest = #"{"kind":"dropBeforeExecuting","operation":"create_item","times":10}"#
    /// Before anything is created an empty board is read, not searched: the first look-ups are those of the doubts.
    private static let limitedLookUp =
        #"{"kind":"tooManyRequests","operation":"items_page_by_column_values","times":4}"#
    /// The reading of columns, or of keys, of each board.
    private static let refusedLookUp = #"{"kind":"unauthorized","operation":"boards","times":4}"#

    private static func cases(_ scene: Scene, _ points: FailPoint..., faults: [String] = []) -> [KillCase] {
        points.flatMap { point in
            [1, 3].map { KillCase(point: point, hit: $0, scene: scene, faults: faults) }
        }
    }
}
