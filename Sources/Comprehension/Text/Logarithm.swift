import Foundation

/// The natural logarithm; one place for the platform's function.
func naturalLogarithm(_ value: Float) -> Float { Foundation.log(value) }

/// e to the given power.
func exponential(_ value: Double) -> Double { Foundation.exp(value) }
