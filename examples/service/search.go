package main

import (
	"fmt"
	"net/http"
	"regexp"
	"regexp/syntax"
	"sort"
)

const (
	maxPattern = 100
	maxHits    = 25
)

// search answers with the products whose name, maker or keywords match the regular expression q,
// in the order that sort names: name, price or rating.
func (s *shop) search(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	pattern, err := compile(query.Get("q"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var hits []*product
	for i := range s.catalogue {
		if matches(pattern, &s.catalogue[i]) {
			hits = append(hits, &s.catalogue[i])
		}
	}
	order, known := orders[query.Get("sort")]
	if !known {
		http.Error(w, "sort by name, price or rating", http.StatusBadRequest)
		return
	}
	sort.Stable(order(hits))
	total := len(hits)
	if total > maxHits {
		hits = hits[:maxHits]
	}
	writeJSON(w, map[string]any{"total": total, "hits": hits})
}

func compile(pattern string) (*regexp.Regexp, error) {
	if len(pattern) > maxPattern {
		return nil, fmt.Errorf("a pattern is at most %d bytes", maxPattern)
	}
	if _, err := syntax.Parse(pattern, syntax.Perl); err != nil {
		return nil, err
	}
	return regexp.Compile("(?i)" + pattern)
}

func matches(pattern *regexp.Regexp, p *product) bool {
	if pattern.MatchString(p.Name) || pattern.MatchString(p.Maker) {
		return true
	}
	for _, keyword := range p.Keywords {
		if pattern.MatchString(keyword) {
			return true
		}
	}
	return false
}

type byName []*product
type byPrice []*product
type byRating []*product

func (p byName) Len() int             { return len(p) }
func (p byName) Less(i, j int) bool   { return p[i].Name < p[j].Name }
func (p byName) Swap(i, j int)        { p[i], p[j] = p[j], p[i] }
func (p byPrice) Len() int            { return len(p) }
func (p byPrice) Less(i, j int) bool  { return p[i].Cents < p[j].Cents }
func (p byPrice) Swap(i, j int)       { p[i], p[j] = p[j], p[i] }
func (p byRating) Len() int           { return len(p) }
func (p byRating) Less(i, j int) bool { return p[i].Rating > p[j].Rating }
func (p byRating) Swap(i, j int)      { p[i], p[j] = p[j], p[i] }

var orders = map[string]func([]*product) sort.Interface{
	"":       func(p []*product) sort.Interface { return byRating(p) },
	"name":   func(p []*product) sort.Interface { return byName(p) },
	"price":  func(p []*product) sort.Interface { return byPrice(p) },
	"rating": func(p []*product) sort.Interface { return byRating(p) },
}
