package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

func init() {
	commands["builds"] = builds
	commands["build"] = build
}

// builds starts one build after another, and prints how many of them saw more than one version of
// their profile; "first" stops at the first of these.
func builds(arguments []string) error {
	if err := take(arguments, "FILE", "ROUNDS", "all|first"); err != nil {
		return err
	}
	rounds, err := strconv.Atoi(arguments[1])
	if err != nil {
		return err
	}
	torn := 0
	for range rounds {
		output, err := self("build", arguments[0], "2")
		if err != nil {
			return err
		}
		sums := strings.Fields(output)
		if len(sums) != 3 {
			return fmt.Errorf("a build read %d times", len(sums))
		}
		if sums[0] != sums[1] || sums[1] != sums[2] {
			torn++
			if arguments[2] == "first" {
				break
			}
		}
	}
	fmt.Println("builds", rounds, "torn", torn)
	return nil
}

// build opens, hashes and closes its profile, then starts a child that does the same, as deep as it
// is told.
func build(arguments []string) error {
	if err := take(arguments, "FILE", "DEPTH"); err != nil {
		return err
	}
	file, err := os.Open(arguments[0])
	if err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	fmt.Printf("%x\n", hash.Sum(nil))
	depth, err := strconv.Atoi(arguments[1])
	if err != nil || depth == 0 {
		return err
	}
	output, err := self("build", arguments[0], strconv.Itoa(depth-1))
	fmt.Print(output)
	return err
}

func self(args ...string) (string, error) {
	command := exec.Command("/proc/self/exe", args...)
	command.Stderr = os.Stderr
	output, err := command.Output()
	return string(output), err
}
