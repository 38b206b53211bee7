package main

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

func init() { commands["resident"] = resident }

// resident prints how many of a file's pages the kernel has before anything is read of it.
func resident(arguments []string) error {
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
	pages := make([]byte, (len(mapped)+os.Getpagesize()-1)/os.Getpagesize())
	_, _, code := syscall.Syscall(
		syscall.SYS_MINCORE, uintptr(unsafe.Pointer(&mapped[0])), uintptr(len(mapped)),
		uintptr(unsafe.Pointer(&pages[0])))
	if code != 0 {
		return code
	}
	count := 0
	for _, page := range pages {
		count += int(page & 1)
	}
	fmt.Println(count, "of", len(pages))
	return nil
}
