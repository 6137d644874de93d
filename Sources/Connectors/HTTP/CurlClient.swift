import CCurl
import Foundation
import MutualAid

/// The one HTTP client: libcurl's multi interface on a thread of its own.
///
/// Connections are kept alive and shared, HTTP/2 is used where offered, redirects are never followed, proxies never
/// used, and addresses that are not public are refused at connect unless the request allows them.
package final class CurlClient: Sendable {
    private let mailbox: CurlMailbox
    private let thread: pthread_t
    private let multi: MultiHandle

    /// Starts the event thread.
    ///
    /// - Throws: when the system has no more threads or memory for it.
    package init(limits: HTTPLimits = HTTPLimits()) throws(CurlUnavailable) {
        guard isCurlReady, let pointer = curl_multi_init() else { throw CurlUnavailable() }
        let multi = MultiHandle(pointer: pointer)
        let mailbox = CurlMailbox(multi: multi)
        guard let thread = startThread(mailbox, limits) else {
            curl_multi_cleanup(pointer)
            throw CurlUnavailable()
        }
        self.multi = multi
        self.mailbox = mailbox
        self.thread = thread
    }

    deinit {
        shutdown()
        curl_multi_cleanup(multi.pointer)
    }

    /// Sends a request and waits for its answer; safe from any task, and given up when the task is cancelled.
    package func send(_ request: OutboundRequest) async -> OutboundResult {
        guard request.isWellFormed else { return .failed(.unreachable) }
        let ticket = CurlJob.Ticket()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                mailbox.post(CurlJob(request: request, ticket: ticket, continuation: continuation))
            }
        } onCancel: {
            ticket.cancel()
            mailbox.noteCancellation()
        }
    }

    /// Ends what is under way as `closed_early`, refuses what comes later, and returns when the thread is gone.
    package func shutdown() {
        if mailbox.close() {
            pthread_join(thread, nil)
        }
    }
}

/// The system has no thread or memory left for an HTTP client.
package struct CurlUnavailable: Error {}

/// A pointer to curl's multi handle, passed between the client's two sides.
///
/// Sendable by proof: the event thread alone uses it while it runs, with one exception, `curl_multi_wakeup`, which curl
/// declares safe from any thread and which the mailbox calls only under its lock and never after `close()`. It is freed
/// in the client's `deinit`, after the thread was joined.
struct MultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}

/// Whether libcurl could be initialised, which happens once for the process.
private let isCurlReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

/// What the new thread is handed.
private final class ThreadStart {
    let mailbox: CurlMailbox
    let limits: HTTPLimits

    init(_ mailbox: CurlMailbox, _ limits: HTTPLimits) {
        self.mailbox = mailbox
        self.limits = limits
    }
}

private func startThread(_ mailbox: CurlMailbox, _ limits: HTTPLimits) -> pthread_t? {
    var thread = pthread_t()
    let start = Unmanaged.passRetained(ThreadStart(mailbox, limits))
    let failure = pthread_create(
        &thread,
        nil,
        { argument in
            guard let argument else { return nil }
            let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
            CurlLoop(mailbox: start.mailbox, limits: start.limits).run()
            return nil
        },
        start.toOpaque()
    )
    guard failure == 0 else {
        start.release()
        return nil
    }
    return thread
}
