import Testing

@testable import GraphQL

/// The types of the examples of *Validation*, §5, and what its fragments on `Arguments` need.
let exampleSchema: Schema = {
    let text = """
        type Query {
          dog: Dog
          findDog(searchBy: FindDogInput): Dog
          pet: Pet
          human: Human
          catOrDog: CatOrDog
          dogOrHuman: DogOrHuman
          arguments: Arguments
          booleanList(booleanListArg: [Boolean!]): Boolean
        }
        type Mutation { addPet(pet: PetInput!): Pet addPets(pets: [PetInput!]!): [Pet] }
        type Subscription { newMessage: Message disallowedSecondRootField: Int }
        type Message { body: String sender: String }
        enum DogCommand { SIT DOWN HEEL }
        type Dog implements Pet & Node {
          id: ID!
          name: String!
          nickname: String
          barkVolume: Int
          doesKnowCommand(dogCommand: DogCommand!): Boolean!
          isHouseTrained(atOtherHomes: Boolean): Boolean!
          owner: Human
          friends: [Pet!]
        }
        interface Node { id: ID! }
        interface Resource implements Node { id: ID! url: String }
        type Photo implements Node & Resource { id: ID! url: String }
        interface Sentient { name: String! }
        interface Pet { name: String! }
        type Alien implements Sentient { name: String! homePlanet: String }
        type Human implements Sentient { name: String! pets: [Pet!] }
        enum CatCommand { JUMP }
        type Cat implements Pet {
          name: String!
          nickname: String
          doesKnowCommand(catCommand: CatCommand!): Boolean!
          meowVolume: Int
        }
        union CatOrDog = Cat | Dog
        union DogOrHuman = Dog | Human
        union HumanOrAlien = Human | Alien
        input FindDogInput { name: String owner: String }
        input CatInput { name: String! nickname: String meowVolume: Int }
        input DogInput { name: String! nickname: String barkVolume: Int }
        input PetInput @oneOf { cat: CatInput dog: DogInput }
        input Complex { name: String owner: String! tags: [[String!]] inner: Complex level: Int! = 3 }
        scalar DateTime
        scalar JSON
        type Arguments {
          multipleRequirements(x: Int!, y: Int!): Int!
          booleanArgField(booleanArg: Boolean): Boolean
          floatArgField(floatArg: Float): Float
          intArgField(intArg: Int): Int
          idArgField(idArg: ID): ID
          stringArgField(stringArg: String): String
          enumArgField(command: DogCommand): String
          nonNullBooleanArgField(nonNullBooleanArg: Boolean!): Boolean!
          booleanListArgField(booleanListArg: [Boolean]!): [Boolean]
          nonNullBooleanListField(nonNullBooleanListArg: [Boolean!]!): [Boolean!]
          optionalNonNullBooleanArgField(optionalBooleanArg: Boolean! = false): Boolean!
          complex(complex: Complex): Int
          time(at: DateTime): DateTime
          json(json: JSON): JSON
        }
        directive @once on FIELD
        directive @many(n: Int! = 1) repeatable on FIELD
        directive @anywhere on QUERY | MUTATION | SUBSCRIPTION | FIELD | FRAGMENT_DEFINITION | FRAGMENT_SPREAD
          | INLINE_FRAGMENT | VARIABLE_DEFINITION
        """
    let (schema, problems) = SchemaBuilder.build(files: [("schema.graphql", Array(text.utf8))])
    guard let schema else { fatalError("The examples' schema is broken: \(problems)") }
    return schema
}()

/// Validates `text` for everybody.
func validate(_ text: String, _ schema: Schema = exampleSchema, role: RoleSet = .all) throws -> [GraphQLError]
{
    Validation.validate(try document(text), against: schema, role: role, suggestions: true)
}

/// A document that keeps every rule.
func expectValid(_ text: String, at location: Testing.SourceLocation = #_sourceLocation) throws {
    #expect(try validate(text) == [], sourceLocation: location)
}

/// A document with one error, at the marks ①, ② ….
func expectInvalid(
    _ text: String,
    _ message: String,
    marks: String = "①",
    at location: Testing.SourceLocation = #_sourceLocation
) throws {
    let source = MarkedSource(text)
    let document = try Document.parse(source.bytes)
    let errors = Validation.validate(document, against: exampleSchema, role: .all, suggestions: true)
    let expected = GraphQLError(message, code: .validationFailed, locations: source.locations(marks))
    #expect(errors == [expected], sourceLocation: location)
}
