/// Finds the name that was probably meant.
enum NearestName {
    /// The nearest of the names, when at most a third of the letters (and at most two) differ.
    static func of(_ name: String, among names: [String]) -> String? {
        // Long keys are not misspelt names, and the distance costs the product of both lengths.
        guard name.count <= 64 else { return nil }
        let nearest = names.map { ($0, distance(name.lowercased(), $0)) }.min { $0.1 < $1.1 }
        guard let (found, distance) = nearest, distance <= min(2, name.count / 3) else { return nil }
        return found
    }

    /// How many letters have to be put in, taken out, changed or swapped with their neighbour (optimal string
    /// alignment) to turn one text into the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var rows = [Array(0...right.count)]
        for (i, a) in left.enumerated() {
            var row = [i + 1]
            for (j, b) in right.enumerated() {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a == b ? 0 : 1))
                if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
