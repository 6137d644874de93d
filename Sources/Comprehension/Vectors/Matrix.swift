import CVector

/// A matrix of 8-bit whole numbers with one scale, packed as `cvector_multiply` reads it.
struct Matrix: Sendable {
    let depth: Int
    let width: Int
    /// What each whole number is times.
    let scale: Float
    let numbers: MappedArray<Int8>

    /// Bytes of the section before the numbers.
    static let headSize = 64

    /// Multiplies rows with this matrix, exactly; the products lack the scale.
    func multiply(_ rows: UnsafePointer<Int16>, stride: Int, count: Int, into products: UnsafeMutablePointer<Int32>) {
        numbers.withElements { numbers in
            guard let weights = numbers.baseAddress else { return }
            cvector_multiply(rows, stride, count, weights, depth, width, products)
        }
    }

    /// Adds the product of one row of real numbers to `sums`.
    func add(_ values: [Float], to sums: inout [Float]) {
        let row = WholeNumbers(values)
        var products = [Int32](repeating: 0, count: width)
        multiply(row.numbers, stride: depth, count: 1, into: &products)
        cvector_add_products(products, width, scale * row.scale, &sums)
    }
}

/// Real numbers as 16-bit whole numbers with one scale.
struct WholeNumbers {
    var numbers: [Int16]
    let scale: Float

    /// The greatest whole number: 1,280 products with 8-bit numbers still fit into 32 bits.
    static let greatest: Float = 13_000

    init(_ values: [Float]) {
        numbers = [Int16](repeating: 0, count: values.count)
        scale = Self.round(values, count: values.count, into: &numbers)
    }

    /// Rounds `count` values, which divides by 8, into `numbers` and gives their scale.
    static func round(_ values: UnsafePointer<Float>, count: Int, into numbers: UnsafeMutablePointer<Int16>) -> Float {
        let size = cvector_greatest(values, count)
        guard size > 0 else {
            numbers.update(repeating: 0, count: count)
            return 0
        }
        cvector_round16(values, count, greatest / size, numbers)
        return size / greatest
    }
}

/// Uninitialised memory for one computation.
struct Scratch<Element: BitwiseCopyable>: ~Copyable {
    let start: UnsafeMutablePointer<Element>

    init(_ count: Int) {
        start = UnsafeMutablePointer.allocate(capacity: max(count, 1))
    }

    deinit {
        start.deallocate()
    }
}
