import ArgumentParser
import Comprehension
import Foundation
import Hummingbird
import Logging
import MutualAid
import TemplateFiles

/// Rows of the benchmark that are measured inside one process, and the reference server beside the daemon.
@main
struct HuzhuBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "huzhu-bench",
        abstract: "Reference server and in-process measurements for bin/bench.",
        subcommands: [Hello.self, Understand.self, Encode.self, Retrieve.self]
    )

    /// Hummingbird answering a POST with nothing done: the ceiling of any webhook door on this machine.
    struct Hello: AsyncParsableCommand {
        @Option var port = 0

        func run() async throws {
            let router = Router()
            router.post("webhooks/gateway") { request, _ in
                _ = try await request.body.collect(upTo: 1 << 20)
                return Response(status: .accepted, body: ResponseBody(byteBuffer: ByteBuffer(string: "{}")))
            }
            var logger = Logger(label: "hello")
            logger.logLevel = .error
            let application = Application(
                router: router,
                configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
                onServerRunning: { channel in
                    print("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
                    fflush(nil)
                },
                logger: logger
            )
            try await application.runService()
        }
    }

    /// Microseconds to understand one message with the shipped knowledge, as percentiles.
    struct Understand: AsyncParsableCommand {
        @Option var templates = "Templates"
        @Option var config = "Config"
        @Option var rounds = 20_000

        func run() async throws {
            let folder = URL(fileURLWithPath: templates)
            let entries = try FAQFolder.read(folder.appendingPathComponent("faq"))
            let examples = try ExampleFolder.read(folder.appendingPathComponent("examples"))
            let rules = try DangerSignsFile.read(
                URL(fileURLWithPath: config).appendingPathComponent("danger-signs.yaml")
            )
            let clock = ContinuousClock()
            var interpreter: Interpreter?
            let build = clock.measure {
                let index = KnowledgeIndex(
                    entries.map { KnowledgeEntry(id: $0.id, phrasings: $0.questions.values.flatMap { $0 }) }
                )
                interpreter = Interpreter(
                    labels: LabelModel(learningFrom: examples),
                    dangerSigns: rules,
                    knowledge: index
                )
            }
            guard let interpreter, !examples.isEmpty else { return }
            let times = (0..<rounds).map { round in
                clock.measure { _ = interpreter.understand(examples[round % examples.count].text) } / .microseconds(1)
            }.sorted()
            print(
                #"{"build_ms":\#(build / .milliseconds(1)),"p50_us":\#(times[rounds / 2]),"p95_us":\#(times[rounds * 95 / 100]),"p99_us":\#(times[rounds * 99 / 100])}"#
            )
        }
    }
}
