package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"
)

func init() { commands["latency"] = latency }

// latency lists a directory, stats a file and reads another in turn, and prints the 99th percentile of
// each in milliseconds.
func latency(arguments []string) error {
	if err := take(arguments, "LIST", "STAT", "READ", "ROUNDS"); err != nil {
		return err
	}
	rounds, err := strconv.Atoi(arguments[3])
	if err != nil {
		return err
	}
	calls := []func() error{
		func() error { _, err := os.ReadDir(arguments[0]); return err },
		func() error { _, err := os.Stat(arguments[1]); return err },
		func() error { _, err := os.ReadFile(arguments[2]); return err },
	}
	took := make([][]time.Duration, len(calls))
	for range rounds {
		for i, call := range calls {
			start := time.Now()
			if err := call(); err != nil {
				return err
			}
			took[i] = append(took[i], time.Since(start))
		}
	}
	for _, durations := range took {
		slices.Sort(durations)
		fmt.Println(durations[len(durations)*99/100].Milliseconds())
	}
	return nil
}
