import Connectors
import Foundation
import Logging
import MutualAid
import ServiceLifecycle
import Storage
import TemplateFiles
import Web

/// The daemon's parts between the store and the web server.
struct Parts {
    let state: KnowledgeState
    let shelf: KnowledgeShelf
    let flow: MessageFlow
    let rehearsal: Rehearsal
    let ids: IDSource
    let replays: ReplayDesk
    let platforms: [String: any ChatPlatform]
    let webChat: WebChatPlatform?
    let gate = DestinationGate()
    let vectors = VectorSource()
    let auditKeeper: AuditKeeper
    let dangerSigns: EditedFiles
    let live: LiveHub
    let office: Office
    let faqChanges = FAQChanges()
    let register: DutyRegister
    let mailer: SMTPMailer?

    init(
        _ configuration: Configuration,
        _ secrets: Secrets,
        _ state: KnowledgeState,
        _ files: EditedFiles,
        _ database: Database,
        _ ids: IDSource,
        _ clock: @escaping @Sendable () -> Date,
        _ logger: Logger
    ) throws {
        let groups = Groups(configuration.groups)
        let client = try CurlClient()
        var platforms: [String: any ChatPlatform] = [:]
        var webChat: WebChatPlatform?
        for settings in configuration.connections {
            switch settings.kind {
            case .webhook:
                let webhook = try WebhookSettings(settings, secrets)
                platforms[settings.id] = WebhookPlatform(webhook, groups: groups, client: client, now: clock)
            case .webChat where configuration.servesWebChat:
                let chat = WebChatPlatform(
                    connection: Connection(
                        id: settings.id,
                        kind: settings.kind.rawValue,
                        carriesPrivate: true,
                        allowsDatedAnswers: true
                    ),
                    groups: groups,
                    hub: ChatHub()
                )
                platforms[settings.id] = chat
                webChat = chat
            case .webChat:
                logger.notice("The web chat is off: it is on by itself on loopback only; set allow_dated to serve it")
            }
        }
        let register = DutyRegister(staff: database, duties: database, roster: database.roster)
        let shelf = KnowledgeShelf(KnowledgeFiles.none(dangerSigns: files.dangerSigns))
        let surroundings = LiveSurroundings(
            configuration: configuration,
            shelf: shelf,
            state: state,
            phrases: files.phrases,
            numbers: files.numbers,
            register: register,
            history: database,
            answers: database,
            connections: platforms.values.map(\.connection)
        )
        self.state = state
        self.register = register
        mailer = try configuration.mail.map { SMTPMailer(settings: try $0.settings(secrets), now: clock) }
        self.shelf = shelf
        self.platforms = platforms
        self.webChat = webChat
        self.ids = ids
        rehearsal = Rehearsal(surroundings: surroundings, now: clock)
        let rooms = Self.rooms(configuration, platforms)
        replays = ReplayDesk(
            store: database,
            drafting: DraftKnowledge(templates: configuration.templates, shelf: shelf, vectors: vectors),
            rehearsal: rehearsal,
            room: { rooms[$0] },
            ids: ids,
            now: clock,
            logger: logger
        )
        flow = MessageFlow(
            messages: database,
            surroundings: surroundings,
            dangerSigns: files.dangerSigns,
            sameCases: SameCases(store: database),
            ids: ids,
            now: clock
        )
        dangerSigns = files
        live = LiveHub(threads: database, now: clock, logger: logger)
        office = try Office(database, register)
        auditKeeper = AuditKeeper(database: database, now: clock, logger: logger)
    }

