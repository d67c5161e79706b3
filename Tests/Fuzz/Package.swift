// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "lede-fuzz",
    dependencies: [.package(name: "lede", path: "../..")],
    targets: [
        .executableTarget(
            name: "fuzz",
            dependencies: [.product(name: "Lede", package: "lede"), .product(name: "LedeImport", package: "lede")],
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .treatAllWarnings(as: .error),
            ])
    ]
)
