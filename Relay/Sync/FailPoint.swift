#if DEBUG
    import Foundation
    import Synchronization

    /// A named step of the read and write path at which a test has the process die by SIGKILL.
    ///
    /// `SAGE_RELAY_FAIL_POINT=attempt-written` kills at the first time this step is reached,
    /// `SAGE_RELAY_FAIL_POINT=attempt-written:3` at the third. Release builds have no trace of it: neither the names nor
    /// the variable's. docs/proof.md says what the steps are for.
    package enum FailPoint: String, CaseIterable, Sendable {
        // Reading
        /// The run is written down, and the agent is asked next.
        case runOpened = "run-opened"
        /// The scan is written down, and nothing is read yet.
        case scanOpened = "scan-opened"
        /// A page is in memory, and not in the store.
        case pageRead = "page-read"
        /// A page and the scan's cursor are in the store.
        case pageCommitted = "page-committed"
        /// The agent's last line has come, and the watermark is where it was.
        case answerEnded = "answer-ended"
        /// A page of records that Sage no longer holds is marked.
        case goneMarked = "gone-marked"
        /// The watermark has moved, and the scan is closed.
        case scanFinished = "scan-finished"
        /// A run that failed is written down as failed.
        case runFailed = "run-failed"

        // Days
        /// A new day has begun for the board in the store, and no record is brought to it.
        case dayBegun = "day-begun"
        /// A page of records is brought to the day, in the store.
        case dayPageTurned = "day-page-turned"

        // Writing
        /// Monday has described the board, and what follows from that is not in the store.
        case boardDescribed = "board-described"
        /// The board's columns are in the store.
        case discoveryDone = "discovery-done"
        /// A reading of the board's keys is in the store as begun.
        case indexBegun = "index-begun"
        /// A page of the board's keys is in the store.
        case indexPageKept = "index-page-kept"
        /// The board's keys are read to their end, and the store says so.
        case indexRead = "index-read"
        /// The index, or monday, has said which keys are on the board, before anything is created.
        case lookUpAnswered = "look-up-answered"
        /// Items that were on the board are adopted.
        case itemsAdopted = "items-adopted"
        /// That a request goes out is counted in the store, and nothing of the request itself is.
        case budgetSaved = "budget-saved"
        /// A request is in the store, and not sent.
        case attemptWritten = "attempt-written"
        /// Monday has answered, or failed to, and nothing of that is in the store.
        case answerReceived = "answer-received"
        /// What came of a request is in the store.
        case outcomeCommitted = "outcome-committed"
        /// A request is in the store as one whose outcome is not known.
        case attemptDoubted = "attempt-doubted"
        /// Monday has said which members of a request in doubt are on the board.
        case doubtLookedUp = "doubt-looked-up"
        /// A look that settled nothing is in the store.
        case lookAgainWritten = "look-again-written"
        /// A replay is in the store, and not sent.
        case replayWritten = "replay-written"
        /// A request in doubt is settled, and its members are free.
        case attemptSettled = "attempt-settled"
        /// The look-up of a request in doubt failed, and the request is put off.
        case attemptPostponed = "attempt-postponed"
        /// Why the board cannot be written to now is in the store.
        case faultNoted = "fault-noted"
        /// Links that are to be sent are in the store as such whose items' state is not known.
        case linksChosen = "links-chosen"
        /// What came of links is in the store.
        case linksCommitted = "links-committed"
        /// Monday has described the board of the subitems, and that is not in the store.
        case linesDescribed = "lines-described"
        /// What stands below some items is in the store.
        case linesRead = "lines-read"
        /// A request to subitems is in the store, and not sent.
        case linesWritten = "lines-written"
        /// Monday has answered it, or failed to, and nothing of that is in the store.
        case linesAnswered = "lines-answered"
        /// What came of it is in the store.
        case linesCommitted = "lines-committed"
        /// It is in the store as one whose outcome is not known.
        case linesDoubted = "lines-doubted"
        /// Monday has said which subitems of a request in doubt there are.
        case linesLookedUp = "lines-looked-up"
        /// A look that settled nothing is in the store.
        case linesLookAgainWritten = "lines-look-again-written"
        /// A replay is in the store, and not sent.
        case linesReplayWritten = "lines-replay-written"
        /// A request to subitems is settled.
        case linesSettled = "lines-settled"
        /// The look at a request in doubt failed, and the request is put off.
        case linesPostponed = "lines-postponed"
        /// Why subitems cannot be written now is in the store.
        case linesFaultNoted = "lines-fault-noted"
        /// Items are in the store as such that are to be archived.
        case archivalChosen = "archival-chosen"
        /// What came of archiving items is in the store.
        case archivalCommitted = "archival-committed"
        /// That items are asked to be archived is in the store, and monday is not asked.
        case archivalAsked = "archival-asked"
        /// The next board is in use, in the store.
        case nextBoardOpened = "next-board-opened"
        /// Records that found no room are the next board's, in the store.
        case recordsHandedOver = "records-handed-over"
        /// Records whose items were found on another board are that board's, in the store.
        case recordsGivenBack = "records-given-back"
        /// A board that is to be made is in the store, and monday was not asked.
        case constructionWritten = "construction-written"
        /// Monday has made a board, and its id is not in the store.
        case boardMade = "board-made"

        // Importing in bulk
        /// A page of records is in a bulk job, and monday knows nothing of the job.
        case bulkPagePlanned = "bulk-page-planned"
        /// That a job is started is in the store, and monday is not asked.
        case bulkStartWritten = "bulk-start-written"
        /// Monday has started a job, and that is not in the store.
        case bulkStartAnswered = "bulk-start-answered"
        /// The job's number is in the store, and its file is not sent.
        case bulkStarted = "bulk-started"
        /// That the file is sent is in the store, and it is not sent.
        case bulkUploadWritten = "bulk-upload-written"
        /// Monday has the file, and that is not in the store.
        case bulkUploadAnswered = "bulk-upload-answered"
        /// That monday has the file is in the store.
        case bulkUploaded = "bulk-uploaded"
        /// How the job stands is in the store.
        case bulkPolled = "bulk-polled"
        /// The members of a job that one page of the board shows have their items.
        case bulkPageAdopted = "bulk-page-adopted"
        /// How many members a reading of the board found is in the store.
        case bulkLookWritten = "bulk-look-written"
        /// A page of members that the board does not show goes out in batches.
        case bulkPageReleased = "bulk-page-released"
        /// The job is settled, and its board is free.
        case bulkSettled = "bulk-settled"

        // Commands beside the relay
        /// A command's request is taken, and nothing is done about it.
        case commandTaken = "command-taken"
        /// What came of a command's request is in the store.
        case commandEnded = "command-ended"

        /// The environment variable that names the step.
        package static let variable = "SAGE_RELAY_FAIL_POINT"

        private static let armed: Armed? = {
            guard let text = ProcessInfo.processInfo.environment[variable] else { return nil }
            do throws(Unknown) {
                return try Armed(text)
            } catch {
                FileHandle.standardError.write(Data("sage-relay: \(error.sentence)\n".utf8))
                // A wrong configuration (sysexits.h, EX_CONFIG).
                exit(78)
            }
        }()

        private static let hits = Mutex(0)

        /// Ends the process when the variable names no step, with a sentence that lists the known ones.
        package static func arm() {
            _ = armed
        }

        /// Says that the step is reached; does not return when it is the one to die at.
        package func reached() {
            guard let armed = Self.armed, armed.point == self else { return }
            let hit = Self.hits.withLock { hits in
                hits += 1
                return hits
            }
            guard hit == armed.hit else { return }
            kill(getpid(), SIGKILL)
        }

        /// What the variable says.
        package struct Armed: Hashable, Sendable {
            package let point: FailPoint
            /// The how-many-th time it is reached, from 1.
            package let hit: Int

            /// Reads the variable.
            ///
            /// - Parameter text: the step's name, and `:3` for the third time.
            /// - Throws: ``Unknown`` with the known names.
            package init(_ text: String) throws(Unknown) {
                let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard let point = parts.first.flatMap({ FailPoint(rawValue: String($0)) }),
                    let hit = parts.count == 1 ? 1 : Int(parts[1]), hit > 0
                else { throw Unknown(text: text) }
                self.point = point
                self.hit = hit
            }
        }

        /// The variable names no step.
        package struct Unknown: Error {
            let text: String

            /// Says so, with what it may name.
            package var sentence: String {
                "\(FailPoint.variable) is \"\(text)\"; it takes one of "
                    + FailPoint.allCases.map(\.rawValue).joined(separator: ", ")
                    + ", and :3 behind it for the third time."
            }
        }
    }
#else
    /// Nothing: what the steps are called is known to debug builds alone.
    ///
    /// Names are looked up by text, so that no list of them is compiled; the compiler removes text and call within this
    /// module. In other modules calls stand in `#if DEBUG`.
    @dynamicMemberLookup
    package struct FailPoint {
        package static subscript(dynamicMember name: String) -> FailPoint { FailPoint() }

        /// Does nothing.
        package static func arm() {}

        func reached() {}
    }
#endif
