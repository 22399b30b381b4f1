// swift-tools-version: 6.0
import PackageDescription

// `cargo xtask package swift` makes the package.
let packed = Context.environment["NORDCASE_PACKAGE"] ?? "../../target/packages/nordcase-swift"

let package = Package(
    name: "nordcase-examples",
    platforms: [.macOS(.v13)],
    dependencies: [.package(name: "Nordcase", path: packed)],
    targets: [
        .executableTarget(name: "fastdok", dependencies: ["Nordcase"]),
        .executableTarget(name: "altinn", dependencies: ["Nordcase"]),
    ],
    swiftLanguageModes: [.v6]
)
