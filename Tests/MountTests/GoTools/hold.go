package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"syscall"
)

func init() { commands["hold"] = hold }

// hold opens and maps a file, says so, and after a line on the standard input prints the SHA-256 of
// what the handle and the map then hold.
func hold(arguments []string) error {
	if err := take(arguments, "FILE"); err != nil {
		return err
	}
	file, err := os.Open(arguments[0])
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	mapped, err := syscall.Mmap(
		int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return err
	}
	fmt.Println("open")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		return err
	}
	data, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	if err := printSum(data); err != nil {
		return err
	}
	return printSum(mapped)
}
