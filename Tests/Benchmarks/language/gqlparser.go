// Times Debian's gqlparser: one question of JSON a line, as validate-documents answers them.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/vektah/gqlparser"
	"github.com/vektah/gqlparser/ast"
	"github.com/vektah/gqlparser/parser"
	"github.com/vektah/gqlparser/validator"
)

type question struct {
	SDL      string `json:"sdl"`
	Document string `json:"document"`
	Times    int64  `json:"times"`
}

func main() {
	var schema *ast.Schema
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		if err := json.Unmarshal(line, &asked); err != nil {
			panic(err)
		}
		if asked.SDL != "" {
			schema = gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphql", Input: asked.SDL})
			fmt.Println(`{"problems":[]}`)
			continue
		}
		source := &ast.Source{Input: asked.Document}
		errors := 0
		start := time.Now()
		for count := int64(0); count < asked.Times; count++ {
			if _, err := parser.ParseQuery(source); err != nil {
				panic(err)
			}
		}
		parse := time.Since(start)
		// Validation writes into the document, so that each run needs its own.
		start = time.Now()
		for count := int64(0); count < asked.Times; count++ {
			document, _ := parser.ParseQuery(source)
			errors += len(validator.Validate(schema, document))
		}
		both := time.Since(start)
		fmt.Printf("{\"errors\":%d,\"parse\":%d,\"both\":%d}\n", errors, parse.Nanoseconds()/asked.Times, both.Nanoseconds()/asked.Times)
	}
}
