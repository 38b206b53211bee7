package main

import "os"

func init() { commands["removeall"] = removeAll }

// removeAll removes a tree as Go's programs do: the top first, then what is in it.
func removeAll(arguments []string) error {
	if err := take(arguments, "DIR"); err != nil {
		return err
	}
	return os.RemoveAll(arguments[0])
}
