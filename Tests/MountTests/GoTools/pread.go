package main

import (
	"syscall"
)

func init() { commands["pread"] = readAt }

// readAt reads a file with pread to its end, without any stat, and prints the SHA-256.
func readAt(arguments []string) error {
	if err := take(arguments, "FILE"); err != nil {
		return err
	}
	fd, err := syscall.Open(arguments[0], syscall.O_RDONLY, 0)
	if err != nil {
		return err
	}
	var data []byte
	chunk := make([]byte, 10_000)
	for {
		n, err := syscall.Pread(fd, chunk, int64(len(data)))
		if err != nil {
			return err
		}
		if n == 0 {
			return printSum(data)
		}
		data = append(data, chunk[:n]...)
	}
}
