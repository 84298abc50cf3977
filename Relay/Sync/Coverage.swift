import WireProtocol

/// Which of a company's changes are durably queued: everything that Sage stamped within these spans of its clock.
///
/// One number would do while every read starts where the last one ended. A full read that takes hours beside polls, and
/// one that was broken off, leave gaps; they are kept, so that they are read again and nothing else is.
package struct Coverage: Hashable, Sendable, Codable {
    /// A closed span, both ends queued.
    package struct Span: Hashable, Sendable, Codable {
        /// Where it begins; `nil` for the beginning of time.
        package var from: SageStamp?
        package var through: SageStamp

        package init(from: SageStamp?, through: SageStamp) {
            self.from = from
            self.through = through
        }
    }

    /// How many spans are kept.
    ///
    /// Each gap is closed by the next poll, so that there is hardly ever a second one; a source whose clock leaps about
    /// must not make the row grow without end.
    package static let mostSpans = 32

    /// In order, without touching each other.
    package private(set) var spans: [Span] = []

    /// Nothing is covered.
    package init() {}

    /// Everything up to a moment is covered.
    package init(through watermark: SageStamp) {
        spans = [Span(from: nil, through: watermark)]
    }

    package init(from decoder: any Decoder) throws {
        for span in try decoder.singleValueContainer().decode([Span].self) {
            cover(from: span.from, through: span.through)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(spans)
    }

    /// Everything stamped up to here is queued; `nil` while the beginning is not covered.
    package var watermark: SageStamp? {
        spans.first.flatMap { $0.from == nil ? $0.through : nil }
    }

    /// What lies between the spans, each gap without its ends; the last gap, which has no end, is not among them.
    package var gaps: [(after: SageStamp, before: SageStamp)] {
        zip(spans, spans.dropFirst()).compactMap { span, next in next.from.map { (span.through, $0) } }
    }

    /// Where the span ends that a moment lies in; `nil` when it is not covered.
    package func end(of moment: SageStamp) -> SageStamp? {
        spans.first { ($0.from ?? moment) <= moment && moment <= $0.through }?.through
    }

    /// Notes that everything within a span is queued.
    ///
    /// - Parameters:
    ///   - from: where it begins, itself included; `nil` for the beginning of time.
    ///   - through: where it ends, itself included; before `from`, nothing is noted.
    package mutating func cover(from: SageStamp?, through: SageStamp) {
        if let from, through < from { return }
        var whole = Span(from: from, through: through)
        var others: [Span] = []
        for span in spans {
            if whole.touches(span) {
                whole.from = whole.from.flatMap { mine in span.from.map { min(mine, $0) } }
                whole.through = max(whole.through, span.through)
            } else {
                others.append(span)
            }
        }
        let place = others.firstIndex { ($0.from ?? whole.through) > whole.through } ?? others.count
        others.insert(whole, at: place)
        // The latest are forgotten: what is forgotten is read again, and the first is where the next poll begins.
        spans = Array(others.prefix(Self.mostSpans))
    }

    /// Forgets everything behind a moment: Sage's clock was ahead, and was put right.
    ///
    /// - Parameter moment: the last that stays covered.
    package mutating func cut(after moment: SageStamp) {
        spans = spans.compactMap { span in
            if let from = span.from, from > moment { return nil }
            return Span(from: span.from, through: min(span.through, moment))
        }
    }
}

extension Coverage.Span {
    /// Whether two spans have a moment in common.
    fileprivate func touches(_ other: Self) -> Bool {
        (from ?? other.through) <= other.through && (other.from ?? through) <= through
    }
}
