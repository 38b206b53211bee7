// Command job is a short-lived program that profiles itself as a whole: it computes for a while, or
// until SIGTERM, and says where its captures were stored.
//
//	job -to /mnt/pgo -app job -for 1m
package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/inprocess"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("job: ")
	var profiler inprocess.Profiler
	flag.StringVar(&profiler.To, "to", "", "mount of pgofs to write captures into")
	flag.StringVar(&profiler.App, "app", "job", "app of the captures")
	flag.StringVar(&profiler.Source, "source", "", "source of the captures; host and process by default")
	flag.DurationVar(&profiler.Duration, "duration", 10*time.Second, "how long a capture takes")
	length := flag.Duration("for", time.Minute, "how long to compute")
	flag.Parse()
	profiler.Interval = profiler.Duration // one capture after another
	profiler.Report = report

	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *length)
	defer cancel()
	profiled := make(chan error, 1)
	go func() { profiled <- profiler.Run(ctx) }()
	compute(ctx)
	if err := <-profiled; err != nil {
		log.Fatal(err)
	}
}

func report(path string, err error) {
	if err != nil {
		log.Printf("%s: %v", path, err)
	} else {
		fmt.Println("stored", path)
	}
}

func compute(ctx context.Context) {
	for sum := sha256.Sum256(nil); ctx.Err() == nil; {
		sum = sha256.Sum256(sum[:])
	}
}
