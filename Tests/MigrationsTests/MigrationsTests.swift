// The module's first test is on its way.
