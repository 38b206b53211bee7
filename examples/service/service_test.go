package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/service/workload"
)

func ask(t *testing.T, method, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	newShop().routes().ServeHTTP(answer, httptest.NewRequest(method, target, strings.NewReader(body)))
	return answer
}

func TestEveryRequestOfTheWorkloadIsAnswered(t *testing.T) {
	routes := newShop().routes()
	for i := 0; i < workload.Round; i++ {
		request, err := workload.Request("http://service", i)
		if err != nil {
			t.Fatal(err)
		}
		answer := httptest.NewRecorder()
		routes.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK || answer.Body.Len() == 0 {
			t.Errorf("%s %s: %d %s", request.Method, request.URL, answer.Code, answer.Body)
		}
	}
}

func TestAnOrderIsPricedByEveryRule(t *testing.T) {
	answer := ask(t, http.MethodPost, "/orders",
		`{"email": "a@b.example", "coupon": "SPRING", "lines": [{"sku": "SKU-00000", "quantity": 10}]}`)
	var order orderAnswer
	if err := json.Unmarshal(answer.Body.Bytes(), &order); err != nil {
		t.Fatal(err, answer.Body)
	}
	// 10 × 4.99, 5 % off for the volume, 10 % for the coupon, and 20 % of tax
	if want := 5120; order.Cents != want {
		t.Errorf("%d cents, want %d", order.Cents, want)
	}
}

func TestAnExportIsTheWholeCatalogue(t *testing.T) {
	answer := ask(t, http.MethodGet, "/export", "")
	plain, err := gzip.NewReader(bytes.NewReader(answer.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(plain).ReadAll()
	if err != nil || len(rows) != catalogueSize+1 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestBadRequestsAreRefused(t *testing.T) {
	for _, c := range []struct {
		method, target, body string
		status               int
	}{
		{http.MethodGet, "/orders", "", http.StatusMethodNotAllowed},
		{http.MethodPost, "/orders", "not JSON", http.StatusBadRequest},
		{http.MethodPost, "/orders", `{"email": "nobody"}`, http.StatusUnprocessableEntity},
		{http.MethodPost, "/orders", `{"email": "a@b.example", "lines": [{"sku": "SKU-99999"}]}`,
			http.StatusUnprocessableEntity},
		{http.MethodPost, "/orders", `"` + strings.Repeat("x", maxBody) + `"`, http.StatusBadRequest},
		{http.MethodGet, "/search?q=(", "", http.StatusBadRequest},
		{http.MethodGet, "/search?q=" + strings.Repeat("x", maxPattern+1), "", http.StatusBadRequest},
		{http.MethodGet, "/search?q=tent&sort=colour", "", http.StatusBadRequest},
		{http.MethodGet, "/elsewhere", "", http.StatusNotFound},
	} {
		if got := ask(t, c.method, c.target, c.body).Code; got != c.status {
			t.Errorf("%s %.40s: %d, want %d", c.method, c.target, got, c.status)
		}
	}
}

func TestItServesUntilItIsToldToStop(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	addresses, printed := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		defer printed.Close()
		ended <- serve(ctx, "127.0.0.1:0", "127.0.0.1:0", printed)
	}()

	var urls []string
	for lines := bufio.NewScanner(addresses); len(urls) < 2 && lines.Scan(); {
		urls = append(urls, lines.Text())
	}
	if len(urls) < 2 {
		t.Fatal(<-ended)
	}
	for _, url := range []string{urls[0] + "/report", urls[1] + "/"} {
		answer, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", url, answer.Status)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
