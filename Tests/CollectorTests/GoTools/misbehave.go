package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// misbehave serves every answer that a collector must survive, a path for each, and the same over TLS
// with certificates of every kind, which it leaves in the directory. It prints the addresses and goes
// on until it is killed. On its control address,
//
//	GET /report         is what it was asked, and what it sent
//	PUT /credentials    says which it takes from then on: {"basic": "user:password", "bearer": "token"}
func misbehave(arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("arguments: DIRECTORY")
	}
	certificates, err := writeCertificates(arguments[0])
	if err != nil {
		return err
	}
	state := &record{asked: map[string]int{}, sent: map[string]*atomic.Int64{}}
	addresses := map[string]string{}
	listen := func(name string) (net.Listener, error) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			addresses[name] = listener.Addr().String()
		}
		return listener, err
	}
	other, err := listen("other")
	if err != nil {
		return err
	}
	go http.Serve(countedListener{other, &state.elsewhere}, state.watched(answers(state, other.Addr())))
	handler := answers(state, other.Addr())
	plain, err := listen("plain")
	if err != nil {
		return err
	}
	go http.Serve(plain, handler)
	for name, configuration := range certificates {
		listener, err := listen(name)
		if err != nil {
			return err
		}
		server := http.Server{Handler: handler, TLSConfig: configuration, ErrorLog: silent}
		go server.ServeTLS(listener, "", "")
	}
	control, err := listen("control")
	if err != nil {
		return err
	}
	if err := announce(addresses); err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /report", state.report)
	mux.HandleFunc("PUT /credentials", state.setCredentials)
	return http.Serve(control, mux)
}

// A record is what the server was asked and what it sent, by path, and the credentials that it takes.
type record struct {
	mutex         sync.Mutex
	asked         map[string]int
	sent          map[string]*atomic.Int64
	basic, bearer string
	// Connections to the other host, which nobody was told to ask, and credentials that it was shown.
	elsewhere, shown atomic.Int64
}

func (r *record) ask(path string) *atomic.Int64 {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.asked[path]++
	if r.sent[path] == nil {
		r.sent[path] = new(atomic.Int64)
	}
	return r.sent[path]
}

func (r *record) credentials() (basic, bearer string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.basic, r.bearer
}

func (r *record) setCredentials(answer http.ResponseWriter, request *http.Request) {
	var taken struct{ Basic, Bearer string }
	if err := json.NewDecoder(request.Body).Decode(&taken); err != nil {
		http.Error(answer, err.Error(), http.StatusBadRequest)
		return
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.basic, r.bearer = taken.Basic, taken.Bearer
}

func (r *record) report(answer http.ResponseWriter, _ *http.Request) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	sent := map[string]int64{}
	for path, bytes := range r.sent {
		sent[path] = bytes.Load()
	}
	json.NewEncoder(answer).Encode(map[string]any{
		"asked": r.asked, "sent": sent, "elsewhere": r.elsewhere.Load(), "shown": r.shown.Load(),
	})
}

// watched counts the credentials.
func (r *record) watched(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		if request.Header.Get("Authorization") != "" {
			r.shown.Add(1)
		}
		handler.ServeHTTP(answer, request)
	})
}

// A countedListener counts the connections.
type countedListener struct {
	net.Listener
	count *atomic.Int64
}

func (l countedListener) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	if err == nil {
		l.count.Add(1)
	}
	return connection, err
}

// A countedWriter counts the bytes.
type countedWriter struct {
	io.Writer
	count *atomic.Int64
}

func (w countedWriter) Write(bytes []byte) (int, error) {
	count, err := w.Writer.Write(bytes)
	w.count.Add(int64(count))
	return count, err
}
