package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"syscall"
)

func init() { commands["mmap"] = mapFile }

// mapFile maps a file to read, private and shared, and prints the SHA-256 of what it sees.
func mapFile(arguments []string) error {
	if err := take(arguments, "FILE"); err != nil {
		return err
	}
	file, err := os.Open(arguments[0])
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	var digests [2][sha256.Size]byte
	for i, flags := range []int{syscall.MAP_PRIVATE, syscall.MAP_SHARED} {
		bytes, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, flags)
		if err != nil {
			return fmt.Errorf("mmap %s: %w", arguments[0], err)
		}
		digests[i] = sha256.Sum256(bytes)
		if err := syscall.Munmap(bytes); err != nil {
			return err
		}
	}
	if digests[0] != digests[1] {
		return fmt.Errorf("%s: the private map is %x, the shared one %x", arguments[0], digests[0], digests[1])
	}
	fmt.Printf("%x\n", digests[0])
	return nil
}
