extension ValidationRun {
    mutating func checkFieldSelectionMerging() {}
}
