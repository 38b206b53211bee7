package main

import (
	"net/http"
	"sync"
)

// A count is how often an operation was asked for, whatever came of it, and the bytes of its bodies.
type count struct {
	Requests int   `json:"requests"`
	Received int64 `json:"received"`
	Sent     int64 `json:"sent"`
}

// counts is what a proxy was asked and what it did.
type counts struct {
	mutex      sync.Mutex
	operations map[string]*count
	faults     map[string]int
}

func newCounts() *counts {
	return &counts{operations: map[string]*count{}, faults: map[string]int{}}
}

// ask counts a request, and returns what its bytes are added to.
func (c *counts) ask(operation string) *count {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.operations[operation] == nil {
		c.operations[operation] = &count{}
	}
	c.operations[operation].Requests++
	return c.operations[operation]
}

// move counts the bytes of a request or of its answer.
func (c *counts) move(operation *count, received, sent int64) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	operation.Received += received
	operation.Sent += sent
}

func (c *counts) fail(kind string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.faults[kind]++
}

type report struct {
	Operations map[string]count `json:"operations"`
	Faults     map[string]int   `json:"faults"`
}

func (c *counts) report() report {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	copied := report{map[string]count{}, map[string]int{}}
	for name, count := range c.operations {
		copied.Operations[name] = *count
	}
	for kind, number := range c.faults {
		copied.Faults[kind] = number
	}
	return copied
}

// A countedWriter counts what is sent to the client.
type countedWriter struct {
	http.ResponseWriter
	counts    *counts
	operation *count
}

func (w countedWriter) Write(bytes []byte) (int, error) {
	written, err := w.ResponseWriter.Write(bytes)
	w.counts.move(w.operation, 0, int64(written))
	return written, err
}
