package main

import (
	"crypto/sha256"
	"fmt"
)

// printSum prints the SHA-256 of what was read.
func printSum(data []byte) error {
	_, err := fmt.Printf("%x\n", sha256.Sum256(data))
	return err
}
