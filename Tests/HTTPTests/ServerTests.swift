// The first test is on its way.
