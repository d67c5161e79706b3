/// Which Unicode scalars a pattern treats alike: intervals, each of one class.
package struct ScalarClasses: Sendable {
    /// Where the intervals start, ascending from 0; the last one has no end.
    private let starts: [UInt32]
    /// The class of each interval.
    private let classes: [Int]
    /// How many classes there are, numbered from 0.
    package let count: Int

    /// - Parameters:
    ///   - starts: ascending, the first 0.
    ///   - classes: one for each interval.
    init(starts: [UInt32], classes: [Int]) {
        self.starts = starts
        self.classes = classes
        count = (classes.max() ?? 0) + 1
    }

    /// Some scalars each in a class of its own, numbered from 1 by their order; all others are in class 0.
    init(distinct scalars: Set<UInt32>) {
        var starts: [UInt32] = [0]
        var classes = [0]
        for (index, scalar) in scalars.sorted().enumerated() {
            if starts[starts.count - 1] == scalar {
                classes[classes.count - 1] = index + 1
            } else {
                starts.append(scalar)
                classes.append(index + 1)
            }
            starts.append(scalar + 1)
            classes.append(0)
        }
        self.init(starts: starts, classes: classes)
    }

    private func interval(of scalar: UInt32) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle }
        }
        return low
    }

    /// The class of a scalar.
    func of(_ scalar: UInt32) -> Int { classes[interval(of: scalar)] }

    /// The class of all scalars of a range, or nil where they differ.
    func of(_ range: ClosedRange<UInt32>) -> Int? {
        let first = interval(of: range.lowerBound)
        return first == interval(of: range.upperBound) ? classes[first] : nil
    }
}
