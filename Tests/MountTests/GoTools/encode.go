package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func init() { commands["encode"] = encodeProfile }

// encodeProfile prints a profile with one sample of this many frames and a value of each type.
func encodeProfile(arguments []string) error {
	if len(arguments) < 2 {
		return fmt.Errorf("arguments: FRAMES TYPE/UNIT...")
	}
	frames, err := strconv.Atoi(arguments[0])
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(encode(frames, arguments[1:]))
	return err
}

func encode(frames int, columns []string) []byte {
	strs := []string{""}
	intern := func(s string) uint64 {
		strs = append(strs, s)
		return uint64(len(strs) - 1)
	}
	var out, locations, values []byte
	for _, column := range columns {
		kind, unit, _ := strings.Cut(column, "/")
		out = message(out, 1, number(number(nil, 1, intern(kind)), 2, intern(unit)))
		values = binary.AppendUvarint(values, 7)
	}
	for i := range frames {
		id := uint64(i + 1)
		locations = binary.AppendUvarint(locations, id)
		name := intern("main.f" + strconv.Itoa(i))
		function := number(number(number(nil, 1, id), 2, name), 5, 10)
		line := number(number(nil, 1, id), 2, id+10)
		out = message(out, 5, function)
		out = message(out, 4, message(number(number(nil, 1, id), 3, 4096*id), 4, line))
	}
	out = message(out, 2, message(message(nil, 1, locations), 2, values))
	out = number(out, 9, 1728725400e9)
	for _, s := range strs {
		out = message(out, 6, []byte(s))
	}
	return out
}

func number(to []byte, field, value uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(to, field<<3), value)
}

func message(to []byte, field uint64, body []byte) []byte {
	to = binary.AppendUvarint(binary.AppendUvarint(to, field<<3|2), uint64(len(body)))
	return append(to, body...)
}
