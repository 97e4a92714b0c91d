extension String {
    /// `tier` as `Tier`.
    var capitalized: String { prefix(1).uppercased() + dropFirst() }

    /// `firstResponseDueAt` as `first_response_due_at`.
    var snakeCased: String {
        var result = ""
        var previousIsLower = false
        for (index, character) in zip(indices, self) {
            if character.isUppercase {
                let next = self.index(after: index)
                let nextIsLower = next < endIndex && self[next].isLowercase
                if !result.isEmpty && (previousIsLower || nextIsLower) && result.last != "_" { result += "_" }
                result += character.lowercased()
            } else {
                result.append(character)
            }
            previousIsLower = character.isLowercase || character.isNumber
        }
        return result
    }
}
