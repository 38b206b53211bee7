package main

import (
	"syscall"
)

func init() { commands["statmap"] = mapAsStatSays }

// mapAsStatSays maps as much of a file as stat says before it is opened, "private" or "shared", and
// prints the SHA-256: nothing asks for the size of the open file.
func mapAsStatSays(arguments []string) error {
	if err := take(arguments, "FILE", "KIND"); err != nil {
		return err
	}
	var status syscall.Stat_t
	if err := syscall.Stat(arguments[0], &status); err != nil {
		return err
	}
	fd, err := syscall.Open(arguments[0], syscall.O_RDONLY, 0)
	if err != nil {
		return err
	}
	kind := syscall.MAP_PRIVATE
	if arguments[1] == "shared" {
		kind = syscall.MAP_SHARED
	}
	data, err := syscall.Mmap(fd, 0, int(status.Size), syscall.PROT_READ, kind)
	if err != nil {
		return err
	}
	return printSum(data)
}
