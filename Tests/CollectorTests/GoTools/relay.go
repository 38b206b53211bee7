package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// relay passes connections on to an address. It prints its own addresses and goes on until it is
// killed. On its control address,
//
//	PUT /cut     ends all connections, and refuses others
//	PUT /mend    takes connections again
func relay(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("arguments: ADDRESS")
	}
	line := &line{to: arguments[0], address: "127.0.0.1:0"}
	if err := line.mend(); err != nil {
		return err
	}
	control, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	addresses := map[string]string{"address": line.address, "control": control.Addr().String()}
	if err := announce(addresses); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /cut", func(http.ResponseWriter, *http.Request) { line.cut() })
	mux.HandleFunc("PUT /mend", func(answer http.ResponseWriter, _ *http.Request) {
		if err := line.mend(); err != nil {
			http.Error(answer, err.Error(), http.StatusInternalServerError)
		}
	})
	return http.Serve(control, mux)
}

// A line is where a relay listens, and the connections over it.
type line struct {
	to string

	mutex       sync.Mutex
	address     string
	listener    net.Listener
	connections map[net.Conn]bool
}

func (l *line) mend() error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.listener != nil {
		return nil
	}
	listener, err := net.Listen("tcp", l.address)
	if err != nil {
		return err
	}
	l.listener, l.address, l.connections = listener, listener.Addr().String(), map[net.Conn]bool{}
	go l.accept(listener)
	return nil
}

func (l *line) cut() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.listener == nil {
		return
	}
	l.listener.Close()
	for connection := range l.connections {
		connection.Close()
	}
	l.listener = nil
}

func (l *line) accept(listener net.Listener) {
	for {
		near, err := listener.Accept()
		if err != nil {
			return
		}
		go l.pass(listener, near)
	}
}

func (l *line) pass(listener net.Listener, near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", l.to)
	if err != nil {
		return
	}
	defer far.Close()
	l.mutex.Lock()
	isCut := l.listener != listener
	if !isCut {
		l.connections[near], l.connections[far] = true, true
	}
	l.mutex.Unlock()
	if isCut {
		return
	}
	done := make(chan struct{}, 2)
	for _, pair := range [][2]net.Conn{{near, far}, {far, near}} {
		go func() {
			io.Copy(pair[0], pair[1])
			done <- struct{}{}
		}()
	}
	<-done
}
