// Gotools is what a collector meets: services that are well, services that are not, a network that can
// be cut, and the service manager that started it. A subcommand each, in a file of its own.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

var commands = map[string]func(arguments []string) error{
	"farm":      farm,
	"misbehave": misbehave,
	"notify":    notify,
	"relay":     relay,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: gotools farm|misbehave|notify|relay ARGUMENT…")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, "gotools:", err)
		os.Exit(1)
	}
}

// announce tells whoever started this where it listens: JSON, in a line.
func announce(addresses any) error {
	return json.NewEncoder(os.Stdout).Encode(addresses)
}
