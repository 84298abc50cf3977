extension MondayAccount {
    /// How requests are made up, and how what is on a board is found out.
    package struct Delivery: Hashable, Sendable {
        /// How long the list of a board's keys is believed; zero for no list.
        package var indexAge: Duration
        /// The most keys that one search asks for, 1 to 500.
        package var lookUpValues: Int
        /// The most searches in one request, 1 to 20.
        package var lookUps: Int
        /// The most bytes of a request's body.
        package var bodySize: Int
    }
}

extension MondayAccount.Delivery {
    init(_ section: Section) {
        indexAge = section.value("index-age", .duration(.zero ... .seconds(86400)), default: "15m")
        lookUpValues = section.value("look-up-values", .number(1...500), default: "100")
        lookUps = section.value("look-ups", .number(1...20), default: "4")
        bodySize = section.value("body-size", .size(16 << 10...8 << 20), default: "512KiB")
    }
}
