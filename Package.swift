// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "lede",
    products: [
        .library(name: "Lede", targets: ["Lede"]),
        .library(name: "LedeImport", targets: ["LedeImport"]),
        .executable(name: "lede", targets: ["LedeCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"]), .brew(["snowball"])]),
        .systemLibrary(
            name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
        .systemLibrary(
            name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CEdit", providers: [.apt(["libedit-dev"])]),
        // What the C library on Linux has beyond the standard, which Swift's own module of it leaves out.
        .systemLibrary(name: "CLinux"),
        .target(name: "CLedeKernels"),
        .target(
            name: "Lede", dependencies: ["CZlib", "CStemmer", "CCrypto", "CLinux", "CLedeKernels"],
            exclude: [
                "Analysis/Tokenizers/generate_word_break_table.py", "Analysis/StopWords/generate_stop_words.py",
            ], swiftSettings: strict),
        .target(name: "LedeImport", dependencies: ["Lede", "CXML2", "CZlib"], swiftSettings: strict),
        .executableTarget(
            name: "LedeCommand",
            dependencies: [
                "Lede", "LedeImport", "CEdit", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LedeTests", dependencies: ["Lede", "CLedeKernels"],
            resources: [.copy("Golden"), .copy("Resources")],
            swiftSettings: strict),
        .testTarget(name: "LedeImportTests", dependencies: ["Lede", "LedeImport"], swiftSettings: strict),
        // Runs the command as a process, so that it must be built.
        .testTarget(name: "CommandTests", dependencies: ["LedeCommand"], swiftSettings: strict),
    ]
)
