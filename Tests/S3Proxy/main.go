// S3proxy stands between a client and an S3 server. It passes requests and answers on as they are, so
// that signatures stay valid, counts them by operation, delays them, and makes some of them fail. The
// client's endpoint is the proxy: it signs the Host that the server is shown.
//
//	s3proxy -to http://127.0.0.1:8333
//
// It prints where it listens, as JSON, and goes on until it is killed. On its control address,
//
//	GET  /counts                       is what it was asked so far, and what failed
//	GET  /requests                     is how often each operation was asked for, a line each
//	POST /latency?ms=10                delays every request from then on
//	POST /faults?percent=8&kinds=a,b   makes so many of a hundred fail, in these ways or in all of them
//	POST /dark, POST /light            refuses every connection, and takes them again
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
)

func main() {
	to := flag.String("to", "", "the server's `address`")
	listen := flag.String("listen", "127.0.0.1:0", "the `address` for clients")
	control := flag.String("control", "127.0.0.1:0", "the `address` for those who control it")
	seed := flag.Uint64("seed", rand.Uint64(), "where the choice of faults begins")
	flag.Parse()
	if err := run(*to, *listen, *control, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "s3proxy:", err)
		os.Exit(1)
	}
}

func run(to, listen, control string, seed uint64) error {
	server, err := url.Parse(to)
	if err != nil || server.Host == "" {
		return fmt.Errorf("-to %q: an address such as http://127.0.0.1:8333", to)
	}
	proxy := newProxy(server, seed)
	front := newFront(proxy, listen)
	if err := front.light(); err != nil {
		return err
	}
	controller, err := net.Listen("tcp", control)
	if err != nil {
		return err
	}
	addresses := map[string]string{"proxy": front.address, "control": controller.Addr().String()}
	if err := json.NewEncoder(os.Stdout).Encode(addresses); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "s3proxy: -seed %d\n", seed)
	return http.Serve(controller, controls(proxy, front))
}
