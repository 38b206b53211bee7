package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// farm simulates services, each with a listener of its own, and remembers what it was asked. It
// prints the addresses and goes on until it is killed. On its control address,
//
//	GET /report    is all that the targets remember
//	GET /totals    is the sums of it
//	PUT /sd        says what GET /sd answers from then on; until then it is 503
func farm(arguments []string) error {
	var behaviour behaviour
	flags := flag.NewFlagSet("farm", flag.ExitOnError)
	count := flags.Int("targets", 1, "how many services")
	flags.Float64Var(&behaviour.fraction, "fraction", 1, "the part of the seconds that a capture takes")
	flags.IntVar(&behaviour.busy, "busy", 0, "how many requests each answers with busy first")
	flags.IntVar(&behaviour.size, "size", 0, "about how many bytes a capture has, at least")
	flags.BoolVar(&behaviour.labels, "labels", false, "put the labels tenant and user on the samples")
	flags.StringVar(&behaviour.path, "path", "/debug/pprof/profile", "where the profile is")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	all := new(crowd)
	targets := make([]*target, *count)
	addresses := make([]string, *count)
	for i := range targets {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		addresses[i] = listener.Addr().String()
		targets[i] = &target{
			memory: memory{Address: addresses[i]}, crowd: all, number: i, behaviour: behaviour,
			left: behaviour.busy,
		}
		go targets[i].serve(listener)
	}
	control, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if err := announce(map[string]any{"control": control.Addr().String(), "targets": addresses}); err != nil {
		return err
	}
	return http.Serve(control, controls(targets, all))
}

func controls(targets []*target, all *crowd) http.Handler {
	var mutex sync.Mutex
	var served []byte
	mux := http.NewServeMux()
	mux.HandleFunc("GET /report", func(answer http.ResponseWriter, _ *http.Request) {
		reports := make([]memory, len(targets))
		for i, target := range targets {
			reports[i] = target.report()
		}
		json.NewEncoder(answer).Encode(reports)
	})
	mux.HandleFunc("GET /totals", func(answer http.ResponseWriter, _ *http.Request) {
		totals := map[string]int{
			"requests": 0, "whole": 0, "open": 0, "asked": 0, "most": int(all.most.Load()),
		}
		for _, target := range targets {
			target.add(totals)
		}
		json.NewEncoder(answer).Encode(totals)
	})
	mux.HandleFunc("PUT /sd", func(answer http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
			return
		}
		mutex.Lock()
		defer mutex.Unlock()
		served = body
	})
	mux.HandleFunc("GET /sd", func(answer http.ResponseWriter, _ *http.Request) {
		mutex.Lock()
		defer mutex.Unlock()
		if served == nil {
			http.Error(answer, "nothing to serve", http.StatusServiceUnavailable)
			return
		}
		answer.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(answer, "%s", served)
	})
	return mux
}
