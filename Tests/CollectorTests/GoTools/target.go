package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// How the targets of a farm answer.
type behaviour struct {
	fraction   float64
	busy, size int
	labels     bool
	path       string
}

// A target is one simulated service.
type target struct {
	memory
	crowd     *crowd
	number    int
	behaviour behaviour
	mutex     sync.Mutex
	left      int
	running   int
}

// A crowd is the requests of all the targets of a farm that run at once.
type crowd struct{ running, most atomic.Int64 }

func (c *crowd) enter() {
	for now := c.running.Add(1); ; {
		most := c.most.Load()
		if now <= most || c.most.CompareAndSwap(most, now) {
			return
		}
	}
}

// What a target remembers.
type memory struct {
	Address string `json:"address"`
	// Every request, in order.
	Requests []*request `json:"requests"`
	// How many connections it accepted.
	Connections int `json:"connections"`
	// The greatest number of requests at once.
	Most int `json:"most"`
}

// A request of a target.
type request struct {
	Path string `json:"path"`
	// As the query has it.
	Seconds string `json:"seconds"`
	// When it came, in Unix milliseconds.
	Start int64 `json:"start"`
	// What came of it: open, whole, busy, gone (the asker left first), cut (it left before it had
	// read all), or elsewhere (not the profile's path).
	Outcome string `json:"outcome"`
	// Of the profile that was sent.
	SHA256 string `json:"sha256"`
}

func (t *target) serve(listener net.Listener) {
	server := http.Server{
		Handler: http.HandlerFunc(t.answer),
		ConnState: func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				t.mutex.Lock()
				defer t.mutex.Unlock()
				t.Connections++
			}
		},
	}
	server.Serve(listener)
}

// report is a copy of what it remembers.
func (t *target) report() memory {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	copied := t.memory
	copied.Requests = []*request{}
	for _, r := range t.Requests {
		one := *r
		copied.Requests = append(copied.Requests, &one)
	}
	return copied
}

func (t *target) add(totals map[string]int) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	totals["requests"] += len(t.Requests)
	if len(t.Requests) > 0 {
		totals["asked"]++
	}
	for _, r := range t.Requests {
		if r.Outcome == "open" || r.Outcome == "whole" {
			totals[r.Outcome]++
		}
	}
}

// begin remembers a request, and whether it finds the target busy.
func (t *target) begin(asked *http.Request) (*request, bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	r := &request{
		Path: asked.URL.Path, Seconds: asked.URL.Query().Get("seconds"),
		Start: time.Now().UnixMilli(), Outcome: "open",
	}
	t.Requests = append(t.Requests, r)
	t.running++
	t.Most = max(t.Most, t.running)
	isBusy := t.left > 0 || t.running > 1
	if t.left > 0 && r.Path == t.behaviour.path {
		t.left--
	}
	return r, isBusy
}

func (t *target) finish(r *request, outcome string) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	r.Outcome = outcome
}

func (t *target) answer(answer http.ResponseWriter, asked *http.Request) {
	r, isBusy := t.begin(asked)
	t.crowd.enter()
	stop := sync.OnceFunc(func() {
		t.crowd.running.Add(-1)
		t.mutex.Lock()
		defer t.mutex.Unlock()
		t.running--
	})
	defer stop()
	if r.Path != t.behaviour.path {
		t.finish(r, "elsewhere")
		http.NotFound(answer, asked)
		return
	}
	if isBusy {
		t.finish(r, "busy")
		answerBusy(answer)
		return
	}
	seconds, err := strconv.ParseFloat(r.Seconds, 64)
	if err != nil || seconds <= 0 {
		seconds = 30
	}
	length := time.Duration(seconds * t.behaviour.fraction * float64(time.Second))
	profile := capture{start: time.Now(), length: length, samples: 3, padding: 2 * t.behaviour.size}
	if t.behaviour.labels {
		profile.labels = map[string]string{
			"tenant": fmt.Sprintf("tenant-of-%d", t.number), "user": fmt.Sprintf("user-of-%d", t.number),
		}
	}
	select {
	case <-time.After(length):
	case <-asked.Context().Done():
		t.finish(r, "gone")
		return
	}
	body := profile.compressed()
	t.mutex.Lock()
	r.SHA256 = fmt.Sprintf("%x", sha256.Sum256(body))
	t.mutex.Unlock()
	connection, err := send(answer, body, t.number%2 == 0)
	stop()
	if err == nil {
		err = readByPeer(connection)
	}
	if err != nil {
		t.finish(r, "cut")
		return
	}
	t.finish(r, "whole")
}

// answerBusy says what net/http/pprof says when a CPU profile is being taken already.
func answerBusy(answer http.ResponseWriter) {
	answer.Header().Set("Content-Type", "text/plain; charset=utf-8")
	answer.Header().Set("X-Content-Type-Options", "nosniff")
	answer.Header().Set("X-Go-Pprof", "1")
	answer.WriteHeader(http.StatusInternalServerError)
	fmt.Fprintln(answer, "Could not enable CPU profiling: cpu profiling already in use")
}

// send answers with a profile, in chunks as a service does, or with its length.
func send(answer http.ResponseWriter, body []byte, inChunks bool) (net.Conn, error) {
	connection, _, err := http.NewResponseController(answer).Hijack()
	if err != nil {
		return nil, err
	}
	head := "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n"
	if inChunks {
		half := len(body) / 2
		_, err = fmt.Fprintf(connection, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n",
			head, half, body[:half], len(body)-half, body[half:])
	} else {
		_, err = fmt.Fprintf(connection, "%sContent-Length: %d\r\n\r\n%s", head, len(body), body)
	}
	return connection, err
}

// readByPeer waits until the other side closes the connection. A side that leaves bytes unread
// resets it; so no error means that all were read.
func readByPeer(connection net.Conn) error {
	defer connection.Close()
	if tcp, ok := connection.(*net.TCPConn); ok {
		if err := tcp.CloseWrite(); err != nil {
			return err
		}
	}
	connection.SetReadDeadline(time.Now().Add(10 * time.Second))
	if count, err := connection.Read(make([]byte, 1)); count > 0 || !errors.Is(err, io.EOF) {
		return fmt.Errorf("it doesn't close: %d, %v", count, err)
	}
	return nil
}
