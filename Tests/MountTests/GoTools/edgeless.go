package main

import "encoding/binary"

func init() { commands["edgeless"] = edgeless }

// edgeless copies a profile with each stack cut to its innermost function: no caller is left.
func edgeless(arguments []string) error {
	if err := take(arguments, "SOURCE", "FILE"); err != nil {
		return err
	}
	return change(arguments[0], arguments[1], func(part field) ([]byte, error) {
		switch part.number {
		case profileSample:
			return cut(part, sampleLocationID, func(locations []byte) []byte {
				_, size := binary.Uvarint(locations)
				return locations[:size]
			})
		case profileLocation:
			lines := 0
			return cut(part, locationLine, func(line []byte) []byte {
				if lines++; lines > 1 {
					return nil
				}
				return line
			})
		default:
			return part.raw, nil
		}
	})
}

// cut is the message with what the function makes of each field of this number; nil leaves it out.
func cut(message field, number uint64, content func([]byte) []byte) ([]byte, error) {
	parts, err := fields(message.content)
	if err != nil {
		return nil, err
	}
	var result []byte
	for _, part := range parts {
		if part.number != number {
			result = append(result, part.raw...)
		} else if kept := content(part.content); kept != nil {
			result = append(result, withLength(number, kept)...)
		}
	}
	return withLength(message.number, result), nil
}
