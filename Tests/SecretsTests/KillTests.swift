#if DEBUG
    import Configuration
    import Foundation
    import TestSupport
    import Testing

    /// A program that dies by SIGKILL at each step of a change leaves a store that can be read, and the same command goes
    /// on from there.
    @Suite(.timeLimit(.minutes(5)))
    struct KillTests {
        private func kill(_ rig: ProgramRig, _ point: WriteFailPoint, _ arguments: [String], input: String = "")
            async throws
        {
            let result = try await rig.run(
                arguments, input: input, environment: [WriteFailPoint.variable: point.rawValue])
            #expect(result.code == 128 + SIGKILL || result.code == -SIGKILL, "\(result)")
        }

        /// Whether the step is behind the moment from which on the new file counts.
        private func isDone(_ point: WriteFailPoint) -> Bool { point == .fileRenamed }

        @Test(arguments: WriteFailPoint.allCases)
        func `a value is the old one or the new one`(point: WriteFailPoint) async throws {
            let rig = try ProgramRig()
            try await rig.success("init")
            try await rig.success("set", "token", input: "one")
            try await rig.success("set", "other", input: "two")
            try await kill(rig, point, ["set", "token"], input: "three")
            #expect(try await rig.success("verify").contains("revision \(isDone(point) ? 4 : 3)"))
            let list = try await rig.success("list")
            #expect(list.contains("monday-token        \(isDone(point) ? 2 : 1)"), "\(list)")
            #expect(try await rig.success("set", "token", input: "four").contains("version \(isDone(point) ? 3 : 2)"))
            try await kill(rig, point, ["remove", "other"])
            #expect(try await rig.success("list").contains("other") == !isDone(point))
            try await rig.success("verify")
        }

        @Test(arguments: WriteFailPoint.allCases)
        func `a store is under the old key or the new one, and the same command ends the change`(
            point: WriteFailPoint
        ) async throws {
            let rig = try ProgramRig()
            try await rig.success("init")
            for number in 0..<5 { try await rig.success("set", "secret-\(number)", input: "\(number)") }
            // The first replacement is that of the key's file, the second the store's.
            try await kill(rig, point, ["rotate-key", "--new-key", "next"])
            try await rig.success("verify")
            let next = "{ store: ./secrets.store, key: { file: ./next } }"
            if !FileManager.default.fileExists(atPath: rig.folder.path + "/next") {
                try rig.folder.write(String(repeating: "ab", count: 32), to: "next")
            }
            try await kill(rig, point, ["rotate-key", "--new-key", "next"])
            let old = try await rig.run(["verify"])
            #expect(old.code == (isDone(point) ? 78 : 0))
            let again = try await rig.success("rotate-key", "--new-key", "next")
            #expect(again.contains("already") == isDone(point))
            #expect(try await rig.run(["verify"]).code == 78)
            try rig.configure(next)
            try await rig.success("verify")
        }

        @Test(arguments: WriteFailPoint.allCases)
        func `a store that is being made is made by the next call`(point: WriteFailPoint) async throws {
            let rig = try ProgramRig()
            try await kill(rig, point, ["init"])
            #expect(!FileManager.default.fileExists(atPath: rig.folder.path + "/secrets.store"))
            if point == .fileRenamed {
                // The key's file is there; now the store's own replacement.
                try await kill(rig, point, ["init"])
                #expect(try await rig.run(["init"]).code == 64)
            } else {
                try await rig.success("init")
            }
            try await rig.success("verify")
        }
    }
#endif
