import CCurl
import MutualAid
import Synchronization

/// What callers on any thread leave for the event thread.
///
/// It guards the jobs not yet taken, whether the client is closing, and thereby the life of the multi handle: the event
/// thread is woken only under the lock and never once closing.
final class CurlMailbox: Sendable {
    let multi: MultiHandle
    private let mail = Guarded(Mail())

    /// What gathered since it was last taken.
    struct Mail {
        var jobs: [CurlJob] = []
        var hasCancellations = false
        var isClosing = false
        fileprivate var isWoken = false
    }

    init(multi: MultiHandle) {
        self.multi = multi
    }

    func post(_ job: CurlJob) {
        let isAccepted = mail.withLock { mail in
            guard !mail.isClosing else { return false }
            mail.jobs.append(job)
            wake(&mail)
            return true
        }
        if !isAccepted {
            job.finish(.failed(.notConnected))
        }
    }

    func noteCancellation() {
        mail.withLock { mail in
            guard !mail.isClosing else { return }
            mail.hasCancellations = true
            wake(&mail)
        }
    }

    /// Refuses further jobs; `false` when somebody closed it before.
    func close() -> Bool {
        mail.withLock { mail in
            guard !mail.isClosing else { return false }
            wake(&mail)
            mail.isClosing = true
            return true
        }
    }

    func take() -> Mail {
        mail.withLock { mail in
            defer { mail = Mail(isClosing: mail.isClosing) }
            return mail
        }
    }

    private func wake(_ mail: inout Mail) {
        if !mail.isWoken {
            mail.isWoken = true
            curl_multi_wakeup(multi.pointer)
        }
    }
}

/// One request on its way through the client, and who waits for it.
final class CurlJob: Sendable {
    let request: OutboundRequest
    private let ticket: Ticket
    private let continuation: CheckedContinuation<OutboundResult, Never>

    /// By which a waiting task says that it no longer waits.
    final class Ticket: Sendable {
        private let cancelled = Atomic(false)

        var isCancelled: Bool { cancelled.load(ordering: .sequentiallyConsistent) }

        func cancel() {
            cancelled.store(true, ordering: .sequentiallyConsistent)
        }
    }

    init(request: OutboundRequest, ticket: Ticket, continuation: CheckedContinuation<OutboundResult, Never>) {
        self.request = request
        self.ticket = ticket
        self.continuation = continuation
    }

    var isCancelled: Bool { ticket.isCancelled }

    /// Hands over the result; called exactly once.
    func finish(_ result: OutboundResult) {
        continuation.resume(returning: result)
    }
}
