package main

import (
	"os"
)

func init() { commands["readfile"] = readFile }

// readFile reads a file with os.ReadFile, and prints the SHA-256.
func readFile(arguments []string) error {
	if err := take(arguments, "FILE"); err != nil {
		return err
	}
	data, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	return printSum(data)
}
