package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

func init() { commands["filertree"] = filerTree }

// filerTree copies a directory of SeaweedFS's filer, which holds objects as files: what is stored, asked
// without S3.
func filerTree(arguments []string) error {
	if err := take(arguments, "ADDRESS", "DIRECTORY"); err != nil {
		return err
	}
	return copyFilerTree(arguments[0], arguments[1])
}

func copyFilerTree(address, directory string) error {
	if err := os.MkdirAll(directory, 0o755); err != nil {
		return err
	}
	var listing struct {
		Entries []struct {
			FullPath string
			Mode     uint32
		}
	}
	answer, err := getFiler(address + "/?limit=100000")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, &listing); err != nil {
		return err
	}
	for _, entry := range listing.Entries {
		name := filepath.Base(entry.FullPath)
		target := filepath.Join(directory, name)
		if os.FileMode(entry.Mode).IsDir() {
			err = copyFilerTree(address+"/"+name, target)
		} else if answer, err = getFiler(address + "/" + name); err == nil {
			err = os.WriteFile(target, answer, 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func getFiler(address string) ([]byte, error) {
	request, err := http.NewRequest("GET", address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", address, answer.Status)
	}
	return io.ReadAll(answer.Body)
}
