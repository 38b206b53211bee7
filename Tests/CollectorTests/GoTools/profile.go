package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"
)

// A capture is a small CPU profile as Go writes them, like no other: no two have the same time.
type capture struct {
	start   time.Time
	length  time.Duration
	samples int
	// Labels of every sample.
	labels map[string]string
	// How many bytes of strings it has that don't compress and mean nothing.
	padding int
}

// frames are the functions of every stack, the innermost first.
var frames = []string{"main.price", "main.order", "main.serve", "main.main"}

// message is the profile, not compressed.
func (c capture) message() []byte {
	strs := []string{""}
	intern := func(s string) uint64 {
		strs = append(strs, s)
		return uint64(len(strs) - 1)
	}
	valueType := func(kind, unit string) []byte {
		return number(number(nil, 1, intern(kind)), 2, intern(unit))
	}
	nanoseconds := valueType("cpu", "nanoseconds")
	var out, locations, labels []byte
	out = field(out, 1, valueType("samples", "count"))
	out = field(out, 1, nanoseconds)
	out = field(out, 3, number(number(number(nil, 1, 1), 3, 1<<20), 7, 1))
	for i, name := range frames {
		id := uint64(i + 1)
		locations = binary.AppendUvarint(locations, id)
		function := number(number(number(nil, 1, id), 2, intern(name)), 5, 10*id)
		line := number(number(nil, 1, id), 2, 10*id+3)
		out = field(out, 5, function)
		out = field(out, 4, field(number(number(number(nil, 1, id), 2, 1), 3, 4096*id), 4, line))
	}
	for key, value := range c.labels {
		labels = field(labels, 3, number(number(nil, 1, intern(key)), 2, intern(value)))
	}
	for i := range c.samples {
		count := uint64(i + 1)
		values := binary.AppendUvarint(binary.AppendUvarint(nil, count), count*10_000_000)
		// Deeper and deeper, so that the stacks differ.
		sample := field(field(nil, 1, locations[min(i, len(locations)-2):]), 2, values)
		out = field(out, 2, append(sample, labels...))
	}
	out = number(out, 9, uint64(c.start.UnixNano()))
	out = number(out, 10, uint64(c.length.Nanoseconds()))
	out = field(out, 11, nanoseconds)
	out = number(out, 12, 10_000_000)
	for range c.padding / 32 {
		intern(fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()))
	}
	for _, s := range strs {
		out = field(out, 6, []byte(s))
	}
	return out
}

// compressed is the profile as it is sent.
func (c capture) compressed() []byte { return compress(c.message()) }

func compress(message []byte) []byte {
	var out bytes.Buffer
	writer := gzip.NewWriter(&out)
	writer.Write(message)
	writer.Close()
	return out.Bytes()
}

func number(to []byte, field, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(to, field<<3), value)
}

func field(to []byte, field uint64, body []byte) []byte {
	to = binary.AppendUvarint(binary.AppendUvarint(to, field<<3|2), uint64(len(body)))
	return append(to, body...)
}
