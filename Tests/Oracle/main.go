// The oracle answers for the Go toolchain: it is built from the toolchain's own copies of
// google/pprof's profile package and of the compiler's profile reader.
//
// A request is an operation and a list of profiles; requests are read from the standard input until
// it ends. An answer is a status, 0 for bytes and 1 for an error's text, and a payload.
// Numbers are 32 bits wide, little-endian.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"os"

	"oracle/pgo"
	"oracle/profile"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		operation, err := in.ReadByte()
		if err == io.EOF {
			return
		}
		inputs := make([][]byte, number(in))
		for i := range inputs {
			inputs[i] = make([]byte, number(in))
			if _, err := io.ReadFull(in, inputs[i]); err != nil {
				log.Fatal(err)
			}
		}
		answer, err := run(operation, inputs)
		status := byte(0)
		if err != nil {
			status, answer = 1, []byte(err.Error())
		}
		out.WriteByte(status)
		binary.Write(out, binary.LittleEndian, uint32(len(answer)))
		out.Write(answer)
	}
}

func number(in io.Reader) uint32 {
	var n uint32
	if err := binary.Read(in, binary.LittleEndian, &n); err != nil {
		log.Fatal(err)
	}
	return n
}

func run(operation byte, inputs [][]byte) ([]byte, error) {
	switch operation {
	case 'm':
		return merge(inputs)
	case 'v':
		_, err := profile.ParseData(inputs[0])
		return nil, err
	case 'p':
		return preprofile(inputs[0])
	case 'w':
		return rewrite(inputs[0])
	}
	return nil, fmt.Errorf("unknown operation %q", operation)
}

// merge is profile.Merge of all inputs, uncompressed.
func merge(inputs [][]byte) ([]byte, error) {
	var profiles []*profile.Profile
	for _, input := range inputs {
		p, err := profile.ParseData(input)
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, p)
	}
	p, err := profile.Merge(profiles)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = p.WriteUncompressed(&out)
	return out.Bytes(), err
}

// rewrite is the profile as Profile.Write writes it, uncompressed.
func rewrite(input []byte) ([]byte, error) {
	p, err := profile.ParseData(input)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = p.WriteUncompressed(&out)
	return out.Bytes(), err
}

// preprofile is what go tool preprofile prints.
func preprofile(input []byte) ([]byte, error) {
	p, err := pgo.FromPProf(bytes.NewReader(input))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	_, err = p.WriteTo(&out)
	return out.Bytes(), err
}
