package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

func init() { commands["write"] = writeOn }

// writeOn writes one capture after another into a day until one fails. START numbers the first. Every
// name whose close succeeded is printed after "closed", with its original; the last one after "failed".
func writeOn(arguments []string) error {
	if len(arguments) < 4 {
		return fmt.Errorf("arguments: DAY SOURCE START ORIGINAL...")
	}
	number, err := strconv.Atoi(arguments[2])
	if err != nil {
		return err
	}
	captures := arguments[3:]
	var contents [][]byte
	for _, path := range captures {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		contents = append(contents, data)
	}
	for ; ; number++ {
		at := time.UnixMilli(int64(number)).UTC().Format("15-04-05.000")
		name := fmt.Sprintf("%sZ_%s.pprof", at, arguments[1])
		which := number % len(contents)
		if err := writeSlowly(filepath.Join(arguments[0], name), contents[which]); err != nil {
			fmt.Println("failed", name, captures[which])
			return nil
		}
		fmt.Println("closed", name, captures[which])
	}
}

func writeSlowly(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	for len(data) > 0 {
		n := min(len(data), 1000)
		if _, err := file.Write(data[:n]); err != nil {
			file.Close()
			return err
		}
		data = data[n:]
	}
	return file.Close()
}
