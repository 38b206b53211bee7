package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A fault is one way in which a request fails.
type fault struct {
	kind string
	// Whether and when the server is asked.
	asks moment
	// What the client is sent instead of the server's answer.
	answer string
	// How much of an answer the client gets, in percent.
	shown int
	// What comes then.
	end ending
}

type moment int

const (
	never moment = iota
	atOnce
	// The client has given up by then.
	afterwards
)

type ending int

const (
	// The connection is closed as after any answer.
	closed ending = iota
	// It is reset.
	reset
	// Nothing more comes until the client gives up.
	silence
)

var (
	slowDown      = refusal("503 Slow Down", "SlowDown")
	internalError = refusal("500 Internal Server Error", "InternalError")
)

func refusal(status, code string) string {
	body := "<Error><Code>" + code + "</Code><Message>Please try again.</Message></Error>"
	return fmt.Sprintf("HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n"+
		"Connection: close\r\n\r\n%s", status, len(body), body)
}

var everyFault = []fault{
	{kind: "reset", asks: never, end: reset},
	{kind: "500", asks: never, answer: internalError, shown: 100},
	{kind: "503", asks: never, answer: slowDown, shown: 100},
	{kind: "stalled", asks: never, end: silence},
	{kind: "late", asks: afterwards, end: silence},
	{kind: "lost", asks: atOnce, end: reset},
	{kind: "500 after", asks: atOnce, answer: internalError, shown: 100},
	{kind: "truncated", asks: atOnce, shown: 70},
	{kind: "broken", asks: atOnce, shown: 70, end: reset},
	{kind: "stalled inside", asks: atOnce, shown: 70, end: silence},
}

// The longest that a client is waited for that doesn't give up.
const patience = 60 * time.Second

// faults chooses which requests fail and how.
type faults struct {
	mutex   sync.Mutex
	random  *rand.Rand
	percent int
	kinds   []fault
}

func newFaults(seed uint64) *faults {
	return &faults{random: rand.New(rand.NewPCG(seed, 0))}
}

// set makes so many of a hundred requests fail from now on, in ways of these kinds; all, if none is named.
func (f *faults) set(percent int, kinds []string) error {
	var chosen []fault
	for _, fault := range everyFault {
		if len(kinds) == 0 {
			chosen = append(chosen, fault)
		}
		for _, kind := range kinds {
			if kind == fault.kind {
				chosen = append(chosen, fault)
			}
		}
	}
	if len(chosen) == 0 || len(kinds) > 0 && len(chosen) != len(kinds) {
		return fmt.Errorf("no such faults: %s", strings.Join(kinds, ", "))
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.percent, f.kinds = percent, chosen
	return nil
}

// next is the fault of the next request, nil for one that doesn't fail.
func (f *faults) next() *fault {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.random.IntN(100) >= f.percent {
		return nil
	}
	return &f.kinds[f.random.IntN(len(f.kinds))]
}

// fail makes a request fail.
func (p *proxy) fail(answer http.ResponseWriter, request *http.Request, fault *fault) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	shown := []byte(fault.answer)
	if fault.asks == atOnce {
		whole, err := p.exchange(request, body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if fault.answer == "" {
			shown = whole
		}
	}
	connection, _, err := answer.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	defer connection.Close()
	connection.Write(shown[:len(shown)*fault.shown/100])
	switch fault.end {
	case reset:
		abort(connection)
	case silence:
		connection.SetReadDeadline(time.Now().Add(patience))
		io.Copy(io.Discard, connection)
	}
	if fault.asks == afterwards {
		p.exchange(request, body)
	}
}

// abort ends a connection with a reset.
func abort(connection net.Conn) {
	if tcp, ok := connection.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	connection.Close()
}
