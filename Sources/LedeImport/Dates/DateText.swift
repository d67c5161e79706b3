enum DateText { static func iso(_ t: String) -> String? { t } }
