import Bytes
import EventLoop
import Execution

/// The subscribers of one live query who get the same bytes: same document, variables, error behaviour and identity.
///
/// One reading of the database serves all of them.
final class LiveGroup {
    /// What makes two subscriptions the same.
    struct Key: Hashable {
        let operation: ObjectIdentifier
        let variables: [UInt8]
        let onError: ErrorBehavior
        let identity: Identity
    }

    /// One subscription.
    final class Subscriber {
        let responder: any StreamResponder
        let caller: Caller
        /// The answer that was sent last, by its number; 0 before the first.
        fileprivate var sent = 0
        /// The digest of the answer that the client had before it came.
        fileprivate let digest: String?

        init(_ responder: any StreamResponder, caller: Caller, digest: String?) {
            self.responder = responder
            self.caller = caller
            self.digest = digest
        }
    }

    /// The last answer.
    private struct Answer {
        /// Without `extensions`.
        var body: [UInt8]
        /// With them, as it is sent.
        var message: [UInt8]
        var digest: String
        var cursor: String?
        var number: Int
    }

    let key: Key
    let number: Int
    let prepared: PlannedOperation
    let parameters: GraphQLRequest.RequestParameters
    let dependencies: LiveDependencies
    private(set) var subscribers: [ObjectIdentifier: Subscriber] = [:]
    private var answer: Answer?
    /// Whether something has changed since the last reading began, or somebody has come.
    var isStale = false
    private(set) var isReading = false
    /// Whether the last answer has errors: the next reading may have none.
    private(set) var hasErrors = false
    /// When the last reading began, and when the next one may; nanoseconds of the loop's clock.
    private(set) var readAt: UInt64 = 0
    private(set) var nextAt: UInt64 = 0
    /// The subscribers who came before the reading under way began.
    private var awaiting: Set<ObjectIdentifier> = []

    init(
        key: Key,
        number: Int,
        prepared: PlannedOperation,
        parameters: GraphQLRequest.RequestParameters,
        dependencies: LiveDependencies
    ) {
        self.key = key
        self.number = number
        self.prepared = prepared
        self.parameters = parameters
        self.dependencies = dependencies
    }

    // MARK: Subscribers

    /// Adds a subscriber, who gets the answer of a reading that begins after this call.
    func add(_ subscriber: Subscriber) {
        subscribers[ObjectIdentifier(subscriber)] = subscriber
        isStale = true
        subscriber.responder.onRoom { [weak self, weak subscriber] in
            if let subscriber { self?.catchUp(subscriber) }
        }
    }

    func remove(_ subscriber: Subscriber) {
        subscribers[ObjectIdentifier(subscriber)] = nil
        awaiting.remove(ObjectIdentifier(subscriber))
    }

    // MARK: Reading

    /// A reading begins; returns the caller as whom.
    func begin() -> Caller? {
        guard let subscriber = subscribers.values.first else { return nil }
        isStale = false
        isReading = true
        readAt = Loop.nanoseconds
        awaiting = Set(subscribers.keys)
        return subscriber.caller
    }

    /// The reading has brought `body`, which holds everything up to `cursor`.
    ///
    /// - Returns: to how many subscribers it was sent.
    func ended(_ body: [UInt8], hasErrors: Bool, cursor: String?) -> Int {
        ended()
        self.hasErrors = hasErrors
        if answer?.body != body {
            let digest = String(SHA256.hexadecimal(of: body).prefix(32))
            let number = (answer?.number ?? 0) + 1
            answer = Answer(
                body: body,
                message: Self.message(body, digest: digest, cursor: cursor),
                digest: digest,
                cursor: cursor,
                number: number
            )
        } else if let known = answer, known.cursor != cursor {
            answer?.cursor = cursor
            answer?.message = Self.message(body, digest: known.digest, cursor: cursor)
        }
        var count = 0
        for (id, subscriber) in subscribers where subscriber.sent > 0 || awaiting.contains(id) {
            count += send(to: subscriber) ? 1 : 0
        }
        awaiting = []
        return count
    }

    /// The reading has failed before it could be answered; it is tried again.
    func failed() {
        ended()
        hasErrors = true
    }

    private func ended() {
        isReading = false
        let now = Loop.nanoseconds
        let cost = now &- readAt
        // A costly query takes a quarter of the time at most.
        nextAt = cost > Self.cheapNanoseconds ? now &+ 3 &* cost : now
    }

    /// What costs less is read again at once.
    private static let cheapNanoseconds: UInt64 = 5_000_000

    /// Sends the last answer, unless the subscriber has it or has no room; then it is sent when there is room.
    private func send(to subscriber: Subscriber) -> Bool {
        guard let answer, subscriber.sent != answer.number, subscriber.responder.hasRoom else { return false }
        let isKnown = subscriber.sent == 0 && subscriber.digest == answer.digest
        subscriber.sent = answer.number
        if isKnown { return false }
        subscriber.responder.next(answer.message, cursor: answer.cursor)
        return true
    }

    private func catchUp(_ subscriber: Subscriber) {
        if subscriber.sent > 0 { _ = send(to: subscriber) }
    }

    /// `body`, an object, with its extensions.
    private static func message(_ body: [UInt8], digest: String, cursor: String?) -> [UInt8] {
        var message = body
        message.removeLast()
        message += ",\"extensions\":{\"live\":{\"digest\":\"\(digest)\"}".utf8
        if let cursor { message += ",\"cursor\":\"\(cursor)\"".utf8 }
        message += "}}".utf8
        return message
    }
}
