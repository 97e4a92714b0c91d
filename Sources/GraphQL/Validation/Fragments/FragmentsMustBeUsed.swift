extension ValidationRun {
    /// Every fragment is spread by an operation, directly or through others.
    ///
    /// Implements *Fragments Must Be Used*, §5.5.1.4.
    mutating func checkFragmentsMustBeUsed() {
        guard !document.fragments.isEmpty, !isFull else { return }
        var isUsed = Array(repeating: false, count: document.fragments.count)
        var pending = Array(0..<document.operations.count)
        while let definition = pending.popLast() {
            for spread in spreads[spreadsOf[definition].indices] {
                guard spread.fragment >= 0, !isUsed[Int(spread.fragment)] else { continue }
                isUsed[Int(spread.fragment)] = true
                pending.append(document.operations.count + Int(spread.fragment))
            }
        }
        for (number, fragment) in document.fragments.enumerated() where !isUsed[number] && !isFull {
            guard names[Int(fragment.name.id)].fragment == Int32(number) else { continue }
            report("Fragment \"\(document.text(fragment.name))\" is never used.", at: fragment.offset)
        }
    }
}
