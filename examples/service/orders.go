package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
)

type orderLine struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

type orderRequest struct {
	Email  string            `json:"email"`
	Coupon string            `json:"coupon,omitempty"`
	Lines  []orderLine       `json:"lines"`
	Notes  map[string]string `json:"notes,omitempty"`
}

type pricedLine struct {
	orderLine
	Name  string `json:"name"`
	Cents int    `json:"cents"`
}

type orderAnswer struct {
	Email string            `json:"email"`
	Lines []pricedLine      `json:"lines"`
	Cents int               `json:"cents"`
	Notes map[string]string `json:"notes,omitempty"`
}

var (
	emailPattern = regexp.MustCompile(`^[a-z0-9.+_-]+@(?:[a-z0-9-]+\.)+[a-z]{2,}$`)
	skuPattern   = regexp.MustCompile(`^SKU-(\d{5})$`)
)

// order decodes and checks an order, and answers with its prices.
func (s *shop) order(w http.ResponseWriter, r *http.Request) {
	var request orderRequest
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&request); err != nil {
		http.Error(w, fmt.Sprintf("not an order: %v", err), http.StatusBadRequest)
		return
	}
	answer, err := s.price(request)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	writeJSON(w, answer)
}

func (s *shop) price(request orderRequest) (orderAnswer, error) {
	answer := orderAnswer{Email: request.Email, Notes: request.Notes}
	if !emailPattern.MatchString(request.Email) {
		return answer, fmt.Errorf("not an e-mail address: %q", request.Email)
	}
	for _, line := range request.Lines {
		product := s.bySKU[line.SKU]
		if !skuPattern.MatchString(line.SKU) || product == nil {
			return answer, fmt.Errorf("no such product: %q", line.SKU)
		}
		cents := line.Quantity * product.Cents
		for _, rule := range s.rules {
			cents = rule.apply(product, line.Quantity, request.Coupon, cents)
		}
		answer.Lines = append(answer.Lines, pricedLine{line, product.Name, cents})
		answer.Cents += cents
	}
	return answer, nil
}
