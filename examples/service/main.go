// Command service is a small shop over HTTP: it takes orders, searches a catalogue, and renders
// and exports it. Nothing in it knows of pgofs; it serves its CPU profiles through net/http/pprof
// as any Go service does.
//
//	service                      serve until SIGTERM or SIGINT
//	service -bench 2s            measure the handlers in this process instead, and exit
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const shutdownGrace = 5 * time.Second

func main() {
	log.SetFlags(0)
	log.SetPrefix("service: ")
	addr := flag.String("addr", "127.0.0.1:0", "address to serve on; port 0 takes any free one")
	debug := flag.String("debug", "127.0.0.1:0", "address to serve /debug/pprof/ on")
	bench := flag.Duration("bench", 0, "measure the handlers for this long instead of serving")
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("unexpected argument %q", flag.Arg(0))
	}

	if *bench > 0 {
		fmt.Println(measure(newShop().routes(), *bench))
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := serve(ctx, *addr, *debug, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

// serve runs the shop and its profiles until ctx ends. Once both listen it writes their addresses,
// a line each, so that whoever started it needs neither a fixed port nor a delay.
func serve(ctx context.Context, addr, debug string, output io.Writer) error {
	shop, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	profiles, err := net.Listen("tcp", debug)
	if err != nil {
		return err
	}
	servers := []*http.Server{
		{Handler: newShop().routes(), ReadHeaderTimeout: 5 * time.Second},
		{Handler: profiling(), ReadHeaderTimeout: 5 * time.Second},
	}
	failed := make(chan error, len(servers))
	for i, listener := range []net.Listener{shop, profiles} {
		server, listener := servers[i], listener
		go func() { failed <- server.Serve(listener) }()
	}
	fmt.Fprintf(output, "http://%s\nhttp://%s/debug/pprof\n", shop.Addr(), profiles.Addr())

	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	return errors.Join(err, shutDown(servers))
}

// shutDown lets requests that run finish. One that outlasts the grace, such as a profile of thirty
// seconds, is cut off, and that isn't an error.
func shutDown(servers []*http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	var errs []error
	for _, server := range servers {
		err := server.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close()
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// profiling serves net/http/pprof on a mux of its own: profiles don't belong on a public address.
func profiling() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return mux
}
