// swift-tools-version: 6.0
import PackageDescription

// `cargo xtask bench swift` packs the package, builds this with it in release mode, and runs it.
let packed = Context.environment["NORDCASE_PACKAGE"] ?? "../../../target/packages/nordcase-swift"

let package = Package(
    name: "nordcase-benchmarks",
    platforms: [.macOS(.v13)],
    dependencies: [.package(name: "Nordcase", path: packed)],
    targets: [.executableTarget(name: "bench", dependencies: ["Nordcase"])],
    swiftLanguageModes: [.v6]
)
