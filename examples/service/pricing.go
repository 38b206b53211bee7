package main

// A rule changes the price of an order's line. Calls go through the interface; which of them the
// compiler makes direct, it learns from the profile.
type rule interface {
	apply(p *product, quantity int, coupon string, cents int) int
}

func pricing() []rule {
	return []rule{volume{from: 10, percent: 5}, volume{from: 50, percent: 4}, coupons{"SPRING": 10}, tax{20}}
}

type volume struct{ from, percent int }

func (v volume) apply(_ *product, quantity int, _ string, cents int) int {
	if quantity < v.from {
		return cents
	}
	return cents - cents*v.percent/100
}

type coupons map[string]int

func (c coupons) apply(_ *product, _ int, coupon string, cents int) int {
	return cents - cents*c[coupon]/100
}

type tax struct{ percent int }

func (t tax) apply(_ *product, _ int, _ string, cents int) int {
	return cents + cents*t.percent/100
}
