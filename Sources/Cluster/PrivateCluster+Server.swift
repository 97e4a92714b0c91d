import Glibc

extension PrivateCluster {
    /// Returns the server that runs on the data, which may be another program's, or starts one.
    ///
    /// - Parameter child: the server that we have started before, if we have.
    func findOrLaunch(
        _ placement: Placement,
        _ installation: Installation,
        child: ChildProcess?,
        progress: (String) -> Void
    ) throws(ClusterError) -> (ChildProcess?, Postmaster) {
        if Postmaster.running(on: placement.data) != nil {
            return (child, try waitUntilReady(placement, child: child, progress: progress))
        }
        // A child that has died holds its process number until it is waited for.
        if let status = child?.endedStatus(within: Limits.immediateShutdownSeconds) {
            progress("the private PostgreSQL has ended (status \(status))")
        }
        return try launchUntilReady(placement, installation, progress: progress)
    }

    /// Starts the server and waits until it takes connections.
    ///
    /// The last processes of a server that was killed may still be at work on the data; PostgreSQL then refuses to
    /// start, and is started again until they have ended.
    private func launchUntilReady(
        _ placement: Placement,
        _ installation: Installation,
        progress: (String) -> Void
    ) throws(ClusterError) -> (ChildProcess, Postmaster) {
        let start = ContinuousClock.now
        progress("starting the private PostgreSQL \(installation.version)")
        while true {
            do throws(ClusterError) {
                let child = try launch(placement, installation)
                return (child, try waitUntilReady(placement, child: child, progress: progress))
            } catch .serverNotReady(_, _, let tail)
                where tail.contains("is still in use")
                && start.duration(to: .now) < .seconds(Limits.orphanSeconds)
            {
                usleep(200_000)
            } catch {
                throw error
            }
        }
    }

    /// Starts the server, apart from our terminal and our pipes, and does not wait for it.
    private func launch(
        _ placement: Placement,
        _ installation: Installation
    ) throws(ClusterError) -> ChildProcess {
        Postmaster.removeStaleFile(on: placement.data)
        try FileSystem.makePrivateDirectory(placement.sockets, of: placement.account)
        // Nobody else has a socket here, and no server runs on the data: a lock file here is stale, but PostgreSQL
        // would believe it if its process number were another process's by now.
        try FileSystem.removeTree("\(placement.sockets)/.s.PGSQL.5432.lock")
        try FileSystem.replace(
            placement.configuration,
            with: settings.configuration(sockets: placement.sockets),
            mode: 0o644
        )
        try FileSystem.replace(placement.authentication, with: ClusterSettings.authentication, mode: 0o644)
        try setAsideLongLog(placement.log)
        return try ChildProcess.start(
            installation.program("postgres"),
            [
                "-D", placement.data,
                "-c", "config_file=\(placement.configuration)",
                "-c", "hba_file=\(placement.authentication)",
            ],
            as: placement.account,
            input: try .open("/dev/null", O_RDONLY),
            output: try .open(placement.log, O_WRONLY | O_CREAT | O_APPEND),
            newSession: true
        )
    }

    /// Waits until the server takes connections; one that a killed program has left is waited for alike.
    private func waitUntilReady(
        _ placement: Placement,
        child: ChildProcess?,
        progress: (String) -> Void
    ) throws(ClusterError) -> Postmaster {
        let start = ContinuousClock.now
        var reported = start
        while start.duration(to: .now) < .seconds(Limits.startSeconds) {
            let postmaster = Postmaster.running(on: placement.data)
            if let postmaster, postmaster.isReady { return postmaster }
            if child == nil, postmaster == nil { throw notReady("has ended while it started.", placement) }
            if let status = child?.endedStatus() {
                throw notReady("ended with status \(status) instead of starting.", placement)
            }
            if reported.duration(to: .now) > .seconds(5) {
                reported = .now
                progress("waiting for the private PostgreSQL; its log is \(placement.log)")
            }
            Self.pause()
        }
        if let child {
            kill(child.identifier, SIGQUIT)
            _ = child.wait()
        }
        throw notReady("is not ready after \(Limits.startSeconds) seconds.", placement)
    }

    /// Ends the server and waits until it has: fast at first, then immediately.
    func end(_ placement: Placement, child: ChildProcess?) throws(ClusterError) {
        let last = Postmaster.running(on: placement.data)?.identifier
        let attempts = [(SIGINT, Limits.fastShutdownSeconds), (SIGQUIT, Limits.immediateShutdownSeconds)]
        for (signal, seconds) in attempts {
            guard let postmaster = Postmaster.running(on: placement.data) else { break }
            postmaster.end(with: signal)
            let start = ContinuousClock.now
            while Postmaster.running(on: placement.data) != nil, start.duration(to: .now) < .seconds(seconds)
            {
                Self.pause()
            }
        }
        if let postmaster = Postmaster.running(on: placement.data) {
            throw .serverNotStopped(processIdentifier: postmaster.identifier)
        }
        if let child { _ = child.wait() }
        // One taken over within the process that has started it is a child of ours too, and must be waited for.
        if let last { _ = ChildProcess(identifier: last).wait() }
        // SAFETY: the path lives through the call. Only an empty directory goes; the next start makes it again.
        _ = unsafe rmdir(placement.sockets)
    }

    private func notReady(_ reason: String, _ placement: Placement) -> ClusterError {
        let tail = (try? OpenFile.open(placement.log, O_RDONLY))?.tail(atMost: 2_000) ?? ""
        return .serverNotReady(reason: reason, log: placement.log, tail: tail)
    }

    /// Keeps one older log beside the present one.
    private func setAsideLongLog(_ path: String) throws(ClusterError) {
        guard let size = (try? OpenFile.open(path, O_RDONLY))?.size, size > Limits.logBytes else { return }
        try FileSystem.rename(path, to: path + ".old")
    }

    private static func pause() { usleep(10_000) }
}
