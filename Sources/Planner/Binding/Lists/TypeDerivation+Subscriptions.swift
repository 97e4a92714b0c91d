import GraphQL

/// The type of subscriptions: `live` is any query, answered anew whenever its answer changes.
extension TypeDerivation {
    mutating func deriveSubscriptions() {
        guard let query = context.schema.queryType, context.schema.subscriptionType == nil else { return }
        let cursor = derived(
            "Cursor",
            .scalar,
            "A place in the history of the database; opaque. It means the same on every gateway of this database."
        ) { _ in }
        elements.subscriptionType = derived(
            "Subscription",
            .object,
            "What is sent again whenever it changes."
        ) { pass in
            var live = FieldDefinition(
                name: "live",
                type: TypeReference(query, TypeModifiers([.nonNull])),
                description: "The answer to a query, and a new one whenever it differs from the last."
            )
            live.arguments = [
                InputValueDefinition(
                    name: DerivedArgument.after.rawValue,
                    type: TypeReference(cursor),
                    description: "The cursor of the last answer that was received, to go on after it."
                )
            ]
            let index = pass.builtIn("Subscription").index
            pass.elements.types[index].fields = [live]
            pass.elements.objects[index] = .root
            pass.elements.fields[index] = [.live]
        }
    }
}
