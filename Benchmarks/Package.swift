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
    name: "lede-benchmarks",
    products: [
        .executable(name: "corpus", targets: ["corpus"]),
        .executable(name: "micro", targets: ["micro"]),
    ],
    dependencies: [
        .package(name: "lede", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/google/swift-benchmark", from: "0.1.2"),
    ],
    targets: [
        .target(name: "SyntheticCorpus", swiftSettings: strict),
        .executableTarget(
            name: "corpus",
            dependencies: ["SyntheticCorpus", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        .executableTarget(
            name: "micro",
            dependencies: [
                "SyntheticCorpus",
                .product(name: "Lede", package: "lede"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Benchmark", package: "swift-benchmark"),
            ],
            swiftSettings: strict),
    ]
)
