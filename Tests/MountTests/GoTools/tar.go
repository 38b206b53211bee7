package main

import (
	"archive/tar"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

func init() { commands["tar"] = archive }

// archive writes a tree to an archive on the standard output, as docker build and docker cp do: each
// file's header first, from a stat before it is opened, then exactly as many bytes.
func archive(arguments []string) error {
	if err := take(arguments, "DIR"); err != nil {
		return err
	}
	writer := tar.NewWriter(os.Stdout)
	root := arguments[0]
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		header, err := tar.FileInfoHeader(info, "")
		if err != nil {
			return err
		}
		if header.Name, err = filepath.Rel(root, path); err != nil {
			return err
		}
		if err := writer.WriteHeader(header); err != nil {
			return err
		}
		if !info.Mode().IsRegular() {
			return nil
		}
		return addContent(writer, path, header.Size)
	})
	if err != nil {
		return err
	}
	return writer.Close()
}

func addContent(writer io.Writer, path string, size int64) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	count, err := io.Copy(writer, file)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if count != size {
		return fmt.Errorf("%s: stat says %d bytes, and it has %d", path, size, count)
	}
	return nil
}
