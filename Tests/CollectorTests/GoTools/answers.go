package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime/pprof"
	"strconv"
	"time"
)

var silent = log.New(io.Discard, "", 0)

const tenGigabytes = 10 << 30

// answers has a path for each way to answer; other is another server's address.
func answers(state *record, other net.Addr) http.Handler {
	mux := http.NewServeMux()
	handle := func(path string, answer func(io.Writer, http.ResponseWriter, *http.Request)) {
		mux.HandleFunc(path, func(to http.ResponseWriter, asked *http.Request) {
			answer(countedWriter{to, state.ask(asked.URL.Path)}, to, asked)
		})
	}
	// An answer that is all right as far as HTTP goes.
	body := func(path string, content func() []byte) {
		handle(path, func(out io.Writer, to http.ResponseWriter, _ *http.Request) {
			to.Header().Set("Content-Type", "application/octet-stream")
			out.Write(content())
		})
	}
	good := func() []byte { return profile().compressed() }
	body("/debug/pprof/profile", good)
	body("/good", good)
	body("/plain", func() []byte { return profile().message() })
	body("/empty", func() []byte { return nil })
	body("/truncated", func() []byte { whole := good(); return whole[:len(whole)-40] })
	body("/checksum", func() []byte { whole := good(); whole[len(whole)-8] ^= 1; return whole })
	body("/garbled", func() []byte { whole := profile().message(); return compress(whole[:len(whole)-3]) })
	body("/random", func() []byte { return random(4096) })
	body("/idle", idleProfile)
	body("/heap", heapProfile)
	body("/bomb", func() []byte { return bomb })
	page := func(path, kind, text string) {
		handle(path, func(out io.Writer, to http.ResponseWriter, _ *http.Request) {
			to.Header().Set("Content-Type", kind)
			io.WriteString(out, text)
		})
	}
	page("/html", "text/html; charset=utf-8", "<!doctype html><title>Sign in</title><p>Who are you?\n")
	page("/text", "text/plain; charset=utf-8", "goroutine profile: total 4\n1 @ 0x43a1 0x46b7\n")
	handle("/status/{code}", func(_ io.Writer, to http.ResponseWriter, asked *http.Request) {
		code, _ := strconv.Atoi(asked.PathValue("code"))
		http.Error(to, http.StatusText(code), code)
	})
	handle("/busy", func(_ io.Writer, to http.ResponseWriter, _ *http.Request) { answerBusy(to) })
	redirect := func(path, location string) {
		handle(path, func(_ io.Writer, to http.ResponseWriter, asked *http.Request) {
			http.Redirect(to, asked, location, http.StatusFound)
		})
	}
	_, port, _ := net.SplitHostPort(other.String())
	redirect("/elsewhere", "http://localhost:"+port+"/good")
	redirect("/neighbour", "http://"+other.String()+"/good")
	redirect("/loop", "/loop")
	redirect("/moved", "/good")
	handle("/basic", func(out io.Writer, to http.ResponseWriter, asked *http.Request) {
		basic, _ := state.credentials()
		user, password, _ := asked.BasicAuth()
		answerIf(basic != "" && user+":"+password == basic, out, to)
	})
	handle("/bearer", func(out io.Writer, to http.ResponseWriter, asked *http.Request) {
		_, bearer := state.credentials()
		answerIf(bearer != "" && asked.Header.Get("Authorization") == "Bearer "+bearer, out, to)
	})
	handle("/silent", func(_ io.Writer, _ http.ResponseWriter, asked *http.Request) {
		<-asked.Context().Done()
	})
	handle("/slow", dribble)
	handle("/endless", func(out io.Writer, to http.ResponseWriter, _ *http.Request) { flood(out, to) })
	handle("/huge", func(out io.Writer, to http.ResponseWriter, _ *http.Request) {
		to.Header().Set("Content-Length", strconv.Itoa(tenGigabytes))
		flood(out, to)
	})
	// Answers that aren't even HTTP as it should be, on the bare connection.
	bare := func(path string, answer func(net.Conn)) {
		handle(path, func(_ io.Writer, to http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(to).Hijack()
			if err != nil {
				return
			}
			defer connection.Close()
			answer(connection)
		})
	}
	const head = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n"
	bare("/short", func(to net.Conn) {
		whole := good()
		fmt.Fprintf(to, "%sContent-Length: %d\r\n\r\n%s", head, len(whole)+1000, whole)
	})
	bare("/chunks", func(to net.Conn) {
		whole := good()
		fmt.Fprintf(to, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", head, len(whole), whole)
	})
	bare("/closed", func(net.Conn) {})
	bare("/garbage", func(to net.Conn) { io.WriteString(to, "hello, who is there?\r\n\r\n") })
	bare("/headers", func(to net.Conn) {
		for line := head; ; line = fmt.Sprintf("X-%x: %x\r\n", rand.Uint64(), rand.Uint64()) {
			if _, err := io.WriteString(to, line); err != nil {
				return
			}
		}
	})
	return mux
}

func profile() capture { return capture{start: time.Now(), length: time.Second, samples: 3} }

func answerIf(isAllowed bool, out io.Writer, to http.ResponseWriter) {
	if !isAllowed {
		to.Header().Set("WWW-Authenticate", "Basic")
		http.Error(to, "who are you?", http.StatusUnauthorized)
		return
	}
	out.Write(profile().compressed())
}

// dribble sends a profile, a byte at a time, and so slowly that it never ends.
func dribble(out io.Writer, to http.ResponseWriter, asked *http.Request) {
	whole := profile()
	whole.padding = 1 << 20
	for _, one := range whole.compressed() {
		if _, err := out.Write([]byte{one}); err != nil {
			return
		}
		to.(http.Flusher).Flush()
		select {
		case <-time.After(50 * time.Millisecond):
		case <-asked.Context().Done():
			return
		}
	}
}

// flood sends ten gigabytes that begin as a profile does.
func flood(out io.Writer, to http.ResponseWriter) {
	to.Header().Set("Content-Type", "application/octet-stream")
	first := profile().compressed()
	block := random(64 << 10)
	copy(block, first[:10])
	for sent := 0; sent < tenGigabytes; sent += len(block) {
		if _, err := out.Write(block); err != nil {
			return
		}
	}
}

// random is always the same: whether it looks like a profile is no matter of luck.
func random(count int) []byte {
	source := rand.New(rand.NewPCG(1, 2))
	bytes := make([]byte, count)
	for i := range bytes {
		bytes[i] = byte(source.Uint32())
	}
	return bytes
}

// idleProfile is what Go writes of a process that did nothing.
func idleProfile() []byte {
	var out bytes.Buffer
	if err := pprof.StartCPUProfile(&out); err == nil {
		pprof.StopCPUProfile()
	}
	return out.Bytes()
}

func heapProfile() []byte {
	var out bytes.Buffer
	pprof.Lookup("heap").WriteTo(&out, 0)
	return out.Bytes()
}

// bomb is a few megabytes that inflate to ten gigabytes of zeros: a block of deflate, which ends at
// a whole byte and refers to nothing before it, ten thousand times.
var bomb = func() []byte {
	var block bytes.Buffer
	writer, err := flate.NewWriter(&block, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	writer.Write(make([]byte, 1<<20))
	writer.Flush()
	head := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}
	last := []byte{1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0}
	return append(append(head, bytes.Repeat(block.Bytes(), tenGigabytes>>20)...), last...)
}()
