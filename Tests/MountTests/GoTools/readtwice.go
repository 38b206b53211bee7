package main

import (
	"crypto/sha256"
	"fmt"
	"os"
)

func init() { commands["readtwice"] = readTwice }

// readTwice prints the SHA-256 of a file as two opens see it, with a line from the standard input
// between them: what happens meanwhile is for who writes the line to say.
func readTwice(arguments []string) error {
	if err := take(arguments, "FILE"); err != nil {
		return err
	}
	for i := range 2 {
		content, err := os.ReadFile(arguments[0])
		if err != nil {
			return err
		}
		fmt.Printf("%x\n", sha256.Sum256(content))
		if i == 0 {
			var line string
			if _, err := fmt.Scanln(&line); err != nil {
				return fmt.Errorf("no line between the two reads: %w", err)
			}
		}
	}
	return nil
}
