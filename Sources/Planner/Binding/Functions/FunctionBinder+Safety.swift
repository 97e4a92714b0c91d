import GraphQL

/// Which functions may be called: nothing here changes what is bound.
extension FunctionBinder {
    mutating func checkSafety(of function: Function, at place: FunctionPlace) {
        let signature = catalog.signature(of: function)
        if place.isMutation && function.volatility != .volatile {
            report(
                "\(place.coordinate) changes something, but the function \"\(function.displayName)\" is "
                    + "\(function.volatility == .stable ? "STABLE" : "IMMUTABLE"), which can change nothing.",
                at: place.location,
                coordinate: place.coordinate,
                fix: "ALTER FUNCTION \(signature) VOLATILE;"
            )
        }
        if !place.isMutation && function.volatility == .volatile {
            report(
                "\(place.coordinate) only reads, but the function \"\(function.displayName)\" is VOLATILE, which may change "
                    + "something.",
                at: place.location,
                coordinate: place.coordinate,
                fix: "ALTER FUNCTION \(signature) STABLE;"
            )
        }
        if function.isSecurityDefiner && !function.hasOwnSearchPath {
            report(
                "The function \"\(function.displayName)\" runs with its owner's rights on its caller's search_path, who could "
                    + "put other things under the names that it uses.",
                at: place.location,
                coordinate: place.coordinate,
                fix: "ALTER FUNCTION \(signature) SET search_path = pg_catalog, public;"
            )
        }
        if function.isSecurityDefiner {
            let ownsTables = catalog.relations.contains {
                $0.kind == .table && $0.hasRowSecurity && $0.owner == function.owner
            }
            if function.isOwnedBySuperuser || ownsTables {
                warn(
                    "The function \"\(function.displayName)\" runs with the rights of \"\(function.owner)\", "
                        + (function.isOwnedBySuperuser
                            ? "a superuser, whom no policy binds."
                            : "who owns tables and so may change their policies."),
                    kind: .definerRights,
                    at: place.location,
                    coordinate: place.coordinate,
                    fix: "ALTER FUNCTION \(signature) OWNER TO …, a role that may do no more than it must."
                )
            }
        }
        if access.callers(of: function).isEmpty {
            warn(
                "No role may execute the function \"\(function.displayName)\", so nobody sees \(place.coordinate).",
                kind: .unusableFunction,
                at: place.location,
                coordinate: place.coordinate,
                fix: "GRANT EXECUTE ON FUNCTION \(signature) TO …;"
            )
        }
    }
}
