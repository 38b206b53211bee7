package main

import (
	"compress/gzip"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

var compressors = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// export answers with the catalogue as CSV, compressed.
func (s *shop) export(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/csv")
	w.Header().Set("Content-Encoding", "gzip")
	compressor := compressors.Get().(*gzip.Writer)
	defer compressors.Put(compressor)
	compressor.Reset(w)

	rows := csv.NewWriter(compressor)
	_ = rows.Write([]string{"sku", "name", "maker", "cents", "rating", "stock", "keywords"})
	for i := range s.catalogue {
		p := &s.catalogue[i]
		_ = rows.Write([]string{
			p.SKU, p.Name, p.Maker, strconv.Itoa(p.Cents), strconv.FormatFloat(p.Rating, 'f', 1, 64),
			strconv.Itoa(p.Stock), strings.Join(p.Keywords, " "),
		})
	}
	rows.Flush() // a failed write means the client is gone: nobody is left to tell
	_ = compressor.Close()
}
