extension ValueType<Double> {
    /// A share in percent with its sign and up to two decimals: `2%`, `0.25%`; as a value, 0 to 1.
    static var percentage: Self {
        .scalar("percentage, 0% to 100%", placeholder: 0) { text, _ throws(ValueFault) in
            guard text.hasSuffix("%") else {
                let isNumber = Double(text) != nil
                throw isNumber
                    ? ValueFault(.wrongUnit, "\(quoted(text)) has no unit", expected: "expected a percentage, as in 2%")
                    : ValueFault(.wrongType, "\(quoted(text)) is not a percentage")
            }
            let digits = text.dropLast()
            guard digits.wholeMatch(of: /(0|[1-9][0-9]{0,2})(\.[0-9]{1,2})?/) != nil, let percent = Double(digits)
            else {
                throw ValueFault(.wrongType, "\(quoted(text)) is not a percentage with up to two decimals")
            }
            guard percent <= 100 else { throw ValueFault(.outOfRange, "\(quoted(text)) is out of range") }
            return percent / 100
        }
    }
}
