package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

func init() { commands["churn"] = churn }

// churn has captures of 16 kinds arrive in a day and leave it, one change every 20 ms, until killed.
func churn(arguments []string) error {
	if err := take(arguments, "DAY"); err != nil {
		return err
	}
	present := make([]bool, 16)
	random := rand.New(rand.NewPCG(1, 1))
	for {
		which := random.IntN(len(present))
		name := filepath.Join(arguments[0], fmt.Sprintf("10-00-%02dZ_churn.pprof", which))
		var err error
		if present[which] {
			err = os.Remove(name)
		} else {
			err = os.WriteFile(name, encode(which+2, []string{"samples/count"}), 0o666)
		}
		if err != nil {
			return err
		}
		present[which] = !present[which]
		time.Sleep(20 * time.Millisecond)
	}
}
