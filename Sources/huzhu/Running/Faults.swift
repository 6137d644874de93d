import Accounts
import Foundation
import MutualAid
import Storage

/// Arms a failpoint from `HUZHU_FAILPOINT=name:nth`, in debug builds only.
enum Faults {
    static func arm(_ environment: [String: String]) {
        #if FAULTS
        guard let text = environment["HUZHU_FAILPOINT"] else { return }
        let parts = text.split(separator: ":")
        guard parts.count == 2, let nth = Int(parts[1]) else { return }
        Failpoint.arm(String(parts[0]), nth: nth) { _exit(137) }
        #endif
    }

    /// Whether a test holds the first reading of the knowledge back: while the file of `HUZHU_TEST_HOLD_KNOWLEDGE` is there.
    static func holdsKnowledge(_ environment: [String: String]) -> Bool {
        #if FAULTS
        guard let path = environment["HUZHU_TEST_HOLD_KNOWLEDGE"] else { return false }
        return FileManager.default.fileExists(atPath: path)
        #else
        return false
        #endif
    }

    /// What a password costs to hash: a test that brings in many people and guesses at none makes it cheap.
    static func hashing(_ environment: [String: String]) -> PasswordHasher.Cost {
        #if FAULTS
        if environment["HUZHU_TEST_HASHING"] == "brief" { return .brief }
        #endif
        return .shipped
    }

    /// How long an answer from the console can be taken back, in seconds: a test that waits for its end makes it short.
    static func hold(_ environment: [String: String]) -> TimeInterval {
        #if FAULTS
        if let seconds = environment["HUZHU_TEST_HOLD_SECONDS"].flatMap(TimeInterval.init) { return seconds }
        #endif
        return HeldAnswer.hold
    }

    /// What a test takes away from the store, to see that something breaks without it.
    static func weakness(_ environment: [String: String]) -> Database.Weakness {
        #if FAULTS
        if environment["HUZHU_TEST_SYNCHRONOUS"] == "OFF" { return .notSynced }
        if environment["HUZHU_TEST_NO_UNIQUE"] == "1" { return .notUnique }
        #endif
        return .none
    }
}

/// Tells systemd that the daemon accepts webhooks (sd_notify: a datagram to the socket in `NOTIFY_SOCKET`).
enum ReadyNotice {
    static func send() {
        guard let path = ProcessInfo.processInfo.environment["NOTIFY_SOCKET"], !path.isEmpty else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // An abstract socket is written with @ and begins with a zero byte.
        let bytes = Array(path.utf8).enumerated().map {
            $0.offset == 0 && $0.element == UInt8(ascii: "@") ? 0 : $0.element
        }
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let message = Array("READY=1\nSTATUS=Accepting webhooks".utf8)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, message, message.count, 0, $0, length)
            }
        }
    }
}
