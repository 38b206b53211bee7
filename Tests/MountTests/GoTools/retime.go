package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
)

func init() { commands["retime"] = retime }

// retime copies a profile with another time_nanos; 0 leaves it out.
func retime(arguments []string) error {
	if err := take(arguments, "SOURCE", "NANOSECONDS", "FILE"); err != nil {
		return err
	}
	nanoseconds, err := strconv.ParseInt(arguments[1], 10, 64)
	if err != nil {
		return err
	}
	content, err := inflated(arguments[0])
	if err != nil {
		return err
	}
	if content, err = withoutTime(content); err != nil {
		return fmt.Errorf("%s: %w", arguments[0], err)
	}
	if nanoseconds != 0 {
		content = binary.AppendUvarint(append(content, timeNanos<<3), uint64(nanoseconds))
	}
	var deflated bytes.Buffer
	writer := gzip.NewWriter(&deflated)
	writer.Write(content)
	writer.Close()
	return os.WriteFile(arguments[2], deflated.Bytes(), 0o644)
}

func inflated(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(reader)
}

// timeNanos is the field's number in profile.proto.
const timeNanos = 9

var errMalformed = errors.New("not a protobuf message")

// withoutTime is the message without the field.
func withoutTime(message []byte) ([]byte, error) {
	var result []byte
	for len(message) > 0 {
		tag, size := binary.Uvarint(message)
		if size <= 0 {
			return nil, errMalformed
		}
		number, length := binary.Uvarint(message[size:])
		if length <= 0 {
			return nil, errMalformed
		}
		end := size + length
		switch tag & 7 {
		case 0:
		case 2:
			end += int(number)
		default:
			return nil, errMalformed
		}
		if end > len(message) {
			return nil, errMalformed
		}
		if tag>>3 != timeNanos {
			result = append(result, message[:end]...)
		}
		message = message[end:]
	}
	return result, nil
}
