import ArgumentParser
import Connectors
import Foundation
import MutualAid
import Web

/// Posts one message as a gateway would.
struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Post a signed message as a gateway would, and print the replies it gets.",
        discussion: """
            Example: huzhu send --connection gateway --group europe --sender Xiaochen "回国要隔离几天?" --listen 9000
            With --listen the command waits on that port for what the daemon delivers (deliver_to in the configuration).
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The connection to speak as.") var connection: String = "gateway"
    @Option(help: "The room on that connection.") var group: String
    @Option(help: "The sender's id and name.") var sender: String
    @Option(help: "Two letters, such as DE.") var country: String?
    @Flag(help: "The message mentions the bot.") var mention = false
    @Flag(help: "A direct message to the bot.") var `private` = false
    @Option(help: "Listen on this port for replies.") var listen: Int?
    @Option(help: "Seconds to wait for replies.") var wait: Int = 10
    @Option(help: "The daemon's address (default: from the configuration).") var url: String?
    @Argument(help: "The message.") var text: String

    func run() async throws {
        try await orComplain {
            let door = try GatewayDoor(options, connection: connection, url: url)
            var data: [String: Any] = [
                "group_id": group, "message_id": "m-\(UUID().uuidString.prefix(8).lowercased())",
                "sender": country.map { ["id": sender, "name": sender, "country": $0] } ?? [
                    "id": sender, "name": sender,
                ],
                "text": text, "mentions_bot": mention, "sent_at": Date.now.formatted(.iso8601),
            ]
            if `private` { data["visibility"] = "private" }
            let body = try JSONSerialization.data(withJSONObject: data)
            if let listen {
                await ReplyListener(port: listen).printReplies(for: .seconds(wait)) { await Self.post(body, door) }
            } else if await Self.post(body, door) != 202 {
                throw ExitCode(1)
            }
        }
    }
}

extension Send {
    @discardableResult
    private static func post(_ data: Data, _ door: GatewayDoor) async -> Int {
        let (status, answer) = await door.post(data)
        print("\(status) \(answer)")
        return status
    }
}

/// Sends a file of messages through the real door.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Send messages (JSON Lines of webhook data objects) through the real HTTP door, then a table.",
        discussion:
            "Each line is the `data` object of a message.created webhook; group_id and message_id are filled in where missing."
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The connection to speak as.") var connection: String = "gateway"
    @Option(help: "The room for lines that name none.") var group: String = "europe"
    @Option(help: "Requests under way at once.") var parallel: Int = 16
    @Option(help: "The daemon's address (default: from the configuration).") var url: String?
    @Argument(help: "The file.") var file: String

    func run() async throws {
        try await orComplain {
            let door = try GatewayDoor(options, connection: connection, url: url)
            guard let bytes = FileManager.default.contents(atPath: file) else {
                throw Complaint("\(file) cannot be read")
            }
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            let started = ContinuousClock.now
            let tally = await replay(lines, through: door)
            let seconds = (ContinuousClock.now - started) / .seconds(1)
            print("\n\("answer".padding(toLength: 24, withPad: " ", startingAt: 0))messages")
            for (status, count) in tally.sorted(by: { $0.key < $1.key }) {
                print("\(status.padding(toLength: 24, withPad: " ", startingAt: 0))\(count)")
            }
            print(
                String(
                    format: "%d messages in %.1f s, %.0f a second",
                    lines.count,
                    seconds,
                    Double(lines.count) / seconds
                )
            )
            if tally.keys.contains(where: { !$0.hasPrefix("202") }) { throw ExitCode(1) }
        }
    }

    private func replay(_ lines: [String], through door: GatewayDoor) async -> [String: Int] {
        await withTaskGroup(of: String.self) { tasks in
            var tally: [String: Int] = [:]
            var done = 0
            var next = lines.enumerated().makeIterator()
            func add() -> Bool {
                guard let (number, line) = next.next() else { return false }
                tasks.addTask { await send(line, number: number, through: door) }
                return true
            }
            for _ in 0..<max(1, parallel) where !add() { break }
            for await status in tasks {
                tally[status, default: 0] += 1
                done += 1
                if done % 500 == 0 { FileHandle.standardError.write(Data("\(done) of \(lines.count)\n".utf8)) }
                _ = add()
            }
            return tally
        }
    }

    private func send(_ line: String, number: Int, through door: GatewayDoor) async -> String {
        // A line that is no JSON object is counted, not fatal.
        guard var data = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] else {
            return "not sent: no JSON object"
        }
        if data["group_id"] == nil { data["group_id"] = group }
        if data["message_id"] == nil { data["message_id"] = "replay-\(UUID().uuidString.lowercased())" }
        if data["sender"] == nil { data["sender"] = ["id": "replay-\(number % 500)"] }
        // What came from JSON goes back into JSON.
        guard let body = try? JSONSerialization.data(withJSONObject: data) else { return "not sent: no JSON object" }
        let (status, answer) = await door.post(body)
        guard status == 202 else { return "\(status)" }
        return answer.contains("\"duplicate\":true") ? "202 duplicate" : "202"
    }
}
