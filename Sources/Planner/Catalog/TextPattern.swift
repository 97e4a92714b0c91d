/// A comparison of a text with a part of it, or with a pattern.
package enum TextPattern: Sendable {
    case contains, like, startsWith, endsWith
}
