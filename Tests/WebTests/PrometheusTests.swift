import CoreMetrics
import Testing

@testable import Web

struct PrometheusTests {
    @Test func `counters, gauges and times are written in the text format`() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "huzhu_message_receive_total", dimensions: [("cause", "a")]).increment(by: 3)
        registry.makeRecorder(label: "huzhu_disk_free_bytes", dimensions: [], aggregate: false).record(Double(7))
        registry.makeTimer(label: "huzhu_commit_seconds", dimensions: []).recordNanoseconds(500_000_000)

        let lines = registry.text().split(separator: "\n").map(String.init)

        #expect(lines.contains("# TYPE huzhu_message_receive_total counter"))
        #expect(lines.contains("huzhu_message_receive_total{cause=\"a\"} 3.0"))
        #expect(lines.contains("huzhu_disk_free_bytes 7.0"))
        #expect(lines.contains("huzhu_commit_seconds_sum 0.5") && lines.contains("huzhu_commit_seconds_count 1.0"))
    }
}
