extension Parser {
    /// A document to be executed holds only operations and fragments, no definitions of the type system.
    ///
    /// Implements *Executable Definitions*, §5.1.1, where such a definition begins: no other rule could say anything about it, so
    /// that it is not even read.
    func checkExecutableDefinition() throws(SyntaxError) {
        if isTypeSystemKeyword { throw SyntaxError(.notExecutable, at: lexer.range) }
    }
}
