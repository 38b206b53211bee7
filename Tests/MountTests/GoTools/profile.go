package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"sync"
)

func init() { commands["profile"] = takeProfile }

// takeProfile writes a profile of this very process: a kind that Go offers, "idle" for a CPU profile
// without samples, or "legacy" for a heap profile in pprof's old text form.
func takeProfile(arguments []string) error {
	if err := take(arguments, "KIND", "FILE"); err != nil {
		return err
	}
	file, err := os.Create(arguments[1])
	if err != nil {
		return err
	}
	defer file.Close()
	switch kind := arguments[0]; kind {
	case "idle":
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		pprof.StopCPUProfile()
	case "legacy":
		if err := pprof.Lookup("heap").WriteTo(file, 1); err != nil {
			return err
		}
	default:
		profile := pprof.Lookup(kind)
		if profile == nil {
			return fmt.Errorf("no profile of kind %q", kind)
		}
		contend()
		if err := profile.WriteTo(file, 0); err != nil {
			return err
		}
	}
	return file.Close()
}

// contend gives mutex and block profiles something to tell.
func contend() {
	runtime.SetMutexProfileFraction(1)
	runtime.SetBlockProfileRate(1)
	var mutex sync.Mutex
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 100 {
				mutex.Lock()
				runtime.Gosched()
				mutex.Unlock()
			}
		})
	}
	group.Wait()
}
