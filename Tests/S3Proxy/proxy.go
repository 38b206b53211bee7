package main

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

// A proxy passes requests on to one server.
type proxy struct {
	server    *url.URL
	transport *http.Transport
	counts    *counts
	faults    *faults
	// In nanoseconds.
	latency atomic.Int64
}

func newProxy(server *url.URL, seed uint64) *proxy {
	return &proxy{
		server:    server,
		transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 256},
		counts:    newCounts(),
		faults:    newFaults(seed),
	}
}

func (p *proxy) ServeHTTP(answer http.ResponseWriter, request *http.Request) {
	count := p.counts.ask(operation(request))
	time.Sleep(time.Duration(p.latency.Load()))
	p.counts.move(count, max(0, request.ContentLength), 0)
	if fault := p.faults.next(); fault != nil {
		p.counts.fail(fault.kind)
		p.fail(answer, request, fault)
		return
	}
	response, err := p.forward(request, request.Body)
	if err != nil {
		log.Print("s3proxy: ", err)
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	for name, values := range response.Header {
		answer.Header()[name] = values
	}
	answer.WriteHeader(response.StatusCode)
	if _, err := io.Copy(countedWriter{answer, p.counts, count}, response.Body); err != nil {
		panic(http.ErrAbortHandler)
	}
}

// forward sends a request on as it came, down to the encoding of its path.
func (p *proxy) forward(request *http.Request, body io.Reader) (*http.Response, error) {
	path, _ := url.ParseRequestURI(request.RequestURI)
	out := &http.Request{
		Method: request.Method,
		URL: &url.URL{
			Scheme: p.server.Scheme, Host: p.server.Host,
			Opaque: path.EscapedPath(), RawQuery: path.RawQuery,
		},
		Host:          request.Host,
		Header:        request.Header.Clone(),
		Body:          io.NopCloser(body),
		ContentLength: request.ContentLength,
	}
	if out.ContentLength == 0 {
		out.Body = http.NoBody
	}
	if request.UserAgent() == "" {
		// Else the transport has one of its own.
		out.Header["User-Agent"] = nil
	}
	return p.transport.RoundTrip(out)
}

// exchange sends a request on and takes its whole answer, as it goes over the wire.
func (p *proxy) exchange(request *http.Request, body []byte) ([]byte, error) {
	response, err := p.forward(request, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var wire bytes.Buffer
	err = response.Write(&wire)
	return wire.Bytes(), err
}
