/// Bytes in memory that nobody changes, such as a mapped file; given back when the last user lets go of them.
///
/// Sendable by proof: the memory is only read, by everybody, from `init` to `deinit`; whoever hands it in promises that
/// it stays as it is until `release` is called, which happens once.
package final class MappedBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    private let pageOut: @Sendable () -> Void
    private let release: @Sendable () -> Void

    /// - Parameters:
    ///   - bytes: memory that begins at a multiple of 64, as mapped pages do.
    ///   - pageOut: gives pages back that can be had again; the bytes stay as they are.
    ///   - release: gives the memory back.
    package init(
        _ bytes: UnsafeRawBufferPointer,
        pageOut: @escaping @Sendable () -> Void = {},
        release: @escaping @Sendable () -> Void
    ) {
        self.bytes = bytes
        self.pageOut = pageOut
        self.release = release
    }

    /// Gives the system back what lies in memory; whoever reads the bytes next has them from the file again.
    func rest() { pageOut() }

    /// A copy of those bytes.
    package convenience init(copying contents: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(contents.count, 1), alignment: 64)
        copy.copyBytes(from: contents)
        let address = UInt(bitPattern: copy.baseAddress)
        self.init(UnsafeRawBufferPointer(rebasing: copy[..<contents.count])) {
            UnsafeMutableRawPointer(bitPattern: address)?.deallocate()
        }
    }

    deinit {
        release()
    }
}

/// An array that lies in mapped bytes.
struct MappedArray<Element: BitwiseCopyable>: Sendable {
    private let owner: MappedBytes
    private let offset: Int
    let count: Int

    /// - Returns: `nil` where the range does not lie within the bytes, at a multiple of the element's alignment.
    init?(_ owner: MappedBytes, offset: Int, byteCount: Int) {
        guard
            offset >= 0, byteCount >= 0, offset <= owner.bytes.count, byteCount <= owner.bytes.count - offset,
            offset % MemoryLayout<Element>.alignment == 0, byteCount % MemoryLayout<Element>.stride == 0
        else { return nil }
        self.owner = owner
        self.offset = offset
        count = byteCount / MemoryLayout<Element>.stride
    }

    /// Hands the elements over for the time of the call.
    func withElements<Result>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
        withExtendedLifetime(owner) {
            body(
                UnsafeRawBufferPointer(rebasing: owner.bytes[offset...].prefix(count * MemoryLayout<Element>.stride))
                    .bindMemory(to: Element.self)
            )
        }
    }
}
