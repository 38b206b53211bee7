// Package workload is the mix of requests that the load generator sends and the benchmark measures:
// the same requests in the same order every time.
package workload

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Round is the number of requests after which the mix repeats.
const Round = 60

var (
	tenants  = []string{"acme", "acme", "globex", "initech", "acme", "globex", ""}
	patterns = []string{`kettle|tent`, `oak.*no\. [0-9]+$`, `range-[357]`, `^(solar|nordic)\b`, `o'brien`}
	orders   = []string{"name", "price", "rating"}
)

// Request makes the i-th request of the mix for the service at base, such as http://127.0.0.1:80.
// Of twenty, nine are orders, six searches, three reports and two exports.
func Request(base string, i int) (*http.Request, error) {
	i %= Round
	var request *http.Request
	var err error
	switch i % 20 {
	case 1, 3, 6, 8, 12, 17:
		query := url.Values{"q": {patterns[i%len(patterns)]}, "sort": {orders[i%len(orders)]}}
		request, err = http.NewRequest(http.MethodGet, base+"/search?"+query.Encode(), nil)
	case 4, 11, 18:
		request, err = http.NewRequest(http.MethodGet, base+"/report", nil)
	case 9, 15:
		request, err = http.NewRequest(http.MethodGet, base+"/export", nil)
	default:
		request, err = http.NewRequest(http.MethodPost, base+"/orders", strings.NewReader(bodies[i]))
	}
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Tenant", tenants[i%len(tenants)])
	return request, nil
}

// bodies are the orders, written once so that making them isn't measured.
var bodies = func() (all [Round]string) {
	for i := range all {
		lines := make([]map[string]any, 10+i%31)
		for j := range lines {
			lines[j] = map[string]any{"sku": fmt.Sprintf("SKU-%05d", (i*53+j*7)%600), "quantity": 1 + (i+j)%60}
		}
		body, err := json.Marshal(map[string]any{
			"email":  fmt.Sprintf("buyer.%d+shop@mail.example.com", i),
			"coupon": []string{"", "SPRING", "AUTUMN"}[i%3],
			"lines":  lines,
			"notes":  map[string]string{"gift": "to \"Ann\" & Bo", "door": "ring twice, please"},
		})
		if err != nil {
			panic(err)
		}
		all[i] = string(body)
	}
	return all
}()
