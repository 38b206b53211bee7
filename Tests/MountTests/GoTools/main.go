// Gotools does to a mount what programs in Go do: a subcommand each, in a file of its own.
package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
)

// A command gets its arguments; its error is printed and makes the exit status 1.
type command func(arguments []string) error

var commands = map[string]command{}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		names := make([]string, 0, len(commands))
		for name := range commands {
			names = append(names, name)
		}
		sort.Strings(names)
		fmt.Fprintln(os.Stderr, "usage: gotools", strings.Join(names, "|"), "ARGUMENT…")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// take checks that there is an argument for each name.
func take(arguments []string, names ...string) error {
	if len(arguments) != len(names) {
		return fmt.Errorf("arguments: %s", strings.Join(names, " "))
	}
	return nil
}
