/// What every schema has without defining it: *Built-in Scalars*, §3.5, *Built-in Directives*, §3.13, and the types of
/// introspection, *Schema Introspection Schema*, §4.2, as the edition of September 2026 has them.
enum BuiltInDefinitions {
    static let scalars: Set<String> = ["Int", "Float", "String", "Boolean", "ID"]
    static let directives: Set<String> = ["skip", "include", "deprecated", "specifiedBy", "oneOf"]

    static let source = #"""
        "An integer of 32 bits, with a sign."
        scalar Int
        "A number of double precision, as IEEE 754 has it."
        scalar Float
        "Text, as a sequence of Unicode characters."
        scalar String
        "`true` or `false`."
        scalar Boolean
        "A unique identifier, which is opaque: a string, or an integer taken as one."
        scalar ID

        "Leaves a field or fragment out when the argument is true."
        directive @skip("Left out when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        "Includes a field or fragment only when the argument is true."
        directive @include("Included when true." if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
        "Marks an element of the schema as no longer supported."
        directive @deprecated(
          "Why, and what to use instead, formatted as Markdown (CommonMark)."
          reason: String! = "No longer supported"
        ) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE | DIRECTIVE_DEFINITION
        "Names a document that specifies a scalar's behaviour."
        directive @specifiedBy("The document's URL." url: String!) on SCALAR
        "Says that exactly one field of an input object must be given, and not be null."
        directive @oneOf on INPUT_OBJECT

        "A schema's capabilities: its types, its directives, and where each kind of operation begins."
        type __Schema {
          description: String
          "All types."
          types: [__Type!]!
          "Where queries begin."
          queryType: __Type!
          "Where mutations begin, if there are any."
          mutationType: __Type
          "Where subscriptions begin, if there are any."
          subscriptionType: __Type
          "All directives."
          directives(includeDeprecated: Boolean! = false): [__Directive!]!
        }

        "A type: a named one, or a list or non-null around another. Its `kind` says which of the fields have a value."
        type __Type {
          kind: __TypeKind!
          name: String
          description: String
          specifiedByURL: String
          fields(includeDeprecated: Boolean! = false): [__Field!]
          interfaces: [__Type!]
          possibleTypes: [__Type!]
          enumValues(includeDeprecated: Boolean! = false): [__EnumValue!]
          inputFields(includeDeprecated: Boolean! = false): [__InputValue!]
          ofType: __Type
          isOneOf: Boolean
        }

        "What kind of type a `__Type` is."
        enum __TypeKind {
          SCALAR
          OBJECT
          INTERFACE
          UNION
          ENUM
          INPUT_OBJECT
          LIST
          NON_NULL
        }

        "A field of an object or an interface."
        type __Field {
          name: String!
          description: String
          args(includeDeprecated: Boolean! = false): [__InputValue!]!
          type: __Type!
          isDeprecated: Boolean!
          deprecationReason: String
        }

        "An argument of a field or directive, or a field of an input object."
        type __InputValue {
          name: String!
          description: String
          type: __Type!
          "The default value as a literal of GraphQL."
          defaultValue: String
          isDeprecated: Boolean!
          deprecationReason: String
        }

        "One value of an enum."
        type __EnumValue {
          name: String!
          description: String
          isDeprecated: Boolean!
          deprecationReason: String
        }

        "A directive: what it is called, where it may stand and what it takes."
        type __Directive {
          name: String!
          description: String
          isRepeatable: Boolean!
          locations: [__DirectiveLocation!]!
          args(includeDeprecated: Boolean! = false): [__InputValue!]!
          isDeprecated: Boolean!
          deprecationReason: String
        }

        "A place where a directive may stand."
        enum __DirectiveLocation {
          QUERY
          MUTATION
          SUBSCRIPTION
          FIELD
          FRAGMENT_DEFINITION
          FRAGMENT_SPREAD
          INLINE_FRAGMENT
          VARIABLE_DEFINITION
          SCHEMA
          SCALAR
          OBJECT
          FIELD_DEFINITION
          ARGUMENT_DEFINITION
          INTERFACE
          UNION
          ENUM
          ENUM_VALUE
          INPUT_OBJECT
          INPUT_FIELD_DEFINITION
          DIRECTIVE_DEFINITION
        }
        """#
}
