package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime/pprof"
)

const maxBody = 64 << 10

// A shop is the service's state: a catalogue that never changes once it is made.
type shop struct {
	catalogue []product
	bySKU     map[string]*product
	rules     []rule
}

func newShop() *shop {
	s := &shop{catalogue: newCatalogue(), bySKU: map[string]*product{}, rules: pricing()}
	for i := range s.catalogue {
		s.bySKU[s.catalogue[i].SKU] = &s.catalogue[i]
	}
	return s
}

func (s *shop) routes() http.Handler {
	mux := http.NewServeMux()
	handle := func(method, route string, handler http.HandlerFunc) {
		mux.Handle(route, labelled(method, route, handler))
	}
	handle(http.MethodPost, "/orders", s.order)
	handle(http.MethodGet, "/search", s.search)
	handle(http.MethodGet, "/report", s.report)
	handle(http.MethodGet, "/export", s.export)
	return mux
}

// labelled runs a handler under the profile labels route and tenant, so that a profile can tell
// whose work it holds: go tool pprof -tagfocus=tenant=acme.
func labelled(method, route string, handler http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != method {
			w.Header().Set("Allow", method)
			http.Error(w, "use "+method, http.StatusMethodNotAllowed)
			return
		}
		labels := pprof.Labels("route", route, "tenant", tenant(r))
		pprof.Do(r.Context(), labels, func(ctx context.Context) { handler(w, r.WithContext(ctx)) })
	}
}

var tenants = map[string]bool{"acme": true, "globex": true, "initech": true}

// tenant keeps the label's values few: each makes samples of its own in a profile.
func tenant(r *http.Request) string {
	if name := r.Header.Get("X-Tenant"); tenants[name] {
		return name
	}
	return "other"
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(value); err != nil {
		http.Error(w, fmt.Sprintf("encoding the answer: %v", err), http.StatusInternalServerError)
	}
}
