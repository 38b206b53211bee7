package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// A field of a protobuf message: as it stands in it, and what it holds where that has a length.
type field struct {
	number  uint64
	raw     []byte
	content []byte
}

// Fields of profile.proto.
const (
	profileSample    = 2
	profileLocation  = 4
	profileTimeNanos = 9
	sampleLocationID = 1
	locationLine     = 4
)

var errMalformed = errors.New("not a profile of Go's: malformed protobuf")

func fields(message []byte) ([]field, error) {
	var result []field
	for len(message) > 0 {
		tag, size := binary.Uvarint(message)
		if size <= 0 {
			return nil, errMalformed
		}
		number, length := binary.Uvarint(message[size:])
		if length <= 0 {
			return nil, errMalformed
		}
		start, end := size+length, size+length
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
		result = append(result, field{tag >> 3, message[:end], message[start:end]})
		message = message[end:]
	}
	return result, nil
}

// withLength is a field that has a length.
func withLength(number uint64, content []byte) []byte {
	result := binary.AppendUvarint(nil, number<<3|2)
	result = binary.AppendUvarint(result, uint64(len(content)))
	return append(result, content...)
}

// change copies a profile, each of its fields as the function says.
func change(source, target string, fieldOf func(field) ([]byte, error)) error {
	result, err := changed(source, fieldOf)
	if err != nil {
		return err
	}
	return os.WriteFile(target, result, 0o644)
}

// changed is a profile, each of its fields as the function says.
func changed(source string, fieldOf func(field) ([]byte, error)) ([]byte, error) {
	compressed, err := os.Open(source)
	if err != nil {
		return nil, err
	}
	defer compressed.Close()
	reader, err := gzip.NewReader(compressed)
	if err != nil {
		return nil, err
	}
	message, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	parts, err := fields(message)
	if err != nil {
		return nil, err
	}
	var result bytes.Buffer
	writer := gzip.NewWriter(&result)
	for _, part := range parts {
		changed, err := fieldOf(part)
		if err != nil {
			return nil, err
		}
		writer.Write(changed)
	}
	err = writer.Close()
	return result.Bytes(), err
}
