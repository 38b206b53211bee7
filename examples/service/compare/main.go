// Command compare measures builds of the service against each other:
//
//	go run ./compare -turns 80 -for 100ms off=./service-off pgo=./service-pgo
//
// The builds take many short turns, so that whatever else the machine does meets all of them alike.
// It prints what was measured and how sure that is: means, each with its standard error.
package main

import (
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// A build is one binary of the service and the CPU time of a request, in nanoseconds, that each of
// its turns measured.
type build struct {
	name  string
	path  string
	turns []float64
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("compare: ")
	turns := flag.Int("turns", 80, "how often each build is measured, 2 at least")
	limit := flag.Duration("for", 100*time.Millisecond, "how long each turn takes")
	flag.Parse()
	builds, err := parse(flag.Args())
	if err != nil {
		log.Fatal(err)
	}
	if len(builds) == 0 || *turns < 2 {
		flag.Usage()
		os.Exit(2)
	}
	for turn := 0; turn < *turns; turn++ {
		for i := range builds {
			b := builds[(turn+i)%len(builds)]
			result, err := measure(b.path, *limit)
			if err != nil {
				log.Fatal(err)
			}
			b.turns = append(b.turns, result)
		}
	}
	report(builds)
}

func parse(arguments []string) ([]*build, error) {
	var builds []*build
	for _, argument := range arguments {
		name, path, found := strings.Cut(argument, "=")
		if !found {
			return nil, fmt.Errorf("%q is not NAME=BINARY", argument)
		}
		builds = append(builds, &build{name: name, path: path})
	}
	return builds, nil
}

// measure runs a build's own benchmark once.
func measure(path string, limit time.Duration) (float64, error) {
	output, err := exec.Command(path, "-bench", limit.String()).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%s: %w\n%s", path, err, output)
	}
	fields := strings.Fields(string(output))
	for i, unit := range fields {
		if unit == "cpu-ns/op" && i > 0 {
			return strconv.ParseFloat(fields[i-1], 64)
		}
	}
	return 0, fmt.Errorf("%s printed no benchmark: %q", path, output)
}

func report(builds []*build) {
	first := builds[0]
	base, baseError := mean(first.turns)
	fmt.Printf("%-8s %20s %20s\n", "build", "CPU per request", "against "+first.name)
	for _, b := range builds {
		cost, costError := mean(b.turns)
		line := fmt.Sprintf("%-8s %8.1f µs ± %4.1f µs", b.name, cost/1e3, costError/1e3)
		if b != first {
			change := cost/base - 1
			changeError := cost / base * math.Hypot(costError/cost, baseError/base)
			line += fmt.Sprintf(" %+9.1f %% ± %3.1f %%", 100*change, 100*changeError)
		}
		fmt.Println(line)
	}
}

// mean is the mean of the values and its standard error.
func mean(values []float64) (mean, standardError float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	var squares float64
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(squares / (n - 1) / n)
}
