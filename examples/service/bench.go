package main

import (
	"fmt"
	"net/http"
	"runtime"
	"syscall"
	"time"

	"example.com/service/workload"
)

// A measurement is what a number of requests cost this process, garbage collection included.
type measurement struct {
	requests int
	cpu      time.Duration
	wall     time.Duration
}

// String is a line of Go's benchmark format, so that benchstat reads it too.
func (m measurement) String() string {
	per := func(d time.Duration) int64 { return d.Nanoseconds() / int64(max(m.requests, 1)) }
	return fmt.Sprintf("BenchmarkWorkload %d %d ns/op %d cpu-ns/op", m.requests, per(m.wall), per(m.cpu))
}

// measure sends whole rounds of the workload to the handlers, one request after the other and
// without a network, until the time is up. CPU time is the figure to compare: it leaves out what
// other processes took from this one, though not what they do to its caches.
func measure(handler http.Handler, limit time.Duration) measurement {
	round(handler) // fill the pools and caches first
	runtime.GC()
	var m measurement
	start, used := time.Now(), cpuTime()
	for m.wall < limit {
		m.requests += round(handler)
		m.wall = time.Since(start)
	}
	m.cpu = cpuTime() - used
	return m
}

func round(handler http.Handler) int {
	for i := 0; i < workload.Round; i++ {
		request, err := workload.Request("http://service", i)
		if err != nil {
			panic(err)
		}
		var answer discard
		handler.ServeHTTP(&answer, request)
		if answer.status >= 400 {
			panic(fmt.Sprintf("%s %s: status %d", request.Method, request.URL, answer.status))
		}
	}
	return workload.Round
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// discard is a ResponseWriter that keeps the status alone.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header {
	if d.header == nil {
		d.header = http.Header{}
	}
	return d.header
}

func (d *discard) WriteHeader(status int)          { d.status = status }
func (d *discard) Write(bytes []byte) (int, error) { return len(bytes), nil }
