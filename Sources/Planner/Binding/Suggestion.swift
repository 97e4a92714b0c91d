/// The end of a message that offers the known name nearest to `name`, or nothing where none is near.
func didYouMean(_ name: String, among known: [String]) -> String {
    let allowed = max(name.count * 2 / 5, 1)
    let near = known.lazy
        .map { (name: $0, distance: editDistance(name, $0)) }
        .filter { $0.distance <= allowed }
        .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return near.map { "; did you mean \"\($0.name)\"?" } ?? ""
}

/// How many letters are inserted, removed or replaced between the two.
private func editDistance(_ left: String, _ right: String) -> Int {
    let left = Array(left.lowercased().utf8.prefix(64))
    let right = Array(right.lowercased().utf8.prefix(64))
    var row = Array(0...right.count)
    for (i, byte) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let cost = min(row[j] + 1, row[j + 1] + 1, diagonal + (byte == other ? 0 : 1))
            diagonal = row[j + 1]
            row[j + 1] = cost
        }
    }
    return row[right.count]
}
