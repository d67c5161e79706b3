package enum DateValue { static func seconds(_ t: String) -> ClosedRange<Int64>? { nil }; static func text(_ s: Int64) -> String { "" } }
