import CCurl
package import Foundation
package import MutualAid

/// Sends plain-text e-mail through libcurl, one message at a time on a queue of its own.
package struct SMTPMailer: Mailer {
    private let settings: SMTPSettings
    private let now: @Sendable () -> Date
    private let queue = DispatchQueue(label: "huzhu.mail")

    package init(settings: SMTPSettings, now: @escaping @Sendable () -> Date) {
        self.settings = settings
        self.now = now
    }

    package func send(_ text: PrivateText, subject: String, to address: String) async -> DeliveryResult {
        let letter = Letter(from: settings.from, to: address, subject: subject, text: text.exposed, at: now())
        guard letter.isWellFormed else { return .refused(.badStatus) }
        return await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: SMTPTransfer(settings).send(letter)) }
        }
    }
}

/// One SMTP conversation; lives on the mailer's queue alone.
private final class SMTPTransfer {
    private let settings: SMTPSettings
    private var unread: [UInt8] = []
    private var recipients: UnsafeMutablePointer<curl_slist>?

    init(_ settings: SMTPSettings) {
        self.settings = settings
    }

    deinit {
        curl_slist_free_all(recipients)
    }

    func send(_ letter: Letter) -> DeliveryResult {
        guard let easy = curl_easy_init() else { return .retry(after: nil, cause: .unreachable) }
        defer { curl_easy_cleanup(easy) }
        unread = letter.bytes
        recipients = curl_slist_append(nil, "<\(letter.to)>")
        guard recipients != nil, prepare(easy) else { return .retry(after: nil, cause: .unreachable) }
        let code = curl_easy_perform(easy)
        var status = 0
        ccurl_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
        if code == CURLE_OK { return .delivered(platformMessageID: nil) }
        // A mailbox that does not exist stays so; a wrong password or a full server may be mended.
        if code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY, (550...553).contains(status) {
            return .refused(.badStatus)
        }
        return .retry(after: nil, cause: DeliveryCause(code))
    }

    private func prepare(_ easy: UnsafeMutableRawPointer) -> Bool {
        let this = Unmanaged.passUnretained(self).toOpaque()
        let useTLS = settings.requiresTLS ? Int(CURLUSESSL_ALL.rawValue) : Int(CURLUSESSL_TRY.rawValue)
        ccurl_set_text(easy, CURLOPT_PROXY, "")
        ccurl_set_number(easy, CURLOPT_NOSIGNAL, 1)
        ccurl_set_number(easy, CURLOPT_CONNECTTIMEOUT_MS, 5_000)
        ccurl_set_number(easy, CURLOPT_TIMEOUT_MS, 30_000)
        ccurl_set_pointer(easy, CURLOPT_READDATA, this)
        ccurl_set_reader(easy, CURLOPT_READFUNCTION) { buffer, size, count, this in
            guard let buffer, let this else { return 0 }
            let transfer = Unmanaged<SMTPTransfer>.fromOpaque(this).takeUnretainedValue()
            return transfer.fill(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
        }
        return ccurl_set_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK
            && ccurl_set_text(easy, CURLOPT_URL, settings.url) == CURLE_OK
            && ccurl_set_number(easy, CURLOPT_USE_SSL, useTLS) == CURLE_OK
            && ccurl_set_text(easy, CURLOPT_CAINFO, settings.trustedCertificates) == CURLE_OK
            && ccurl_set_text(easy, CURLOPT_USERNAME, settings.user) == CURLE_OK
            && ccurl_set_text(easy, CURLOPT_PASSWORD, settings.password) == CURLE_OK
            && ccurl_set_text(easy, CURLOPT_MAIL_FROM, "<\(settings.from)>") == CURLE_OK
            && ccurl_set_list(easy, CURLOPT_MAIL_RCPT, recipients) == CURLE_OK
            && ccurl_set_number(easy, CURLOPT_UPLOAD, 1) == CURLE_OK
    }

    /// Hands curl what fits; nothing ends the letter.
    private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, unread.count)
        buffer.copyBytes(from: unread.prefix(count))
        unread.removeFirst(count)
        return count
    }
}
