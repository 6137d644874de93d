import CCurl
import Foundation
import MutualAid

/// One reusable easy handle of curl and what its present job has received so far; the event thread's alone.
final class CurlTransfer {
    let easy: UnsafeMutableRawPointer
    private(set) var job: CurlJob?
    private let limits: HTTPLimits
    private var headerLines: UnsafeMutablePointer<curl_slist>?
    private var head: [UInt8] = []
    private var body: [UInt8] = []
    private var isCut = false
    /// Whether an address was refused on the way.
    private var isBlocked = false

    /// - Returns: `nil` when there is no memory for it.
    init?(limits: HTTPLimits) {
        guard let easy = curl_easy_init() else { return nil }
        self.easy = easy
        self.limits = limits
        setConstants()
        setCallbacks()
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(headerLines)
    }

    /// Sets everything that differs from job to job; `false` when curl refuses the request.
    func prepare(_ job: CurlJob) -> Bool {
        let request = job.request
        self.job = job
        let timeLimit = request.timeLimit ?? limits.total
        let isAccepted =
            ccurl_set_text(easy, CURLOPT_URL, request.url) == CURLE_OK
            && ccurl_set_text(easy, CURLOPT_UNIX_SOCKET_PATH, request.unixSocket) == CURLE_OK
            && ccurl_set_number(easy, CURLOPT_TIMEOUT_MS, timeLimit.curlMilliseconds) == CURLE_OK
            && setMethod(request)
            && setHeaders(request)
        if !isAccepted {
            _ = clear()
        }
        return isAccepted
    }

    /// What the finished transfer came to.
    func result(_ code: CURLcode) -> OutboundResult {
        var status = 0
        ccurl_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
        if status > 0, code == CURLE_OK || isCut && code == CURLE_WRITE_ERROR {
            return .response(OutboundResponse(status: status, head: head, body: body, isCut: isCut))
        }
        return .failed(isBlocked ? .privateAddress : DeliveryCause(code))
    }

    /// Forgets the job and hands it back; the handle keeps its settings and is ready for the next.
    func clear() -> CurlJob? {
        defer { job = nil }
        ccurl_set_list(easy, CURLOPT_HTTPHEADER, nil)
        curl_slist_free_all(headerLines)
        headerLines = nil
        head.removeAll(keepingCapacity: true)
        body = []
        isCut = false
        isBlocked = false
        return job
    }

    private func setConstants() {
        ccurl_set_text(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_text(easy, CURLOPT_PROXY, "")
        ccurl_set_text(easy, CURLOPT_NOPROXY, "*")
        ccurl_set_text(easy, CURLOPT_USERAGENT, "huzhu")
        ccurl_set_number(easy, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_number(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_set_number(easy, CURLOPT_QUICK_EXIT, 1)
        ccurl_set_number(easy, CURLOPT_TCP_KEEPALIVE, 1)
        ccurl_set_number(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        ccurl_set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, limits.connect.curlMilliseconds)
    }

    /// curl calls back only while the event thread runs it, when this object is held in the loop's `active`.
    private func setCallbacks() {
        let this = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(easy, CURLOPT_WRITEDATA, this)
        ccurl_set_reader(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, this in
            CurlTransfer.at(this)?.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        ccurl_set_pointer(easy, CURLOPT_HEADERDATA, this)
        ccurl_set_reader(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, this in
            CurlTransfer.at(this)?.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, this)
        ccurl_set_open_socket(easy) { this, _, address in
            CurlTransfer.at(this)?.openSocket(address) ?? -1
        }
        ccurl_set_pointer(easy, CURLOPT_PREREQDATA, this)
        ccurl_set_before_request(easy) { this, address, _, _, _ in
            let isAllowed = CurlTransfer.at(this)?.mayUse(address) ?? false
            return isAllowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
    }

    private func setMethod(_ request: OutboundRequest) -> Bool {
        let hasBody = !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method)
        guard ccurl_set_number(easy, CURLOPT_HTTPGET, 1) == CURLE_OK else { return false }
        if hasBody {
            // An empty array may have no address, which curl would take for no body at all.
            let isCopied = (request.body.isEmpty ? [0] : request.body).withUnsafeBytes { body in
                ccurl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, request.body.count) == CURLE_OK
                    && ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, body.baseAddress) == CURLE_OK
            }
            guard isCopied else { return false }
        }
        ccurl_set_number(easy, CURLOPT_NOBODY, request.method == "HEAD" ? 1 : 0)
        let isCustom = request.method != "HEAD" && request.method != (hasBody ? "POST" : "GET")
        return ccurl_set_text(easy, CURLOPT_CUSTOMREQUEST, isCustom ? request.method : nil) == CURLE_OK
    }

    private func setHeaders(_ request: OutboundRequest) -> Bool {
        // Without these curl waits for "100 Continue" and invents a content type.
        var lines = ["Expect:"]
        if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            lines.append("Content-Type:")
        }
        lines += request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        for line in lines {
            guard let longer = curl_slist_append(headerLines, line) else { return false }
            headerLines = longer
        }
        // One connection carries several requests where the server speaks HTTP/2; plain HTTP never does here.
        ccurl_set_number(easy, CURLOPT_PIPEWAIT, request.url.lowercased().hasPrefix("https") ? 1 : 0)
        return ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerLines) == CURLE_OK
    }

    private static func at(_ this: UnsafeMutableRawPointer?) -> CurlTransfer? {
        this.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }
}

// What curl calls back, on the event thread.
extension CurlTransfer {
    /// Takes what fits under the limit; a smaller count than was given makes curl stop.
    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        let taken = min(bytes.count, limits.responseBytes - body.count)
        body.append(contentsOf: bytes.prefix(taken))
        isCut = taken < bytes.count
        return taken
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        // A status line begins anew: what came before was an interim answer.
        if bytes.starts(with: "HTTP/".utf8) {
            head.removeAll(keepingCapacity: true)
        }
        guard head.count + bytes.count <= limits.responseBytes else { return 0 }
        head.append(contentsOf: bytes)
        return bytes.count
    }

    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        guard let request = job?.request, let address else { return CURL_SOCKET_BAD }
        let family = address.pointee.family
        // The struct declares room for the shortest address only; curl puts the whole one there.
        let peer = UnsafeRawPointer(address) + (MemoryLayout<curl_sockaddr>.offset(of: \.addr) ?? 0)
        let isAllowed = PeerAddress(peer, family: family)?.isPublic ?? false
        guard isAllowed || request.allowsPrivateAddress || request.unixSocket != nil else {
            isBlocked = true
            return CURL_SOCKET_BAD
        }
        return socket(family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }

    /// Judges a connection that was opened earlier too, perhaps by a request that was allowed more.
    private func mayUse(_ address: UnsafeMutablePointer<CChar>?) -> Bool {
        guard let request = job?.request else { return false }
        if request.allowsPrivateAddress || request.unixSocket != nil { return true }
        isBlocked = !(address.flatMap { PeerAddress(String(cString: $0)) }?.isPublic ?? false)
        return !isBlocked
    }
}
