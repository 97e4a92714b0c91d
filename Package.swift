// swift-tools-version: 6.3
import PackageDescription

/// Arrows point down: a target may import only what is listed for it, and the build refuses the rest.
let package = Package(
    name: "concierge",
    products: [.executable(name: "concierge", targets: ["concierge"])],
    targets: [
        // C libraries, each behind one door.
        .systemLibrary(name: "CLibUV", pkgConfig: "libuv"),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CJOSE"),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),

        // Pure: nothing here opens a connection or imports C.
        .target(name: "Bytes"),
        .target(name: "JSON", dependencies: ["Bytes"]),
        .target(name: "GraphQL", dependencies: ["Bytes", "JSON"]),
        .target(name: "Planner", dependencies: ["Bytes", "JSON", "GraphQL"]),
        .target(name: "Execution", dependencies: ["Bytes", "JSON", "GraphQL", "Planner"]),
        .target(name: "CommandLine", dependencies: ["Planner"]),

        // Pure, over a library: who asks, by a signed token.
        .target(name: "JWT", dependencies: ["Bytes", "JSON", "CJOSE"]),

        // Pure: protocols as state machines, bytes in and events out.
        .target(name: "WebSocket", dependencies: ["Bytes", "CCrypto"]),
        .target(name: "ChangeFeed", dependencies: ["Bytes"]),
        .target(name: "GraphQLSocket", dependencies: ["Bytes", "JSON", "WebSocket"]),

        // Effects.
        .target(name: "Cluster"),
        .target(name: "EventLoop", dependencies: ["CLibUV"]),
        .target(name: "Postgres", dependencies: ["Bytes", "EventLoop", "CLibPQ"]),
        .target(name: "HTTP", dependencies: ["Bytes", "EventLoop", "CZlib"]),
        .target(name: "Migrations", dependencies: ["Postgres"]),

        .target(name: "Live", dependencies: ["Bytes", "ChangeFeed", "EventLoop", "Postgres"]),

        // Composition.
        .target(
            name: "Gateway",
            dependencies: [
                "Bytes", "JSON", "GraphQL", "Planner", "Execution",
                "EventLoop", "Postgres", "HTTP", "Migrations", "Cluster", "JWT", "CommandLine", "WebSocket",
                "GraphQLSocket", "ChangeFeed", "Live",
            ]
        ),
        .executableTarget(name: "concierge", dependencies: ["Gateway"]),

        // Tests mirror the modules.
        .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
        .testTarget(
            name: "LiveTests",
            dependencies: ["Live", "ChangeFeed", "EventLoop", "Postgres", "TestSupport"]
        ),
        .testTarget(name: "ChangeFeedTests", dependencies: ["ChangeFeed"]),
        .testTarget(name: "WebSocketTests", dependencies: ["WebSocket", "Bytes"]),
        .testTarget(name: "GraphQLSocketTests", dependencies: ["GraphQLSocket", "JSON", "WebSocket"]),
        .testTarget(name: "GraphQLTests", dependencies: ["GraphQL"]),
        .testTarget(
            name: "ExecutionTests",
            dependencies: ["Bytes", "JSON", "GraphQL", "Planner", "Execution", "TestSupport"]
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "PostgresTests", dependencies: ["Bytes", "EventLoop", "Postgres", "TestSupport"]),
        .testTarget(name: "MigrationsTests", dependencies: ["Postgres", "Migrations", "TestSupport"]),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "Bytes", "EventLoop", "GraphQL", "HTTP", "JSON", "JWT", "Planner", "Postgres",
                "TestSupport",
                "concierge",
            ]
        ),
        .testTarget(
            name: "PlannerTests",
            dependencies: [
                "Bytes", "JSON", "GraphQL", "Planner", "Gateway", "Postgres", "Migrations", "TestSupport",
            ],
            exclude: ["Goldens"]
        ),
        .testTarget(name: "CommandLineTests", dependencies: ["CommandLine", "Planner"]),
        .testTarget(name: "JWTTests", dependencies: ["JWT", "JSON", "Bytes"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "Bytes"]),
        .testTarget(name: "EventLoopTests", dependencies: ["EventLoop", "TestSupport"]),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP", "EventLoop", "Bytes", "CZlib", "TestSupport"]),
        .testTarget(name: "ClusterTests", dependencies: ["Cluster"]),
        .executableTarget(
            name: "throw-away-cluster",
            dependencies: ["Cluster"],
            path: "Tests/Tools/throw-away-cluster"
        ),
        .executableTarget(
            name: "validate-documents",
            dependencies: ["Bytes", "JSON", "GraphQL"],
            path: "Tests/Tools/validate-documents"
        ),
    ]
)

// The readers of strangers' bytes, as tests over their corpus; or under libFuzzer, which brings the main function: `./dev fuzz`.
let fuzzedModules: [Target.Dependency] = ["Bytes", "JSON", "GraphQL", "Planner", "HTTP"]
if Context.environment["CONCIERGE_FUZZ"] == nil {
    package.targets.append(
        .testTarget(
            name: "FuzzTests",
            dependencies: fuzzedModules + ["TestSupport"],
            path: "Tests/Fuzz",
            exclude: ["Corpus", "Fuzzer"],
            sources: ["Targets", "Tests"]
        )
    )
} else {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: fuzzedModules,
            path: "Tests/Fuzz",
            exclude: ["Corpus", "Tests"],
            sources: ["Targets", "Fuzzer"]
        )
    )
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
    ]
}
