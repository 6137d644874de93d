public import Foundation

/// A value that one thread at a time may touch.
///
/// It stands on the system's own mutex rather than on the standard library's: that one speaks to the kernel past the
/// thread sanitizer, which then takes whatever it guards for a race. No error, no waiting condition, no recursion.
///
/// It is public since the compiler fits only public code to the types of another target; through generic code each use
/// on the way of a webhook would cost as much as the work it guards.
public struct Guarded<Value: Sendable>: @unchecked Sendable {
    // Proof: `held` never changes, and what it points to is reached by `withLock` alone, under the mutex.
    @usableFromInline let held: Held

    @inlinable
    public init(_ value: Value) {
        held = Held.make(value)
    }

    /// Runs a body while no other thread is in one; keep it short, and call nothing that may wait.
    ///
    /// - Throws: what the body throws.
    @inlinable
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (value, mutex) = held.withUnsafeMutablePointers { ($0, $1) }
        pthread_mutex_lock(mutex)
        defer {
            pthread_mutex_unlock(mutex)
            // Without this the object could be given back, and the pointers with it, while the body still runs.
            withExtendedLifetime(held) {}
        }
        return try body(&value.pointee)
    }

    /// The value and its mutex in one piece of memory that never moves, as a mutex demands.
    @usableFromInline
    final class Held: ManagedBuffer<Value, pthread_mutex_t> {
        @inlinable
        static func make(_ value: Value) -> Held {
            let held = create(minimumCapacity: 1) { _ in value }
            held.withUnsafeMutablePointerToElements { mutex in
                mutex.initialize(to: pthread_mutex_t())
                pthread_mutex_init(mutex, nil)
            }
            return unsafeDowncast(held, to: Held.self)
        }

        @inlinable
        deinit {
            withUnsafeMutablePointerToElements { _ = pthread_mutex_destroy($0) }
        }
    }
}
