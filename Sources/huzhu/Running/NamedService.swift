import ServiceLifecycle

/// A service that tells its name and no more.
///
/// The service group describes each of its services when it is made, and a description that nobody wrote is everything in
/// it: knowledge, pages and rules, a quarter of a second of the start.
struct NamedService: Service, CustomStringConvertible {
    let service: any Service

    var description: String { "\(type(of: service))" }

    func run() async throws {
        try await service.run()
    }
}
