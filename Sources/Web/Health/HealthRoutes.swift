import HTTPTypes
import Hummingbird
import NIOCore

/// `/healthz`, `/readyz` and `/metrics`: for supervisors and for Prometheus.
struct HealthRoutes {
    let report: @Sendable () async -> ReadinessReport
    let metrics: PrometheusRegistry

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("healthz") { _, _ in
            Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "ok\n")))
        }
        router.get("readyz") { _, _ in
            let report = await report()
            return JSONText.response(report, status: report.isReady ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.text()))
            )
        }
    }
}
