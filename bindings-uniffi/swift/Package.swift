// swift-tools-version: 6.0
import PackageDescription

// `cargo xtask package swift` packs this folder with what it lacks in the repository: the Swift side of the native library, and the library.
// That is an XCFramework on Apple's systems (scripts/xcframework.sh makes it), and a static library on Linux.
#if os(Linux)
    #if arch(arm64)
        let architecture = "aarch64"
    #else
        let architecture = "x86_64"
    #endif
    // What sends: libcurl. On Apple's systems it is URLSession.
    let native = [
        Target.systemLibrary(name: "NordcaseFFI", path: "Sources/NordcaseFFI"),
        Target.target(name: "NordcaseHttp", path: "Sources/NordcaseHttp"),
    ]
    // SwiftPM takes such a flag from packages in a folder only; for one from a repository, put the library on the linker's own path.
    let linking: [LinkerSetting] = [.unsafeFlags(["-L\(Context.packageDirectory)/lib/\(architecture)-linux"])]
#else
    let native = [Target.binaryTarget(name: "NordcaseFFI", path: "NordcaseFFI.xcframework")]
    let linking: [LinkerSetting] = []
#endif

let package = Package(
    name: "Nordcase",
    platforms: [.iOS(.v16), .macOS(.v13), .tvOS(.v16), .watchOS(.v9)],
    products: [.library(name: "Nordcase", targets: ["Nordcase"])],
    targets: native + [
        .target(
            name: "Nordcase", dependencies: native.map { .byName(name: $0.name) }, linkerSettings: linking),
        .testTarget(name: "NordcaseTests", dependencies: ["Nordcase", "journal-program"]),
        // The tests kill it.
        .executableTarget(name: "journal-program", dependencies: ["Nordcase"], path: "Tests/JournalProgram"),
    ],
    swiftLanguageModes: [.v6]
)
