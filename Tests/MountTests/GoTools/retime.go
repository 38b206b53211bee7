package main

import (
	"encoding/binary"
	"strconv"
)

func init() { commands["retime"] = retime }

// retime copies a profile with another time_nanos; 0 is none.
func retime(arguments []string) error {
	if err := take(arguments, "SOURCE", "NANOSECONDS", "FILE"); err != nil {
		return err
	}
	nanoseconds, err := strconv.ParseInt(arguments[1], 10, 64)
	if err != nil {
		return err
	}
	return change(arguments[0], arguments[2], func(part field) ([]byte, error) {
		if part.number != profileTimeNanos {
			return part.raw, nil
		}
		return binary.AppendUvarint([]byte{profileTimeNanos << 3}, uint64(nanoseconds)), nil
	})
}
