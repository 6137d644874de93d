package import Comprehension
import Crypto
package import Foundation

/// `data/models/…vectors`: the sentence encoder, checked and mapped into memory.
package enum SentenceEncoderFile {
    /// Opens the file, compares its SHA-256 with the one in its head, and maps it.
    ///
    /// It takes some 50 ms; only pages that are used stay in memory. A file that is replaced by renaming another over it
    /// stays as it was for whoever has it open.
    ///
    /// - Throws: where it is not there or not whole.
    package static func read(_ file: URL) throws(VectorFileProblem) -> SentenceEncoder {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw errno == ENOENT ? .absent : .unreadable(errno) }
        defer { close(descriptor) }
        let length = try check(descriptor)
        guard let start = mmap(nil, length, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw .unreadable(errno)
        }
        let address = UInt(bitPattern: start)
        let bytes = MappedBytes(
            UnsafeRawBufferPointer(start: start, count: length),
            pageOut: { madvise(UnsafeMutableRawPointer(bitPattern: address), length, MADV_DONTNEED) },
            release: { munmap(UnsafeMutableRawPointer(bitPattern: address), length) }
        )
        return try SentenceEncoder(VectorFile(bytes))
    }

    /// Reads the file once, without mapping it, and gives its length.
    private static func check(_ descriptor: Int32) throws(VectorFileProblem) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(errno) }
        var chunk = try bytes(of: descriptor, count: VectorFile.Head.size)
        let head = try VectorFile.Head(chunk)
        guard head.length == Int(status.st_size) else { throw .cutShort }
        var digest = SHA256()
        var left = head.length - chunk.count
        while left > 0 {
            chunk = try bytes(of: descriptor, count: min(left, 1 << 20))
            if chunk.isEmpty { throw .cutShort }
            digest.update(data: chunk)
            left -= chunk.count
        }
        guard Array(digest.finalize()) == head.digest else { throw .wrongDigest }
        return head.length
    }

    /// The next bytes, fewer at the end of the file.
    private static func bytes(of descriptor: Int32, count: Int) throws(VectorFileProblem) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let got = Foundation.read(descriptor, buffer.baseAddress, count)
            if got < 0 { failure = errno }
            filled = max(got, 0)
        }
        if failure != 0 { throw .unreadable(failure) }
        return bytes
    }
}
