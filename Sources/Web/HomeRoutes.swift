import HTTPTypes
import Hummingbird
package import MutualAid
import NIOCore

/// `/` and the files that pages load: the stylesheet, the script, the API's document.
package struct HomeRoutes: Sendable {
    let pages: ChatPages
    let escalations: any EscalationStore
    let groups: Groups
    let assets: [String: Asset]

    /// A file served as it is, from memory.
    package struct Asset: Sendable {
        let type: String
        let bytes: [UInt8]

        package init(type: String, bytes: [UInt8]) {
            self.type = type
            self.bytes = bytes
        }
    }

    package init(pages: ChatPages, escalations: any EscalationStore, groups: Groups, assets: [String: Asset]) {
        self.pages = pages
        self.escalations = escalations
        self.groups = groups
        self.assets = assets
    }

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.get("/") { request, _ in
            let html = pages.home(
                open: try await escalations.openCounts(),
                groups: groups.all,
                in: PageLanguage.of(request)
            )
            return Response(
                status: .ok,
                headers: PageHeaders.html,
                body: ResponseBody(byteBuffer: ByteBuffer(string: html))
            )
        }
        for (path, asset) in assets {
            let headers = PageHeaders.headers(for: asset.type)
            router.get(RouterPath(path)) { _, _ in
                Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
            }
        }
    }
}
