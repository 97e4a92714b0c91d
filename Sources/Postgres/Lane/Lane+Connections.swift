import EventLoop

/// What happens to the connections of a lane.
extension Lane {
    func addSlot() { slots.append(makeSlot(preferred: nil)) }

    private func makeSlot(preferred: ServerAddress?) -> ConnectionSlot {
        ConnectionSlot(
            loop: loop,
            options: options,
            preferred: preferred,
            events: ConnectionSlot.Events(
                connected: { [weak self] in self?.connected($0) },
                disconnected: { [weak self] in self?.disconnected($0, $1) },
                failed: { [weak self] error in
                    self?.availability.attemptFailed(reason: error.message)
                    self?.settle()
                },
                progressed: { [weak self] in self?.progressed() },
                stuck: { [weak self] in self?.stuck($0) },
                finished: { [weak self] in self?.finished($0, $1) ?? false }
            )
        )
    }

    private func progressed() {
        if !waiting.isEmpty || waitingForLease > 0 { pump() }
    }

    private func connected(_ slot: ConnectionSlot) {
        availability.connected()
        graceTimer?.cancel()
        graceTimer = nil
        if let address = slot.address {
            let name = "\(address) \(slot.server.isStandby)"
            if servers.insert(name).inserted { options.onEvent(.serving(address.description, slot.server)) }
        }
        pump()
        settle()
    }

    /// Reports once how many of the wanted connections there are, when each has been tried.
    private func settle() {
        guard !isSettled, slots.count == max(options.connections, 1) else { return }
        let refused = slots.filter { $0.connection == nil && $0.lastFailure != nil }
        guard slots.allSatisfy({ $0.connection != nil || $0.lastFailure != nil }) else { return }
        isSettled = true
        let reason = refused.last?.lastFailure?.message ?? ""
        options.onEvent(.settled(wanted: slots.count, refused: refused.count, reason: reason))
    }

    private func disconnected(_ error: PostgresError, _ blocks: [Block]) {
        availability.disconnected(reason: error.message, now: now)
        if availability.connectionsUp == 0 {
            servers = []
            startGrace()
        }
        for block in blocks {
            if block.isIdempotent, !block.isCancelled, block.attempts < options.limits.attempts {
                retry(block)
            } else {
                let reason = error.message
                fail(block, block.command == "COMMIT" ? .unknownCommit(reason) : .connectionLost(reason))
            }
        }
    }

    /// Sends a block again in a moment: a server that goes takes all connections with it, in no order, and a block must not
    /// move from one to the next of them.
    func retry(_ block: Block) {
        ownCounters.retries += 1
        // Names belong to a connection.
        block.failedNames = nil
        broken.append(block)
        guard broken.count == 1 else { return }
        loop.schedule(after: .milliseconds(options.limits.retryMilliseconds)) { [weak self] in
            guard let self else { return }
            for block in broken.removeAll() { waiting.append(block) }
            pump()
        }
    }

    /// A block is over; returns whether it is sent again.
    private func finished(_ block: Block, _ error: PostgresError?) -> Bool {
        if block.statement?.tables.isEmpty == false {
            if error == nil { lockedTables.succeeded(block.statement?.tables ?? []) }
            if !locked.isEmpty { loop.schedule(after: .zero) { [weak self] in self?.sendLocked() } }
        }
        guard let error, error.isConflict, block.isIdempotent, !block.isCancelled,
            block.attempts < options.limits.attempts
        else { return false }
        retry(block)
        return true
    }

    /// When the grace period ends, the blocks that wait fail.
    func startGrace() {
        graceTimer?.cancel()
        graceTimer = loop.schedule(after: .milliseconds(options.limits.graceMilliseconds + 1)) {
            [weak self] in
            guard let self else { return }
            graceTimer = nil
            if availability.isUnavailable(now: now) { failWaiting() }
        }
    }

    /// Ends the connections to servers that write a lower timeline than another one.
    func leaveOldTimelines() {
        let timeline = options.history.timeline
        for slot in allSlots {
            guard slot.connection != nil, !slot.server.isStandby, slot.server.timeline < timeline else {
                continue
            }
            let error = PostgresError.connectionLost(
                "another server was promoted to timeline \(timeline), this one writes timeline \(slot.server.timeline)"
            )
            slot.end(error)
        }
    }
}

// MARK: - Sessions

extension Lane {
    /// Opens the sessions again with other settings, each when it is idle; does nothing where they are the same.
    package func renew(sessionSettings settings: [(name: String, value: String)]) {
        let isSame = options.sessionSettings.elementsEqual(settings) { $0 == $1 }
        guard !isSame else { return }
        options.sessionSettings = settings
        for slot in allSlots { slot.renew(options) }
    }
}

// MARK: - Spare connections

extension Lane {
    /// Makes a spare connection where every connection runs an old block.
    func wantSpare() {
        guard spares.count < options.spareConnections, availability.connectionsUp > 0,
            allSlots.allSatisfy({ $0.connection?.isStuck ?? true }),
            spares.allSatisfy({ $0.connection != nil })
        else { return }
        spares.append(makeSlot(preferred: slots.first?.address))
        guard spareTimer == nil else { return }
        let time = Duration.milliseconds(options.limits.spareMilliseconds)
        spareTimer = loop.schedule(after: time, repeating: time) { [weak self] in self?.dropSpares() }
    }

    /// Closes spare connections that are idle while another connection has room.
    private func dropSpares() {
        guard slots.contains(where: \.hasRoom), spares.allSatisfy({ $0.isFree || $0.connection == nil })
        else { return }
        for spare in spares {
            if spare.connection != nil { availability.disconnected(reason: "", now: now) }
            ownCounters += spare.counters
            _ = spare.close()
        }
        spares = []
        spareTimer?.cancel()
        spareTimer = nil
    }
}
