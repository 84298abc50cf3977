extension SageTables {
    /// The chart of accounts with its segments.
    static let ledger = [account, accountType, mainAccount, subAccount, accountSegment, accountStructure]

    private static let account = TableLayout(
        "GL_Account", noun: "account", key: ["AccountKey"],
        indexes: [
            ("KACCOUNT", [.init("Account", isUppercased: true)]),
            ("KRAWACCOUNT", [.init("RawAccount", isUppercased: true)]),
            ("KMAINACCOUNTCODE", [.init("MainAccountCode")]),
            ("KSTATUS", [.init("Status")]),
        ],
        writers: ["GL_Account_bus"], readers: ["GL_Account_svc"],
        fields: [
            .text("AccountKey", 9), .text("AccountDesc", 50), .text("Account", 41), .text("RawAccount", 32),
            .text("MainAccountCode", 15), .date("DateStart"), .date("DateEnd"), .flag("Status"),
            .flag("ClearBalance"), .text("AccountType", 2), .flag("CashFlowsType"), .text("AccountGroup", 15),
            .flag("AccountCategory"),
        ])

    private static let accountType = TableLayout(
        "GL_AccountType", noun: "account type", key: ["AccountType"], readers: ["GL_AccountType_svc"], audited: false,
        fields: [.text("AccountType", 2), .text("AccountTypeDesc", 30)])

    private static let mainAccount = TableLayout(
        "GL_MainAccount", noun: "main account", key: ["SegmentNo", "MainAccountCode"],
        writers: ["GL_MainAccount_bus"], readers: ["GL_MainAccount_svc"],
        fields: [
            .text("SegmentNo", 2), .text("MainAccountCode", 15), .text("MainAccountDesc", 50),
            .text("MainAccountShortDesc", 20), .flag("Status"), .text("AccountGroup", 15), .text("AccountType", 2),
        ])

    private static let subAccount = TableLayout(
        "GL_SubAccount", noun: "sub account", key: ["SegmentNo", "SubAccountCode"],
        readers: ["GL_SubAccount_svc"],
        fields: [.text("SegmentNo", 2), .text("SubAccountCode", 15), .text("SubAccountDesc", 40)])

    private static let accountSegment = TableLayout(
        "GL_AccountSegment", noun: "account segment", key: ["SegmentNo", "SubAccountCode", "AccountKey"],
        indexes: [("KACCOUNTKEY", [.init("AccountKey"), .init("SegmentNo")])],
        readers: ["GL_AccountSegment_svc"], audited: false,
        fields: [.text("SegmentNo", 2), .text("SubAccountCode", 15), .text("AccountKey", 9)])

    private static let accountStructure = TableLayout(
        "GL_AccountStructure", noun: "account structure", key: ["SegmentNo"], readers: ["GL_AccountStructure_svc"],
        fields: [.text("SegmentNo", 2), .text("SegmentDesc", 30), .number("SegmentLength", scale: 0)])
}
