// Command load sends the service's workload for a bounded time and prints how it went:
//
//	go run ./load -url http://127.0.0.1:8080 -for 3s -clients 4
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"example.com/service/workload"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("load: ")
	url := flag.String("url", "", "the service, such as http://127.0.0.1:8080")
	limit := flag.Duration("for", 10*time.Second, "how long to go on")
	requests := flag.Int64("requests", 1_000_000, "how many requests to send at most")
	clients := flag.Int("clients", 4, "how many send at once")
	flag.Parse()
	if *url == "" || flag.NArg() > 0 || *clients < 1 {
		flag.Usage()
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *limit)
	defer cancel()
	if err := run(ctx, *url, *requests, *clients); err != nil {
		log.Fatal(err)
	}
}

// run lets the clients take requests from the one mix until the count or ctx ends; the first error
// ends it too.
func run(ctx context.Context, url string, requests int64, clients int) error {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()

	var next, done atomic.Int64
	var group sync.WaitGroup
	start := time.Now()
	for i := 0; i < clients; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for ctx.Err() == nil {
				n := next.Add(1)
				if n > requests {
					return
				}
				if err := send(ctx, transport, url, int(n-1)); err != nil {
					if ctx.Err() == nil {
						fail(err)
					}
					return
				}
				done.Add(1)
			}
		}()
	}
	group.Wait()
	elapsed := time.Since(start)
	fmt.Printf("%d requests in %.1f s, %.0f a second\n",
		done.Load(), elapsed.Seconds(), float64(done.Load())/elapsed.Seconds())
	if err := context.Cause(ctx); err != nil && !errors.Is(err, ctx.Err()) {
		return err
	}
	return nil
}

func send(ctx context.Context, transport http.RoundTripper, url string, i int) error {
	request, err := workload.Request(url, i)
	if err != nil {
		return err
	}
	response, err := transport.RoundTrip(request.WithContext(ctx))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s", request.Method, request.URL, response.Status)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
