package main

import (
	"errors"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// A front is what clients see of a proxy: an address that takes connections, or refuses them all.
type front struct {
	address string
	handler http.Handler

	mutex       sync.Mutex
	server      *http.Server
	connections map[net.Conn]bool
}

func newFront(handler http.Handler, address string) *front {
	return &front{address: address, handler: handler, connections: map[net.Conn]bool{}}
}

// light takes connections, at the same address every time.
func (f *front) light() error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.server != nil {
		return nil
	}
	listener, err := net.Listen("tcp", f.address)
	for end := time.Now().Add(10 * time.Second); err != nil && time.Now().Before(end); {
		// While nobody listened, somebody else's connection may have begun at this port.
		time.Sleep(10 * time.Millisecond)
		listener, err = net.Listen("tcp", f.address)
	}
	if err != nil {
		return err
	}
	f.address = listener.Addr().String()
	server := &http.Server{Handler: f.handler, ConnState: f.watch}
	f.server = server
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Print("s3proxy: ", err)
		}
	}()
	return nil
}

// dark refuses connections, and resets those that are there.
func (f *front) dark() {
	f.mutex.Lock()
	server, connections := f.server, f.connections
	f.server, f.connections = nil, map[net.Conn]bool{}
	f.mutex.Unlock()
	for connection := range connections {
		abort(connection)
	}
	if server != nil {
		server.Close()
	}
}

func (f *front) watch(connection net.Conn, state http.ConnState) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	switch state {
	case http.StateNew:
		f.connections[connection] = true
	case http.StateClosed, http.StateHijacked:
		delete(f.connections, connection)
	}
}
