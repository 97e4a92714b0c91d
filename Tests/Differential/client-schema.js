// Builds a schema of the introspection on stdin, and says how many types it has; Debian's graphql-js is of 2022.
const { assertValidSchema, buildClientSchema } = require('graphql');

const schema = buildClientSchema(JSON.parse(require('fs').readFileSync(0, 'utf8')));
assertValidSchema(schema);
console.log(Object.keys(schema.getTypeMap()).length);
