import MutualAid
import Comprehension
import Foundation
import Logging
import Metrics
import TemplateFiles
import Web

/// Gives texts their sentence vectors, remembering those of the knowledge so that an edit encodes only what is new.
///
/// It guards the encoder, how far it is, and the vectors remembered.
final class VectorSource: Sendable {
    private struct State {
        var readiness = Readiness.loading
        var encoder: SentenceEncoder?
        var known: [String: [Float]] = [:]
        /// As an index keeps them: they are many, and stay for as long as their entries do.
        var phrasings: [String: CompactVector] = [:]
        var used: Set<String> = []
    }

    private let state = Guarded(State())

    var readiness: Readiness { state.withLock { $0.readiness } }

    /// Maps the encoder's file; where that cannot be, says so and leaves texts to be compared by their words.
    func load(_ file: URL, logger: Logger) {
        do {
            let encoder = try SentenceEncoderFile.read(file)
            state.withLock { state in
                state.encoder = encoder
                state.readiness = .ready
            }
            logger.info("The sentence encoder is ready")
        } catch {
            let isAbsent = error == .absent
            state.withLock { $0.readiness = isAbsent ? .absent : .failing }
            logger.warning(
                "Texts are compared by their words only: the sentence encoder is not there; bin/setup fetches it",
                metadata: ["cause": "\(error)"]
            )
        }
        Gauge(label: "huzhu_vectors_ready").record(readiness == .ready ? 1 : 0)
    }

    /// Encodes a member's text; `nil` where there is no encoder.
    var encode: (@Sendable (String) -> [Float])? {
        state.withLock { $0.encoder?.vector }
    }

    /// What pieces of a text mean by themselves; `nil` where there is no encoder.
    var meanings: PieceMeanings? { state.withLock { $0.encoder?.meanings } }

    /// Encodes a text of the knowledge that is no phrasing, or remembers how it was encoded.
    var encodeKnown: (@Sendable (String) -> [Float])? {
        guard let encode else { return nil }
        return { [self] text in remembered(text, in: \.known) { encode(text) } }
    }

    /// Encodes a phrasing, or remembers how it was encoded.
    var encodePhrasing: (@Sendable (String) -> CompactVector)? {
        guard let encode else { return nil }
        return { [self] text in
            remembered(text, in: \.phrasings) { SentenceVector(unit: encode(text)).compact }
        }
    }

    /// What is remembered of a text, or what is made of it now and remembered from here on.
    private func remembered<Vector>(
        _ text: String,
        in memory: WritableKeyPath<State, [String: Vector]>,
        made: () -> Vector
    ) -> Vector {
        let known = state.withLock { state in
            state.used.insert(text)
            return state[keyPath: memory][text]
        }
        if let known { return known }
        let vector = made()
        state.withLock { $0[keyPath: memory][text] = vector }
        return vector
    }

    /// Encodes texts of the knowledge ahead, side by side on the threads of the calling task.
    func remember(_ texts: [String]) async {
        guard let encodeKnown else { return }
        await withDiscardingTaskGroup { group in
            for start in stride(from: 0, to: texts.count, by: Self.step) {
                group.addTask {
                    for text in texts[start..<min(start + Self.step, texts.count)] { _ = encodeKnown(text) }
                }
            }
        }
    }

    /// Texts that are encoded in one go.
    private static let step = 64

    /// Forgets the vectors of these texts.
    func forget(_ texts: [String]) {
        state.withLock { state in
            for text in texts { state.known[text] = nil }
        }
    }

    /// Forgets the vectors of texts that were not asked for since the last time, and lets the encoder rest.
    func forgetUnused() {
        let encoder = state.withLock { state in
            state.known = state.known.filter { state.used.contains($0.key) }
            state.phrasings = state.phrasings.filter { state.used.contains($0.key) }
            state.used = []
            return state.encoder
        }
        encoder?.rest()
    }
}