    /// The loops, in the order they start; the two delivery lanes do not wait for each other.
    func workers(
        _ configuration: Configuration,
        _ database: Database,
        _ clock: @escaping @Sendable () -> Date,
        _ logger: Logger
    ) -> [any Service] {
        let changes = database.changes
        let state = state
        let deliveries = Lane.allCases.map { lane in
            DeliveryWorker(
                lane: lane,
                store: database,
                platforms: platforms,
                gate: gate,
                now: clock,
                logger: logger,
                waitForWork: { await changes.deliveries[lane].wait(until: $0) }
            )
        }
        let messages = Lane.allCases.map { lane in
            MessageWorker(
                lane: lane,
                flow: flow,
                logger: logger,
                waitToBegin: { if lane == .ordinary { await state.waitUntilRead() } },
                waitForWork: { await changes.messages[lane].wait(until: $0) }
            )
        }
        let quiet = QuietExecutor()
        let keeper = KnowledgeKeeper(
            templates: configuration.templates,
            dangerSigns: dangerSigns.dangerSigns,
            dangerVersion: dangerSigns.dangerVersion,
            shelf: shelf,
            state: state,
            vectors: vectors,
            vectorFile: configuration.vectorFile,
            agreement: FAQAgreement(
                store: database,
                files: FAQFolderFiles(folder: configuration.templates.appendingPathComponent("faq")),
                reader: RememberedReading(FAQTextReader()),
                now: clock
            ),
            changes: faqChanges,
            labels: LearntLabels(logger: logger),
            keptLabels: configuration.data.appendingPathComponent("models/labels.kept"),
            corrections: CorrectedLabels(store: database, vectors: vectors, logger: logger),
            quiet: quiet,
            isHeldBack: { Faults.holdsKnowledge(ProcessInfo.processInfo.environment) },
            logger: logger
        )
        let timers = EscalationClock(
            timers: database,
            duties: [
                QueueDuty(timers: database), CheckInDuty(store: database, phrases: dangerSigns.phrases),
            ] as [any TimerDuty],
            now: clock,
            logger: logger,
            waitForWork: { await changes.timers.wait(until: $0) }
        )
        let clocks = Clocks(
            members: database,
            moveKeys: { try await database.moveMemberKeys() },
            data: configuration.data,
            leastFreeBytes: configuration.leastFreeBytes,
            retention: configuration.retention,
            now: clock,
            logger: logger
        )
        let heartbeats: [any Service] = webChat.map { [ChatHeartbeat(platform: $0)] } ?? []
        let loud = zip(Lane.allCases, zip(deliveries, messages)).flatMap { lane, loops -> [any Service] in
            lane == .emergency
                ? [loops.0, loops.1]
                : [QuietService(inner: loops.0, executor: quiet), QuietService(inner: loops.1, executor: quiet)]
        }
        let gaps = QuietService(inner: gapKeeper(database, clock, logger), executor: quiet)
        let replaying = QuietService(inner: ReplayWorker(desk: replays), executor: quiet)
        return loud + [keeper, timers, clocks, auditKeeper, live, gaps, replaying] as [any Service]
            + dutyServices(configuration, database, clock, logger) + heartbeats
    }

    func routes(
        _ configuration: Configuration,
        _ database: Database,
        _ registry: PrometheusRegistry,
        _ clock: @escaping @Sendable () -> Date
    ) throws -> Routes {
        let files = try PageFiles.read(configuration.templates)
        let pages = try ChatPages(templates: files.templates, words: files.words, asOf: configuration.asOf)
        let assets = files.assets.mapValues { HomeRoutes.Asset(type: $0.type, bytes: $0.bytes) }
        let state = state
        let vectors = vectors
        let gate = gate
        let ids = Array(platforms.keys)
        let auditKeeper = auditKeeper
        let readiness: @Sendable () async -> ReadinessReport = {
            ReadinessReport(
                storage: database.isWritable ? .ready : .failing,
                knowledge: state.current,
                vectors: vectors.readiness,
                connections: Dictionary(
                    uniqueKeysWithValues: ids.map { ($0, gate.gone.contains($0) ? Readiness.failing : .ready) }
                ),
                audit: auditKeeper.readiness,
                knowledgeProblems: state.problems.prefix(50).map(\.description),
                knowledgeNotices: state.notices.prefix(50).map(\.description)
            )
        }
        return Routes(
            flow: flow,
            platforms: platforms,
            readiness: readiness,
            metrics: registry,
            api: APIRoutes(
                escalations: database,
                messages: database,
                tokens: database,
                audit: database,
                members: database,
                labels: LabelDesk(store: database, changes: faqChanges),
                register: register,
                handovers: database,
                news: database,
                bell: database.changes.escalations,
                lease: configuration.lease,
                now: clock
            ),
            faq: faqRoutes(configuration, database, clock),
            faqCare: faqCareRoutes(database, clock),
            faqReplay: faqReplayRoutes(configuration, database, clock),
            home: HomeRoutes(
                pages: pages,
                escalations: database,
                groups: Groups(configuration.groups),
                assets: assets
            ),
            chat: webChat.map { ChatRoutes(platform: $0, flow: flow, history: database, pages: pages) },
            console: try console(configuration, database, files, readiness, clock)
        )
    }
}

extension Configuration {
    /// The web chat is on by itself where only this machine can reach it.
    var servesWebChat: Bool {
        ["127.0.0.1", "localhost", "::1"].contains(host)
            || connections.contains { $0.kind == .webChat && $0.allowsDated }
    }
}

extension WebhookSettings {
    init(_ settings: ConnectionSettings, _ secrets: Secrets) throws(FileProblems) {
        var keys: [SigningSecret] = []
        var problems: [FileProblem] = []
        for name in settings.secretNames {
            guard let text = secrets.secret(name) else {
                problems.append(
                    FileProblem(file: name, line: nil, message: "the secret of connection \(settings.id) is not set")
                )
                continue
            }
            do {
                keys.append(try SigningSecret(text))
            } catch {
                problems.append(FileProblem(file: name, line: nil, message: error.rawValue))
            }
        }
        if !problems.isEmpty { throw FileProblems(problems) }
        self.init(id: settings.id, secrets: keys, deliverTo: settings.deliverTo?.absoluteString)
        allowPrivateAddress = settings.allowsPrivateAddress
        carriesPrivate = settings.carriesPrivate
        trustRoles = settings.trustsRoles
        allowDated = settings.allowsDated
    }
}
