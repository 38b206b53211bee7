package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func init() { commands["pgolib"] = saveAsPgolib }

// saveAsPgolib saves a profile as pgolib's LocalDir does: created, written, synchronized, closed.
func saveAsPgolib(arguments []string) error {
	if err := take(arguments, "DIR", "APP", "MILLISECONDS", "SOURCE"); err != nil {
		return err
	}
	content, err := os.ReadFile(arguments[3])
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%s.pprof", arguments[1], arguments[2])
	file, err := os.Create(filepath.Join(arguments[0], name))
	if err != nil {
		return err
	}
	defer file.Close()
	if _, err := file.Write(content); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return file.Close()
}
