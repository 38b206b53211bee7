package main

import "os"

func init() { commands["writefile"] = writeFile }

// writeFile copies a file with os.ReadFile and os.WriteFile.
func writeFile(arguments []string) error {
	if err := take(arguments, "FILE", "SOURCE"); err != nil {
		return err
	}
	content, err := os.ReadFile(arguments[1])
	if err != nil {
		return err
	}
	return os.WriteFile(arguments[0], content, 0o644)
}
