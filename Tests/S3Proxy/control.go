package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// controls is what the control address offers.
func controls(proxy *proxy, front *front) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /counts", func(answer http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(answer).Encode(proxy.counts.report())
	})
	mux.HandleFunc("GET /requests", func(answer http.ResponseWriter, _ *http.Request) {
		for name, count := range proxy.counts.report().Operations {
			fmt.Fprintf(answer, "%s\t%d\n", name, count.Requests)
		}
	})
	mux.HandleFunc("POST /latency", func(answer http.ResponseWriter, request *http.Request) {
		milliseconds, err := strconv.Atoi(request.FormValue("ms"))
		if err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
			return
		}
		proxy.latency.Store(int64(time.Duration(milliseconds) * time.Millisecond))
	})
	mux.HandleFunc("POST /faults", func(answer http.ResponseWriter, request *http.Request) {
		percent, err := strconv.Atoi(request.FormValue("percent"))
		if err == nil {
			kinds := strings.FieldsFunc(request.FormValue("kinds"), func(r rune) bool { return r == ',' })
			err = proxy.faults.set(percent, kinds)
		}
		if err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
		}
	})
	mux.HandleFunc("POST /dark", func(http.ResponseWriter, *http.Request) { front.dark() })
	mux.HandleFunc("POST /light", func(answer http.ResponseWriter, _ *http.Request) {
		if err := front.light(); err != nil {
			http.Error(answer, err.Error(), http.StatusInternalServerError)
		}
	})
	return mux
}
