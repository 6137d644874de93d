import MutualAid
package import CoreMetrics
import Foundation

/// Keeps what the program counts through swift-metrics and writes it in Prometheus' text format, version 0.0.4.
///
/// It guards one table of numbers. Labels come from our own enums only, so the table stays small; no word of a person
/// ever becomes a label.
package final class PrometheusRegistry: MetricsFactory {
    private struct Series: Hashable {
        let name: String
        let labels: String
    }

    private enum Value {
        case counter(Double)
        case gauge(Double)
        case summary(count: Double, sum: Double)

        var type: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .summary: "summary"
            }
        }
    }

    private let table = Guarded<[Series: Value]>([:])

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        PrometheusCounter(series: Self.series(label, dimensions), registry: self)
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        PrometheusRecorder(series: Self.series(label, dimensions), isAggregate: aggregate, registry: self)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        PrometheusTimer(series: Self.series(label, dimensions), registry: self)
    }

    package func destroyCounter(_: any CounterHandler) {}
    package func destroyRecorder(_: any RecorderHandler) {}
    package func destroyTimer(_: any TimerHandler) {}

    /// Everything counted so far, one family after the other.
    package func text() -> String {
        let values = table.withLock { $0 }
        var lines: [String] = []
        for (name, family) in Dictionary(grouping: values, by: \.key.name).sorted(by: { $0.key < $1.key }) {
            lines.append("# HELP \(name) \(name.replacingOccurrences(of: "_", with: " "))")
            lines.append("# TYPE \(name) \(family[0].value.type)")
            for (series, value) in family.sorted(by: { $0.key.labels < $1.key.labels }) {
                switch value {
                case .counter(let number), .gauge(let number): lines.append("\(name)\(series.labels) \(number)")
                case .summary(let count, let sum):
                    lines.append("\(name)_sum\(series.labels) \(sum)")
                    lines.append("\(name)_count\(series.labels) \(count)")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func series(_ label: String, _ dimensions: [(String, String)]) -> Series {
        let labels = dimensions.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\($0.1)\"" }.joined(separator: ",")
        return Series(name: label, labels: labels.isEmpty ? "" : "{\(labels)}")
    }

    private func add(_ amount: Double, to series: Series) {
        table.withLock { table in
            guard case .counter(let known) = table[series] ?? .counter(0) else { return }
            table[series] = .counter(known + amount)
        }
    }

    private func observe(_ amount: Double, in series: Series) {
        table.withLock { table in
            guard case .summary(let count, let sum) = table[series] ?? .summary(count: 0, sum: 0) else { return }
            table[series] = .summary(count: count + 1, sum: sum + amount)
        }
    }

    private func set(_ value: Double, of series: Series) {
        table.withLock { $0[series] = .gauge(value) }
    }

    private final class PrometheusCounter: CounterHandler {
        let series: Series
        let registry: PrometheusRegistry

        init(series: Series, registry: PrometheusRegistry) {
            self.series = series
            self.registry = registry
        }

        func increment(by amount: Int64) { registry.add(Double(amount), to: series) }
        func reset() {}
    }

    private final class PrometheusRecorder: RecorderHandler {
        let series: Series
        let isAggregate: Bool
        let registry: PrometheusRegistry

        init(series: Series, isAggregate: Bool, registry: PrometheusRegistry) {
            self.series = series
            self.isAggregate = isAggregate
            self.registry = registry
        }

        func record(_ value: Int64) { record(Double(value)) }

        func record(_ value: Double) {
            if isAggregate { registry.observe(value, in: series) } else { registry.set(value, of: series) }
        }
    }

    /// Seconds, as Prometheus wants them.
    private final class PrometheusTimer: TimerHandler {
        let series: Series
        let registry: PrometheusRegistry

        init(series: Series, registry: PrometheusRegistry) {
            self.series = series
            self.registry = registry
        }

        func recordNanoseconds(_ duration: Int64) { registry.observe(Double(duration) / 1e9, in: series) }
    }
}
