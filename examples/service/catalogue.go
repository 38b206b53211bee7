package main

import "fmt"

// A product is one thing on sale. Money is in cents.
type product struct {
	SKU      string   `json:"sku"`
	Name     string   `json:"name"`
	Maker    string   `json:"maker"`
	Cents    int      `json:"cents"`
	Rating   float64  `json:"rating"`
	Stock    int      `json:"stock"`
	Keywords []string `json:"keywords"`
}

const catalogueSize = 600

var (
	adjectives = []string{
		"Quiet", "Folding", "Copper", "Nordic", "Portable", "Oak", "Insulated", "Solar", "Woven",
		"Compact", "Enamel", "Vintage", "Waterproof",
	}
	nouns = []string{
		"Kettle", "Lantern", "Backpack", "Stool", "Notebook", "Radio", "Blanket", "Grinder",
		"Thermos", "Tent", "Skillet",
	}
	makers = []string{"Fjord & Sons", "Aurora", "Kiln Works", "Halden", "O'Brien", "Tessel", "Brand <X>"}
)

// newCatalogue makes the same products in every process, so that runs can be compared.
func newCatalogue() []product {
	products := make([]product, catalogueSize)
	for i := range products {
		adjective, noun := adjectives[i%len(adjectives)], nouns[i%len(nouns)]
		products[i] = product{
			SKU:      sku(i),
			Name:     fmt.Sprintf("%s %s No. %d", adjective, noun, i%37),
			Maker:    makers[i%len(makers)],
			Cents:    499 + i*7919%20000,
			Rating:   float64(10+i*31%41) / 10,
			Stock:    i * 17 % 250,
			Keywords: []string{adjective, noun, "range-" + fmt.Sprint(i%9)},
		}
	}
	return products
}

func sku(i int) string { return fmt.Sprintf("SKU-%05d", i) }
