/// The operators that a type of values offers.
enum OperatorSet: Sendable { case equality, comparison, text, containment, document }
