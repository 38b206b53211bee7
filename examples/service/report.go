package main

import (
	"fmt"
	"html/template"
	"net/http"
	"sort"
)

type makerReport struct {
	Maker    string
	Products []*product
	Stock    int
	Cents    int
}

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"money": func(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) },
}).Parse(`<!doctype html>
<title>Stock of {{.Tenant}}</title>
{{range .Makers}}<h2 id="{{.Maker}}">{{.Maker}}</h2>
<p>{{.Stock}} pieces, {{money .Cents}}</p>
<table>{{range .Products}}
<tr{{if lt .Stock 20}} class="low"{{end}}><td><a href="/search?q={{.Name}}">{{.Name}}</a><td>{{.Stock}}<td>{{money .Cents}}{{end}}
</table>
{{end}}`))

const productsPerMaker = 8

// report renders each maker's most valuable stock as a page.
func (s *shop) report(w http.ResponseWriter, r *http.Request) {
	byMaker := map[string]*makerReport{}
	for i := range s.catalogue {
		p := &s.catalogue[i]
		group := byMaker[p.Maker]
		if group == nil {
			group = &makerReport{Maker: p.Maker}
			byMaker[p.Maker] = group
		}
		group.Products = append(group.Products, p)
		group.Stock += p.Stock
		group.Cents += p.Stock * p.Cents
	}
	groups := make([]*makerReport, 0, len(byMaker))
	for _, group := range byMaker {
		products := group.Products
		sort.Slice(products, func(i, j int) bool {
			return products[i].Stock*products[i].Cents > products[j].Stock*products[j].Cents
		})
		group.Products = products[:min(len(products), productsPerMaker)]
		groups = append(groups, group)
	}
	sort.Slice(groups, func(i, j int) bool { return groups[i].Maker < groups[j].Maker })

	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	page := struct {
		Tenant string
		Makers []*makerReport
	}{tenant(r), groups}
	if err := reportTemplate.Execute(w, page); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
