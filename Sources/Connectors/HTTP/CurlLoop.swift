import CCurl
import Foundation
import MutualAid

/// The event thread's side of the client: starts jobs, at most so many to one destination, and lets curl move the bytes.
///
/// Everything here belongs to the event thread alone.
final class CurlLoop {
    private let mailbox: CurlMailbox
    private let multi: UnsafeMutableRawPointer
    private let limits: HTTPLimits
    private var active: [UnsafeMutableRawPointer: CurlTransfer] = [:]
    private var idle: [CurlTransfer] = []
    private var lines: [String: Line] = [:]

    /// One destination: how many are under way, and who waits for a place.
    private struct Line {
        var active = 0
        var waiting: [CurlJob] = []
    }

    init(mailbox: CurlMailbox, limits: HTTPLimits) {
        self.mailbox = mailbox
        self.limits = limits
        multi = mailbox.multi.pointer
        ccurl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, 256)
        ccurl_multi_set_number(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    }

    /// Works until the mailbox closes, then ends what is left.
    func run() {
        blockBrokenPipes()
        while turn() {}
        active.values.forEach { detach($0)?.finish(.failed(.closedEarly)) }
        lines.values.flatMap(\.waiting).forEach { $0.finish(.failed(.closedEarly)) }
    }

    private func turn() -> Bool {
        let mail = mailbox.take()
        mail.jobs.forEach(queue)
        if mail.hasCancellations {
            dropCancelled()
        }
        guard !mail.isClosing else { return false }
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        collectFinished()
        curl_multi_poll(multi, nil, 0, 60_000, nil)
        return true
    }

    private func queue(_ job: CurlJob) {
        let destination = job.request.destination
        if lines[destination, default: Line()].active < limits.perDestination {
            start(job)
        } else {
            lines[destination]?.waiting.append(job)
        }
    }

    private func start(_ job: CurlJob) {
        guard !job.isCancelled else { return job.finish(.failed(.closedEarly)) }
        guard let transfer = idle.popLast() ?? CurlTransfer(limits: limits) else {
            return job.finish(.failed(.notConnected))
        }
        guard transfer.prepare(job), curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            return job.finish(.failed(.unreachable))
        }
        active[transfer.easy] = transfer
        lines[job.request.destination, default: Line()].active += 1
    }

    private func collectFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let transfer = active[message.easy_handle] else { continue }
            let result = transfer.result(message.data.result)
            let job = detach(transfer)
            idle.append(transfer)
            job?.finish(result)
            advance(job?.request.destination)
        }
    }

    /// Takes a transfer out of curl's hands and off its line.
    private func detach(_ transfer: CurlTransfer) -> CurlJob? {
        curl_multi_remove_handle(multi, transfer.easy)
        active[transfer.easy] = nil
        let job = transfer.clear()
        if let job {
            lines[job.request.destination]?.active -= 1
        }
        return job
    }

    /// Starts whoever waits for a place at a destination, and forgets the line when nobody is left in it.
    private func advance(_ destination: String?) {
        guard let destination else { return }
        while let line = lines[destination], line.active < limits.perDestination, !line.waiting.isEmpty {
            if let job = lines[destination]?.waiting.removeFirst() {
                start(job)
            }
        }
        if let line = lines[destination], line.active == 0, line.waiting.isEmpty {
            lines[destination] = nil
        }
    }

    private func dropCancelled() {
        for transfer in active.values where transfer.job?.isCancelled == true {
            let job = detach(transfer)
            job?.finish(.failed(.closedEarly))
            advance(job?.request.destination)
        }
        for destination in lines.keys {
            let cancelled = lines[destination]?.waiting.filter(\.isCancelled) ?? []
            lines[destination]?.waiting.removeAll(where: \.isCancelled)
            cancelled.forEach { $0.finish(.failed(.closedEarly)) }
            advance(destination)
        }
    }
}

/// A peer that hangs up must not end the process: TLS libraries write without asking for no signal.
private func blockBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
}
